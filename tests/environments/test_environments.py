"""Environment files in data/: a file's name says what it shows, `.happy` or `.error`.

A file that must fail says what is expected in its first lines, `# expect: key | part of what | part of allowed`,
and marks the lines at fault with `# HERE`.
"""

from pathlib import Path

import pytest

from polder_environments.load import Loaded, load_as
from polder_environments.model import Environment
from polder_environments.problems import InvalidInput, Problem
from polder_environments.resolve import resolve
from polder_environments.topology import Topology

DATA = Path(__file__).parent / "data"
EXPECT = "# expect: "


def _load(file: Path) -> Loaded[Environment]:
    # Not `load`, which wants a file to be named after its environment.
    return load_as(file, Environment)


def _resolve(file: Path) -> Topology:
    loaded = _load(file)
    return resolve(loaded)


def _name(file: Path) -> str:
    return file.name.split(".")[0]


@pytest.mark.parametrize("file", sorted(DATA.glob("*.happy.yaml")), ids=_name)
def test_happy(file: Path) -> None:
    """A good file resolves to every site it names."""
    loaded = _load(file)

    topology = resolve(loaded)

    assert [site.name for site in topology.sites] == sorted(loaded.environment.sites)


@pytest.mark.parametrize("file", sorted(DATA.glob("*.error.yaml")), ids=_name)
def test_error(file: Path) -> None:
    """A bad file is refused for exactly what it shows, at the line that is wrong, saying what is allowed."""
    lines = file.read_text().splitlines()
    expected = [line.removeprefix(EXPECT).split(" | ") for line in lines if line.startswith(EXPECT)]
    here = [number for number, line in enumerate(lines, 1) if "# HERE" in line]

    with pytest.raises(InvalidInput) as refused:
        _resolve(file)

    assert expected
    problems = refused.value.problems
    assert len(problems) == len(expected), problems
    for (key, what, allowed), problem in zip(expected, problems, strict=True):
        assert problem.key == key
        assert what in problem.what
        assert allowed in problem.allowed
    assert {(problem.position.file.name, problem.position.line) for problem in problems} == {
        (file.name, line) for line in here
    }


def test_all_problems_at_once(tmp_path: Path) -> None:
    """A file with many mistakes names all of them in one go, in the order of its lines."""
    file = tmp_path / "prod.yaml"
    file.write_text(
        (DATA / "three-clouds.happy.yaml")
        .read_text()
        .replace("eu-central-1", "eu-central-9")
        .replace("westeurope", "westeuropa")
        .replace("10.18.0.0/16", "10.18.0.0/28")
        .replace("size: small", "size: small, disk: 250")
        .replace('"1.35"', '"1.11"')
    )

    with pytest.raises(InvalidInput) as refused:
        _resolve(file)

    def key(problem: Problem) -> str:
        return problem.key

    assert [key(problem) for problem in refused.value.problems] == [
        "platform.kubernetes",
        "sites.frankfurt.region",
        "sites.amsterdam.region",
        "sites.eemshaven.network.cidr",
    ]
