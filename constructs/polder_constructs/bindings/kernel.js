"use strict";
// Runs in jsii's kernel process before the kernel does.
//
// CDKTF captures a stack trace for every token, and formats it at once, for error messages that hardly any program
// sees: half of the time that making a resource takes. Here the trace is still captured, and formatted when read.
const Module = require("node:module");
const path = require("node:path");

const TOKENS_STACK_TRACE = path.join("cdktf", "lib", "tokens", "private", "stack-trace.js");

class OnDemand {
  constructor(captured) {
    this.captured = captured;
  }

  frames(target) {
    if (this.captured !== undefined) {
      const stack = this.captured.stack;
      this.captured = undefined;
      if (stack) {
        target.push(
          ...stack
            .split("\n")
            .slice(1)
            .map((line) => line.replace(/^\s*at\s+/, ""))
        );
      }
    }
    return target;
  }
}
for (const trap of Object.getOwnPropertyNames(Reflect)) {
  OnDemand.prototype[trap] = function (target, ...rest) {
    return Reflect[trap](this.frames(target), ...rest);
  };
}

function captureStackTrace(below) {
  const captured = { stack: "" };
  const previousLimit = Error.stackTraceLimit;
  try {
    Error.stackTraceLimit = Number.MAX_SAFE_INTEGER;
    Error.captureStackTrace(captured, below || captureStackTrace);
  } finally {
    Error.stackTraceLimit = previousLimit;
  }
  return new Proxy([], new OnDemand(captured));
}

const load = Module._extensions[".js"];
Module._extensions[".js"] = function (module, filename) {
  load(module, filename);
  if (filename.endsWith(TOKENS_STACK_TRACE) && typeof module.exports.captureStackTrace === "function") {
    module.exports.captureStackTrace = captureStackTrace;
    Module._extensions[".js"] = load;
  }
};
