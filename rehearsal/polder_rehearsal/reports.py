"""A rehearsal's result for machines and for pull requests."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from polder_rehearsal.results import ALTERED, DOES_NOT_PROVE, Finding, Result, StackResult


def as_json(result: Result) -> str:
    """Write a result as JSON."""
    return json.dumps(
        {
            "tool": result.tool,
            "passed": result.passed,
            "seconds": round(result.seconds, 2),
            "altered": ALTERED,
            "does_not_prove": DOES_NOT_PROVE,
            "stacks": [{**asdict(stack), "seconds": round(stack.seconds, 2)} for stack in result.stacks],
        },
        indent=2,
    )


def as_junit(result: Result) -> str:
    """Write a result as JUnit XML: a suite a stack, a case a step."""
    suites = Element("testsuites", name="polder rehearse", time=f"{result.seconds:.2f}")
    for stack in result.stacks:
        failures = sum(not step.passed for step in stack.steps)
        suite = SubElement(
            suites,
            "testsuite",
            name=stack.stack,
            tests=str(len(stack.steps) or 1),
            failures=str(failures),
            skipped=str(int(stack.status == "not run")),
            time=f"{stack.seconds:.2f}",
        )
        if stack.status == "not run":
            case = SubElement(suite, "testcase", classname=stack.stack, name="init")
            SubElement(case, "skipped", message="a stack that it needs was refused")
        for step in stack.steps:
            case = SubElement(
                suite, "testcase", classname=stack.stack, name=step.name, time=f"{step.seconds:.2f}"
            )
            if not step.passed:
                found = [one for one in stack.findings if one.step == step.name and one.severity == "error"]
                failure = SubElement(case, "failure", message=found[0].summary if found else step.name)
                failure.text = "\n\n".join(map(told, found))
    properties = SubElement(SubElement(suites, "testsuite", name="rehearsal", tests="0"), "properties")
    for name, value in (("tool", result.tool), ("altered", ALTERED), ("does-not-prove", DOES_NOT_PROVE)):
        SubElement(properties, "property", name=name, value=value)
    indent(suites)
    return tostring(suites, encoding="unicode")


def as_markdown(result: Result) -> str:
    """Write a result for a comment under a pull request."""
    lines = [
        f"### Rehearsal {'passed' if result.passed else 'refused'}",
        "",
        f"{result.tool}, {counted(result)} in {result.seconds:.0f} s.",
        "",
        "| stack | result | add | change | destroy | taken down | seconds |",
        "|---|---|--:|--:|--:|--:|--:|",
        *(f"| {' | '.join(row(stack))} |" for stack in result.stacks),
        "",
    ]
    for finding in findings(result):
        lines += [f"**{finding.stack}**, {finding.step}", "", "```text", told(finding), "```", ""]
    for stack in result.stacks:
        lines += [f"- {stack.stack}: {note}" for note in stack.notes]
    return "\n".join([*lines, "", ALTERED, "", DOES_NOT_PROVE, ""])


def counted(result: Result) -> str:
    """Say how many stacks there were: `1 stack`, `24 stacks`."""
    return f"{len(result.stacks)} stack{'' if len(result.stacks) == 1 else 's'}"


def row(stack: StackResult) -> Sequence[str]:
    """Give the cells of a stack's row in a table."""
    changes = stack.changes
    counts = (changes.add, changes.change, changes.remove, stack.destroyed)
    return (stack.stack, stack.status, *map(str, counts), f"{stack.seconds:.1f}")


def findings(result: Result) -> list[Finding]:
    """Give what Terraform said of all stacks, refusals first."""
    found = [finding for stack in result.stacks for finding in stack.findings]
    return sorted(found, key=lambda finding: finding.severity != "error")


def told(finding: Finding) -> str:
    """Write what Terraform said, and where it comes from."""
    lines = [f"{finding.severity.capitalize()}: {finding.summary}", *finding.detail.splitlines()]
    places = (
        ("resource", finding.address),
        ("construct", finding.construct),
        ("environment", finding.position),
    )
    return "\n".join([*lines, *(f"  {name}: {place}" for name, place in places if place)])
