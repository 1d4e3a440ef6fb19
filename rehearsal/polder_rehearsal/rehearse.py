"""A rehearsal: every stack up, twice planned, and down again."""

import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from os import environ
from pathlib import Path
from typing import Final

from polder_rehearsal.order import run_in_order
from polder_rehearsal.results import Result, StackResult
from polder_rehearsal.runs import Runs
from polder_rehearsal.stack_run import StackRun, Where
from polder_rehearsal.stage import Stage, stage
from polder_rehearsal.standins import ALL
from polder_rehearsal.tool import Tool, clean_environment
from polder_rehearsal.wishes import Wish

_UP: Final = "up "
_DOWN: Final = "down "


def _silent(_stack: str, _step: str) -> None: ...


def _nowhere(_stack: str, _construct: str | None) -> str | None:
    return None


@dataclass(frozen=True)
class Audience:
    """Who is told what.

    Args:
        began: Called with a stack and what Terraform begins to do in it; from several threads.
        where: Gives the place in an environment file that a stack and a construct come from.
    """

    began: Callable[[str, str], None] = _silent
    where: Where = _nowhere


@dataclass
class _Play:
    stage: Stage
    wish: Wish
    runs: dict[str, StackRun] = field(default_factory=dict[str, StackRun])

    def act(self, task: str) -> bool:
        if task.startswith(_UP):
            return self.runs[task.removeprefix(_UP)].up()
        return self.runs[task.removeprefix(_DOWN)].down()

    def needs(self) -> dict[str, set[str]]:
        """Give what is to be done and what has to be done before it: up in order, down in the opposite order."""
        stacks = self.stage.stacks
        up = {_UP + name: {_UP + need for need in stack.needs} for name, stack in stacks.items()}
        if self.wish.validate_only:
            return {task: set() for task in up}
        if self.wish.keep is not None:
            return up
        down: dict[str, set[str]] = {_DOWN + name: {_UP + name} for name in stacks}
        for name, stack in stacks.items():
            for need in stack.needs:
                if _DOWN + need in down:
                    down[_DOWN + need].add(_DOWN + name)
        # What can be taken down goes first: it takes memory as long as it stands.
        return {**down, **up}


def rehearse(
    out: Path, tool: Tool, wish: Wish, audience: Audience | None = None, *, disposable: Path | None = None
) -> Result:
    """Rehearse what was synthesized.

    Args:
        out: What `polder synth` wrote.
        tool: The Terraform to run.
        wish: What is asked for.
        audience: Who is told what.
        disposable: A folder that was made for this rehearsal alone and goes once `out` is copied.

    Raises:
        BadRequest: Something is asked for that is not there.
        NoSchema: A provider or type is used that no bindings are installed for.
        OSError: There is nothing to read.
        ValueError: It is not what CDKTF writes.
    """
    audience = audience or Audience()
    started = time.monotonic()
    with stage(out, wish, disposable=disposable) as standing:
        runs = Runs(tool, standing.stand_ins)
        play = _Play(standing, wish)
        for stack in standing.stacks.values():
            play.runs[stack.name] = StackRun(stack, runs, wish, audience.where, audience.began)
        try:
            run_in_order(play.needs(), play.act, wish.workers)
        except BaseException:
            runs.stop()
            raise
        results: list[StackResult] = [play.runs[name].result() for name in standing.stacks]
        return Result(str(tool), tuple(results), time.monotonic() - started)


def rehearse_command(  # noqa: PLR0913 - each is something else that the command needs
    out: Path,
    tool: Tool,
    wish: Wish,
    command: Sequence[str],
    settings: Path | None,
    *,
    disposable: Path | None = None,
) -> int:
    """Run a command in a copy of the project in which Terraform finds the stand-ins.

    Args:
        out: What `polder synth` wrote.
        tool: The Terraform that `cdktf` shall run.
        wish: What is asked for.
        command: The command and its arguments.
        settings: The project's `cdktf.json`, which the copy gets.
        disposable: A folder that was made for this rehearsal alone and goes once `out` is copied.

    Returns:
        The command's exit code.

    Raises:
        BadRequest: Something is asked for that is not there.
        NoSchema: A provider or type is used that no bindings are installed for.
        OSError: There is nothing to read, or no such command.
        ValueError: It is not what CDKTF writes.
    """
    with stage(out, wish, shared=True, disposable=disposable) as standing:
        if settings is not None and settings.is_file():
            (standing.project / "cdktf.json").write_bytes(settings.read_bytes())
        binary = standing.project / "terraform"
        binary.write_text("#!/bin/sh\nexec " + " ".join(f"'{part}'" for part in tool.command) + ' "$@"\n')
        binary.chmod(0o755)
        environment = {
            **clean_environment(environ),
            **standing.stand_ins.environment(ALL),
            # cdktf reads its options from variables: it takes the copy as it is, and locks no provider's checksums.
            "CDKTF_OUTPUT": "cdktf.out",
            "CDKTF_SKIP_SYNTH": "true",
            "CDKTF_SKIP_PROVIDER_LOCK": "true",
            "CDKTF_DISABLE_PLUGIN_CACHE_ENV": "1",
            "TERRAFORM_BINARY_NAME": str(binary),
        }
        process = subprocess.Popen(command, cwd=standing.project, env=environment)  # noqa: S603 - the user's own command
        standing.stand_ins.running(process.pid)
        try:
            return process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
