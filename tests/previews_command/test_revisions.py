"""The base revision's environments: found where the head revision has them, and read as they were committed."""

from contextlib import chdir
from datetime import date
from pathlib import Path

import pytest

from polder_environments.problems import InvalidInput
from polder_stacks.preview.origin import identity
from polder_stacks.preview.refusal import BadRequest
from polder_stacks.preview.repository import find_repository
from polder_stacks.preview.revisions import Chosen, choose
from previews_command.under_git import ENVIRONMENT, Project

DAY = date(2026, 11, 26)
SHARED = ENVIRONMENT.partition("sites:")[0].replace("environment: dev\n", "")
SITES = "sites:" + ENVIRONMENT.partition("sites:")[2]


def _chosen(project: Project, *asked: str, below: str = ".") -> Chosen:
    with chdir(project.folder / below):
        return choose(asked, "HEAD", DAY)


def test_a_project_in_a_folder_of_its_repository(project: Project) -> None:
    """What an environment extends is read from the same revision, also where the project is not the repository's top."""
    inner = project.folder / "platform"
    (inner / "environments" / "shared").mkdir(parents=True)
    (inner / "cdktf.json").write_text("{}")
    (inner / "environments" / "shared" / "base.yaml").write_text(SHARED)
    (inner / "environments" / "dev.yaml").write_text(f"environment: dev\nextends: shared/base.yaml\n{SITES}")
    project.commit()
    (inner / "environments" / "shared" / "base.yaml").write_text(
        SHARED.replace("nodes: [0, 1]", "nodes: [0, 7]")
    )

    chosen = _chosen(project, below="platform")

    pools = chosen.base.judged["dev"].loaded.environment.platform.pools
    assert pools["gpu"].nodes == (0, 1)
    assert chosen.head == ("environments/dev.yaml",)
    with chdir(inner):
        assert identity([], {}) == "platform:all"
        assert identity([], {"POLDER_ENVIRONMENT": "dev"}) == "platform:dev"
        assert identity(["dev", "environments/two.yaml"], {}) == "platform:dev,two"


def test_another_ending_is_the_same_environment(project: Project) -> None:
    """An environment that was `dev.yml` is the one that is `dev.yaml` now."""
    project.file.rename(project.file.with_suffix(".yml"))
    project.commit()
    project.write(ENVIRONMENT)
    project.file.with_suffix(".yml").unlink()

    assert list(_chosen(project).base.judged) == ["dev"]


def test_new_and_gone(project: Project) -> None:
    """A file that the base revision lacks is of a new environment; one that it alone has is of one that goes."""
    two, three = (project.file.with_name(f"{name}.yaml") for name in ("two", "three"))
    two.write_text(ENVIRONMENT.replace("environment: dev", "environment: two"))
    project.commit()
    two.unlink()
    three.write_text(ENVIRONMENT.replace("environment: dev", "environment: three"))

    everything, named = _chosen(project), _chosen(project, "two")

    assert everything.head == ("environments/dev.yaml", "environments/three.yaml")
    assert everything.removed == ("two",)
    assert sorted(everything.base.judged) == ["dev", "two"]
    assert (named.head, named.removed) == ((), ("two",))


def test_mistakes_of_the_base_name_its_lines(project: Project) -> None:
    """What is wrong with the base revision's file is told at the line it has there, under the name it has here."""
    project.write(f"# one line more\n{ENVIRONMENT}".replace("europe-west4", "europe-west44"))
    project.commit()
    project.write(ENVIRONMENT)

    chosen = _chosen(project)

    assert chosen.base.unread["dev"].startswith(f"environments/dev.yaml:{len(ENVIRONMENT.splitlines()) + 1}:")
    assert "sites.eemshaven.region" in chosen.base.unread["dev"]


def test_the_chosen_environment_counts(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """POLDER_ENVIRONMENT narrows a preview as it narrows everything else."""
    project.file.with_name("two.yaml").write_text(ENVIRONMENT.replace("environment: dev", "environment: two"))
    monkeypatch.setenv("POLDER_ENVIRONMENT", "two")

    assert _chosen(project).head == ("two",)


def test_what_neither_revision_has(project: Project) -> None:
    """An environment that is nowhere is left for its loader to say, and a project without any is told so."""
    assert _chosen(project, "nosuch").head == ("nosuch",)

    project.file.unlink()
    project.commit()
    with pytest.raises(BadRequest, match="there is no environment in environments/"):
        _chosen(project)


@pytest.mark.parametrize(
    "revision", ["", "HEAD~9", "--help", "-", "HEAD:environments/dev.yaml", "\0", "a b", "$(id)"]
)
def test_revisions_that_are_none(revision: str, project: Project) -> None:
    """Whatever is given for a revision is one, or is refused; none of it is an option of git."""
    with pytest.raises(BadRequest, match="is no revision of this repository"):
        find_repository(project.folder).commit(revision)


def test_outside_of_any_repository(tmp_path: Path) -> None:
    """Without a work tree there is no revision to compare with."""
    with chdir(tmp_path), pytest.raises(BadRequest, match="lies in no work tree of git"):
        choose((), "HEAD", DAY)


def test_an_environment_outside_of_the_repository(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A file of another place has no earlier revision here."""
    other = tmp_path_factory.mktemp("other") / "dev.yaml"
    other.write_text(ENVIRONMENT)

    with pytest.raises((BadRequest, InvalidInput), match="lies outside of the repository"):
        _chosen(project, str(other))
