"""Environment files in data/: a file's name says what it shows, `.happy` or `.error`.

A file that must fail says what is expected in its first lines, `# expect: key | part of what | part of allowed`,
and marks the lines at fault with `# HERE`.
"""

from pathlib import Path

import pytest

from polder_environments.load import Loaded, Misread, load_as
from polder_environments.model import Environment
from polder_environments.problems import InvalidInput, Problem
from polder_environments.resolve import beside, resolve
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


def _told(tmp_path: Path, text: str) -> list[str]:
    """Say everything that a command would say of a file: its mistakes, and what cannot be had beside them."""
    file = tmp_path / "prod.yaml"
    file.write_text(text)
    with pytest.raises(Misread) as misread:
        _load(file)
    return [problem.key for problem in sorted((*misread.value.problems, *beside(misread.value)))]


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("stores:", "store:", ["platform.store"]),
        ("owner: ml-platform@example.org", "owner: nobody", ["owner"]),
        ("owner: ml-platform@example.org", "", ["owner"]),
        ('kubernetes: "1.35"', "kubernetes: 1.35", ["platform.kubernetes"]),
        ("network: {zones: 2}", "network: {zones: 9}", ["platform.network.zones"]),
        (
            "datasets: {versioned: true}",
            "datasets: {versionned: true}",
            ["platform.stores.datasets.versionned"],
        ),
        ("datasets: {versioned: true}", "DATASETS: {versioned: true}", ["platform.stores.DATASETS"]),
        ("state: {kind: local}", "state: {kind: elsewhere}", ["state.kind"]),
        (
            "system: {size: small, nodes: [1, 2]}",
            "system: {size: tiny, nodes: [1, 2]}",
            ["platform.pools.system.size"],
        ),
        (", account: ", ", acount: ", ["sites.frankfurt.acount"]),
    ],
)
def test_a_mistake_hides_nothing_else_and_makes_nothing_up(
    tmp_path: Path, right: str, wrong: str, told: list[str]
) -> None:
    """Beside a value of the wrong form stands the region that does not exist, and nothing that follows from the value."""
    good = (DATA / "three-clouds.happy.yaml").read_text()
    assert right in good
    assert _told(tmp_path, good.replace(right, wrong)) == told
    elsewhere = good.replace(right, wrong).replace("westeurope", "westeuropa")

    assert _told(tmp_path, elsewhere) == [*told, "sites.amsterdam.region"]


def test_mistakes_at_one_site_hide_nothing_of_another(tmp_path: Path) -> None:
    """A range that is none at one site leaves a range that is too narrow at another one to be told."""
    good = (DATA / "three-clouds.happy.yaml").read_text()

    told = _told(
        tmp_path, good.replace("10.16.0.0/16", "10.16.0.0.0/16").replace("10.18.0.0/16", "10.18.0.0/28")
    )

    assert told == ["sites.frankfurt.network.cidr", "sites.eemshaven.network.cidr"]


def test_a_file_without_its_sites_is_judged_no_further(tmp_path: Path) -> None:
    """Where nothing is left that makes sense, the mistakes alone are told."""
    good = (DATA / "three-clouds.happy.yaml").read_text()

    assert _told(tmp_path, good.partition("sites:")[0] + "sites: nowhere\n") == ["sites"]


def test_the_shared_platform_of_the_reference_is_judged_beside_its_mistakes(tmp_path: Path) -> None:
    """What refers to something with a mistake in it is not said to refer to nothing."""
    good = (DATA / "three-clouds.happy.yaml").read_text()
    text = good.replace("artifacts: {expire: 90d}", "artifacts: {expire: 90}").replace(
        "sites:",
        "  identities: {trainer: {service_account: training/trainer, reads: [datasets, artifacts]}}\nsites:",
    )

    assert _told(tmp_path, text) == ["platform.stores.artifacts.expire"]
