"""Compares plain bindings, cdktn and Polder's on one program: `python benchmarks/bindings.py [--cdktn]`.

Start is a program of one site on each of three clouds: importing, making 33 resources, writing Terraform. A resource is
what each further one adds, from the same program with more sites.
"""

import argparse
import filecmp
import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from measure import Measurement, measure

from polder_constructs.bindings.node import find_node

PROGRAM = Path(__file__).with_name("three_clouds.py")
CDKTN = ("cdktn", "cdktn-provider-aws", "cdktn-provider-azurerm", "cdktn-provider-google")
MANY = 60
"""How many sites a cloud make the run that tells what one more resource costs: two thousand resources."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A way to run the program."""

    name: str
    python: Path
    binding: str
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Result:
    """What a contender's runs cost."""

    start: Measurement
    many: Measurement
    resources: int
    per_resource: float


def run(contender: Contender, folder: Path) -> Result:
    """Run the program once to warm caches up, then with one site and with many."""
    started = _run_with(contender, folder / "warm-up", 1)
    started = _run_with(contender, folder / "one", 1)
    many = _run_with(contender, folder / "many", MANY)
    more = count(folder / "many") - count(folder / "one")
    return Result(started, many, more, (_work(many) - _work(started)) / more)


def _run_with(contender: Contender, out: Path, sites: int) -> Measurement:
    command = [contender.python, PROGRAM, contender.binding, out, str(sites)]
    return measure(command, cwd=out.parent, environment={**os.environ, **contender.environment})


def _work(measurement: Measurement) -> float:
    times = json.loads(measurement.stdout.splitlines()[-1])
    return times["create"] + times["synth"]


def count(out: Path) -> int:
    """Count the resources in a folder of synthesized Terraform."""
    stacks = (json.loads(file.read_text()) for file in out.glob("stacks/*/cdk.tf.json"))
    return sum(len(named) for stack in stacks for named in stack.get("resource", {}).values())


def same(first: Path, second: Path) -> bool:
    """Tell whether two folders hold the same files with the same bytes."""
    names = [{file.relative_to(out) for file in out.rglob("*") if file.is_file()} for out in (first, second)]
    return names[0] == names[1] and all(
        filecmp.cmp(first / name, second / name, shallow=False) for name in names[0]
    )


def cdktn_environment(folder: Path) -> Path:
    """Make a throw-away virtual environment with cdktn and its providers; return its Python."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *CDKTN], check=True)  # noqa: S603  our own list
    return python


def main() -> None:
    """Run all contenders and print their figures side by side."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--cdktn", action="store_true", help="compare cdktn as well; downloads its packages")
    with_cdktn = parser.parse_args().cdktn
    node = find_node()
    chosen = {"JSII_NODE": str(node.path)} if node else {}
    with tempfile.TemporaryDirectory(prefix="polder-benchmark-") as name:
        folder = Path(name)
        cache = {"POLDER_CACHE_DIR": str(folder / "cache")}
        contenders = [
            Contender("plain", Path(sys.executable), "plain", chosen),
            Contender("polder", Path(sys.executable), "polder", cache),
        ]
        if with_cdktn:
            contenders.insert(1, Contender("cdktn", cdktn_environment(folder / "venv"), "cdktn", chosen))
        results: dict[str, Result] = {}
        for contender in contenders:
            (folder / contender.name).mkdir()
            results[contender.name] = run(contender, folder / contender.name)
            report(contender.name, results[contender.name], results["plain"])
        identical = all(same(folder / "plain" / size, folder / "polder" / size) for size in ("one", "many"))
    print(f"output of polder identical to that of plain: {'yes' if identical else 'NO'}")
    sys.exit(0 if identical else 1)


def report(name: str, result: Result, plain: Result) -> None:
    """Print a contender's line; the first one brings the heading."""
    if result is plain:
        print(
            f"{'':8}{'start':>16}{'CPU':>16}{'peak memory':>16}{'per resource':>18}   ({result.resources} resources)"
        )
    start, base = result.start, plain.start
    columns = (
        (f"{start.wall:.2f} s", base.wall / start.wall, 16),
        (f"{start.cpu:.2f} s", base.cpu / start.cpu, 16),
        (f"{start.peak / 1e6:.0f} MB", base.peak / start.peak, 16),
        (f"{result.per_resource * 1e3:.3f} ms", plain.per_resource / result.per_resource, 18),
    )
    print(f"{name:8}" + "".join(f"{f'{figure} {ratio:5.1f}x':>{width}}" for figure, ratio, width in columns))


if __name__ == "__main__":
    main()
