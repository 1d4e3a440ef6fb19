"""What `polder synth` takes, and how that grows with sites.

    python benchmarks/sites.py            1, 10, 50 and 100 sites on three clouds in turn
    python benchmarks/sites.py --plain    first `polder synth prod`, here and on plain bindings (minutes)

All figures of one run are comparable with each other and with nothing else: machines differ and are noisy.
"""

import argparse
import json
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml
from measure import Measurement, measure

PROJECT = Path(__file__).parents[1]
POLDER = Path(sys.executable).parent / "polder"
PLACES = (
    {"cloud": "aws", "region": "eu-central-1", "account": "111122223333"},
    {"cloud": "azure", "region": "westeurope", "subscription": "8c1f7c0e-4b1d-4b53-9d6f-0b7c4f6e2a10"},
    {"cloud": "gcp", "region": "europe-west4", "project": "acme-ml-{number}"},
)
ACCELERATORS = ("l4:1", "t4:1", "l4:1")
SITES = (1, 10, 50, 100)


@dataclass(frozen=True)
class Run:
    """One synthesis: what it took, and how many resources came of it."""

    taken: Measurement
    resources: int


def environment(sites: int) -> str:
    """Write an environment of so many sites, each with what prod has: pools, stores, registry, identities, MLflow."""
    shared = yaml.safe_load((PROJECT / "environments" / "shared" / "platform.yaml").read_text())
    described = {
        **shared,
        "environment": "bench",
        "platform": {**shared["platform"], "registry": {"tags": "mutable", "scan": "external"}},
        "sites": {
            f"s{number:03}": {
                **{key: value.format(number=number) for key, value in PLACES[number % len(PLACES)].items()},
                "network": {"cidr": f"10.{number * 2}.0.0/16"},
                "pools": {"train": {"accelerator": ACCELERATORS[number % len(PLACES)], "nodes": [0, 4]}},
            }
            for number in range(sites)
        },
    }
    return yaml.safe_dump(described, sort_keys=False)


def synthesize(name: str, project: Path, out: Path, *arguments: str, **variables: str) -> Run:
    """Run `polder synth` once."""
    command = [str(POLDER), "synth", name, "--out", str(out), *arguments]
    taken = measure(command, cwd=project, environment={**os.environ, **variables})
    stacks = [json.loads(file.read_text()) for file in out.glob("stacks/*/cdk.tf.json")]
    return Run(taken, sum(len(named) for stack in stacks for named in stack.get("resource", {}).values()))


def line(what: str, run: Run) -> str:
    """Write a row of the table."""
    taken = run.taken
    each = 1000 * taken.wall / run.resources
    return f"{what:<16} {run.resources:>9} {taken.wall:>8.1f} {taken.cpu:>8.1f} {taken.peak / 1e6:>8.0f} {each:>11.2f}"


def compare(folder: Path) -> None:
    """Print prod on trimmed and on plain bindings and once more unchanged, and whether the output is the same."""
    synthesize("prod", PROJECT, folder / "warm", "--anew")
    fast = synthesize("prod", PROJECT, folder / "fast", "--anew")
    again = synthesize("prod", PROJECT, folder / "again")
    plain = synthesize("prod", PROJECT, folder / "plain", POLDER_FULL_BINDINGS="1")
    print(line("prod, plain", plain))
    print(line("prod, anew", fast))
    print(line("prod, unchanged", again))
    files = [file.relative_to(folder / "fast") for file in sorted((folder / "fast").rglob("*.json"))]
    outputs = [[(folder / name / file).read_bytes() for file in files] for name in ("fast", "plain", "again")]
    for name, run in (("anew", fast), ("unchanged", again)):
        time, memory = plain.taken.wall / run.taken.wall, plain.taken.peak / run.taken.peak
        print(f"{name}: {time:.0f} times as fast as plain, in 1/{memory:.0f} of its memory")
    print(f"output {'is byte-identical' if outputs[0] == outputs[1] == outputs[2] else 'DIFFERS'}")


def main() -> None:
    """Print a line a size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--plain", action="store_true", help="compare with plain bindings first; takes minutes"
    )
    arguments = parser.parse_args()
    print(f"{'':<16} {'resources':>9} {'wall s':>8} {'cpu s':>8} {'peak MB':>8} {'ms/resource':>11}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.plain:
            compare(folder)
        (folder / "environments").mkdir()
        for sites in SITES:
            (folder / "environments" / "bench.yaml").write_text(environment(sites))
            print(
                line(f"{sites} sites", synthesize("bench", folder, folder / f"out-{sites}", "--anew")),
                flush=True,
            )


if __name__ == "__main__":
    main()
