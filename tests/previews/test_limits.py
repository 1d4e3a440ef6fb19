"""Comments stay inside of the limits of where they are posted; what they leave out first and last is always the same."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from polder_previews.changes import Change
from polder_previews.comment import comment
from polder_previews.detail import LEVELS
from polder_previews.differences import Difference
from polder_previews.limits import Limit, limits
from polder_previews.plan import Action
from polder_previews.preview import Preview, StackPreview, Where

GITHUB, GITLAB, SUMMARY = (limits()[place] for place in ("github", "gitlab", "step-summary"))
FORGES = {"github": 65_536, "gitlab": 1_000_000}
"""What the forges themselves refuse, in characters."""


def _destroys(stacks: int, each: int, *, length: int = 20, data: int = 0) -> Preview:
    """Make a preview in which every stack destroys so many objects, some of which hold data."""

    def change(number: int) -> Change:
        kind, stake = ("aws_db_instance", "data") if number < data else ("aws_subnet", "nothing")
        return Change(
            f"{kind}.{'n' * length}{number:04}",
            kind,
            managed=True,
            action=Action.DELETE,
            stake=stake,
            holds="a database" if stake == "data" else "",
        )

    return Preview(
        "large",
        ("large",),
        tuple(
            StackPreview(
                f"large-site{stack:04}-infra",
                Where(f"site{stack:04}", "aws", "eu-central-1"),
                changes=tuple(map(change, range(each))),
            )
            for stack in range(stacks)
        ),
    )


def test_limits_leave_room() -> None:
    """Our limits are below those of the forges, for they count characters in other ways."""
    assert GITHUB.characters <= 60_000 < FORGES["github"]
    assert GITLAB.characters < FORGES["gitlab"]
    assert SUMMARY.bytes <= 1024 * 1024


@pytest.mark.parametrize(
    ("text", "spare"), [("", 10), ("a" * 10, 0), ("a" * 11, -1), ("é" * 6, -2), ("😀", 6), ("😀" * 6, -14)]
)
def test_characters_and_bytes_both_count(text: str, spare: int) -> None:
    """A text may be short in characters and long in bytes; a character outside of the first plane counts as two."""
    assert Limit("x", 10, 10).spare(text) == spare


def test_what_is_short_enough_is_whole(scenarios: Mapping[str, Preview]) -> None:
    """A comment that fits leaves nothing out."""
    assert comment(scenarios["database-replaced"], GITHUB) == comment(scenarios["database-replaced"])


def test_each_level_tells_less() -> None:
    """What is left out on the way is left out from then on: unchanged attributes, updates, creates, stacks."""
    order = ["unchanged", "updates", "creates", "stacks", "quiet", "wide", "losses"]
    told = [[getattr(level.detail, name) for name in order] for level in LEVELS]

    assert told[0] == [True] * 7
    assert told[1:] == [[False] * count + [True] * (7 - count) for count in range(1, 8)]


@pytest.mark.parametrize("characters", [60_000, 40_000, 20_000, 12_000, 8_000])
def test_detail_goes_in_its_order_and_destroys_stay(
    characters: int, scenarios: Mapping[str, Preview]
) -> None:
    """However short a comment has to be, every stack has its row and everything that is destroyed its address."""
    preview = scenarios["key-changes"]
    preview = replace(
        preview, stacks=tuple(replace(preview.stacks[0], name=f"stack-{n:02}") for n in range(4))
    )
    made = comment(preview, Limit("here", characters, 4 * characters))

    assert len(made.text) <= characters
    assert [level.left_out for level in LEVELS if level.left_out][: len(made.left_out)] == list(made.left_out)
    for stack in preview.stacks:
        assert f"| `{stack.name}`" in made.text
    losses = made.text.partition("#### Destroyed")[2]
    for change in preview.stacks[0].changes:
        if change.destroys:
            assert losses.count(f"`{change.address}`") >= 4
            assert f"`{change.forced_by[0]}`" in losses


def test_sixty_stacks_with_five_hundred_destroys() -> None:
    """Five hundred destroys in sixty stacks are all named, with the row of every stack, inside of GitHub's limit."""
    preview = _destroys(60, 9, data=1)
    made = comment(preview, GITHUB)

    assert GITHUB.admits(made.text)
    assert all(
        made.text.count(f"`{change.address}`") >= 60
        for stack in preview.stacks[:1]
        for change in stack.changes
    )
    assert all(f"| `{stack.name}`" in made.text for stack in preview.stacks)
    assert made.text.count("⚠️ ") >= 60


@pytest.mark.parametrize(
    ("stacks", "each", "length", "data"),
    [
        (60, 100, 60, 2),
        (60, 150, 20, 5),
        (5, 1500, 150, 400),
        (1000, 1, 20, 1),
        (3000, 3, 10, 0),
        (1, 6000, 190, 0),
    ],
)
def test_nothing_exceeds_the_limit(stacks: int, each: int, length: int, data: int) -> None:
    """However much is destroyed, the comment fits, names data first, and counts what has no room."""
    preview = _destroys(stacks, each, length=length, data=data)
    made = comment(preview, GITHUB)

    assert GITHUB.admits(made.text)
    assert len(made.text) > 50_000  # the room is used
    # Nothing without data is named before everything with data is.
    assert made.text.count("`aws_db_instance.") == stacks * data or "`aws_subnet." not in made.text
    assert "See the whole report." in made.text


def test_what_has_no_room_is_counted() -> None:
    """The numbers of what is told and of what is only counted add up."""
    made = comment(_destroys(60, 100), GITHUB)

    rest = int(made.text.partition("- and **")[2].partition(" more**")[0])
    assert made.text.count("`aws_subnet.") + rest == 60 * 100


def test_gitlab_has_more_room(scenarios: Mapping[str, Preview]) -> None:
    """What GitHub has no room for, GitLab has."""
    preview = scenarios["sixty-stacks"]

    assert comment(preview, GITLAB).left_out == ()
    assert comment(preview, GITHUB).left_out != ()


def test_long_values_are_cut_and_whole_in_the_report(scenarios: Mapping[str, Preview]) -> None:
    """A value of many thousand characters is cut in a comment that has to be short, and says how long it is."""
    stack = scenarios["database-replaced"].stacks[0]
    long = Difference("x", "changed", '"' + "a" * 3000 + '"', '"b"')
    change = replace(stack.changes[0], action=Action.UPDATE, differences=(long,) * 40)
    preview = replace(scenarios["database-replaced"], stacks=(replace(stack, changes=(change,)),))

    assert "a" * 3000 in comment(preview).text
    short = comment(preview, GITHUB).text
    assert "… (3002 characters) …" in short


@pytest.mark.parametrize("texts", [200, 2000])
def test_hostile_names_do_not_exceed_the_limit(texts: int) -> None:
    """Names as long as anybody likes are cut, so that no single one can fill a comment."""
    preview = _destroys(60, 20, length=texts)
    long = replace(
        preview,
        id="i" * 100,
        environments=("e" * texts,) * 50,
        stacks=tuple(
            replace(stack, name=f"{stack.name}{'é|`' * texts}", waits_for=("w" * texts,) * 20)
            for stack in preview.stacks
        ),
    )

    assert GITHUB.admits(comment(long, GITHUB).text)
