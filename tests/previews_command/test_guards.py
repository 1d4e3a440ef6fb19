"""Guards: which changes data may go by, what names them, and what does not count."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
import yaml
from pydantic import ValidationError

from polder_environments.declarations import NamedChange
from polder_previews.changes import Change
from polder_previews.guards import Deed, Guards, guard, wanted_names
from polder_previews.plan import Action
from polder_previews.preview import Preview, StackPreview, Where, known_after

DAY = date(2026, 11, 26)
STACK = "prod-stockholm-infra"
WHERE = Where("stockholm", "aws", "eu-north-1")
STORE = Change(
    "aws_s3_bucket.store_ecg",
    "aws_s3_bucket",
    managed=True,
    action=Action.DELETE,
    stake="data",
    holds="an object store",
)
VPC = Change("aws_vpc.network", "aws_vpc", managed=True, action=Action.DELETE, stake="nothing")
NAMED = NamedChange.model_validate(
    {
        "stack": STACK,
        "addresses": ["aws_s3_bucket.store_ecg"],
        "action": "delete",
        "reason": "The study ended, and its data is archived.",
        "approver": "jane@example.org",
        "ticket": "OPS-17",
        "expires": "2026-12-01",
    }
)
Look = Callable[..., Guards]


def _look(*changes: Change, on: date = DAY, environment: str = "prod", **named: NamedChange) -> Guards:
    stack = StackPreview(STACK, WHERE, changes=changes)
    names = {name.replace("_", "-"): each for name, each in named.items()}
    return guard(Preview("prod", ("prod",), (stack,)), {environment: names}, on)


def test_nothing_is_asked_of_what_holds_no_data() -> None:
    """Destroying what holds nothing needs no name."""
    assert _look(VPC).hold


def test_what_holds_data_has_to_be_named() -> None:
    """Destroying a store is open until its change is named, and then it says by what."""
    unnamed, named = _look(STORE), _look(STORE, retire_ecg=NAMED)

    assert [deed.address for deed in unnamed.open] == ["aws_s3_bucket.store_ecg"]
    assert named.hold
    assert [(deed.deed, deed.allowed_by, deed.approver) for deed in named.deeds] == [
        ("delete", "retire-ecg", "jane@example.org")
    ]


def test_a_type_that_nobody_knows_counts_as_data() -> None:
    """What is destroyed and in no table is guarded too."""
    unknown = Change("acme_thing.it", "acme_thing", managed=True, action=Action.DELETE, stake="unknown")

    assert not _look(unknown).hold


@pytest.mark.parametrize(
    "other",
    [
        {"stack": "prod-frankfurt-infra"},
        {"addresses": ("aws_s3_bucket.store_other",)},
        {"action": "replace"},
        {"action": "unprotect"},
    ],
    ids=str,
)
def test_a_name_holds_for_what_it_names_alone(other: dict[str, object]) -> None:
    """Another stack, address or action is another change, and the name that matches nothing is told."""
    guards = _look(STORE, retire_ecg=NAMED.model_copy(update=other))

    assert len(guards.open) == 1
    assert guards.open[0].refused == ()
    assert any("changes.retire-ecg" in each for each in guards.idle)


def test_a_name_counts_until_its_day_has_passed() -> None:
    """On its last day it counts; the day after it does not, and why is told."""
    last, after = (_look(STORE, on=day, retire_ecg=NAMED) for day in (date(2026, 12, 1), date(2026, 12, 2)))

    assert last.hold
    assert after.open[0].refused == ("retire-ecg expired on 2026-12-01",)
    assert after.idle == ()


def test_another_environment_names_nothing_here() -> None:
    """What one environment's file names does not hold for the stacks of another."""
    guards = _look(STORE, environment="staging", retire_ecg=NAMED)

    assert not guards.hold
    assert guards.idle == (f"changes.retire-ecg names {STACK}, which is no stack of staging",)


@pytest.mark.parametrize(
    ("action", "lowered", "deeds"),
    [
        (Action.REPLACE, (), {"replace"}),
        (Action.REPLACE_CREATE_FIRST, (), {"replace"}),
        (Action.REPLACE, ("deletion_protection: true → false",), {"replace", "unprotect"}),
        (Action.UPDATE, ("deletion_protection: true → false",), {"unprotect"}),
        (Action.NO_OP, ("lifecycle.prevent_destroy: true → false",), {"unprotect"}),
        (Action.UPDATE, (), set[Deed]()),
        (Action.FORGET, (), set[Deed]()),
        (Action.REPLACE_FORGET, (), set[Deed]()),
    ],
)
def test_each_deed_has_its_own_name(action: Action, lowered: tuple[str, ...], deeds: set[Deed]) -> None:
    """A replacement that also takes protection away is two deeds; what stays where it is, is none."""
    guards = _look(replace(STORE, action=action, lowered=lowered))

    assert {deed.deed for deed in guards.open} == deeds


def test_what_was_done_is_told() -> None:
    """A name that nothing needs any more is told, so that it does not stay for the next one."""
    assert _look(VPC, retire_ecg=NAMED).idle == (
        f"changes.retire-ecg matches nothing in {STACK}: take it out, or mend it",
    )


def test_what_is_not_known_yet_makes_no_name_idle() -> None:
    """Of a stack that waits for others nobody can say that a name matches nothing."""
    preview = Preview("prod", ("prod",), (known_after(STACK, WHERE, ["prod-stockholm-state"]),))

    assert guard(preview, {"prod": {"retire-ecg": NAMED}}, DAY).idle == ()


def test_a_stack_that_is_not_there_is_told() -> None:
    """A misspelt stack is told as one that does not exist."""
    misspelt = NAMED.model_copy(update={"stack": "prod-stokholm-infra"})

    assert _look(STORE, it=misspelt).idle == (
        "changes.it names prod-stokholm-infra, and there is no such stack",
    )


def test_proposed_names_cover_what_is_open() -> None:
    """The YAML that is proposed, once filled in, names exactly what was open."""
    keyed = replace(STORE, address='aws_s3_bucket.store["a: b"]')
    guards = _look(STORE, keyed, replace(STORE, address="aws_s3_bucket.new", action=Action.REPLACE))
    proposed = yaml.safe_load(wanted_names(guards.open, DAY))["changes"]
    filled = {
        name: NamedChange.model_validate(
            each
            | {
                "reason": "It is archived.",
                "approver": "j@example.org",
                "ticket": "T",
                "expires": "2026-12-01",
            }
        )
        for name, each in proposed.items()
    }

    again = guard(
        Preview(
            "prod",
            ("prod",),
            (
                StackPreview(
                    STACK,
                    WHERE,
                    changes=(
                        STORE,
                        keyed,
                        replace(STORE, address="aws_s3_bucket.new", action=Action.REPLACE),
                    ),
                ),
            ),
        ),
        {"prod": filled},
        DAY,
    )

    assert set(filled) == {"delete-stockholm-infra", "replace-stockholm-infra"}
    assert again.hold
    assert again.idle == ()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("stack", "stockholm"),
        ("addresses", []),
        ("addresses", ["aws_s3_bucket.*"]),
        ("addresses", ["*"]),
        ("addresses", ["aws_s3_bucket"]),
        ("action", "destroy"),
        ("reason", "because"),
        ("approver", "jane"),
        ("ticket", ""),
        ("expires", "never"),
    ],
)
def test_a_name_is_strict(key: str, value: object) -> None:
    """No pattern stands for addresses, and nothing may be left vague."""
    whole = NAMED.model_dump(mode="json")

    with pytest.raises(ValidationError):
        NamedChange.model_validate(whole | {key: value})


@pytest.mark.parametrize("key", NamedChange.model_fields)
def test_a_name_says_everything(key: str) -> None:
    """Each key is wanted."""
    whole = NAMED.model_dump(mode="json")
    del whole[key]

    with pytest.raises(ValidationError):
        NamedChange.model_validate(whole)
