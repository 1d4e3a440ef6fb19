"""What is done to an object: its kind, what forces it, where it was, what it holds and what protected it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from polder_previews.changes import Change, Guarded, Reading, changes_of, drift_of, guarded_by, outputs_of
from polder_previews.plan import Action, Plan
from polder_previews.preview import Where, planned

MakePlan = Callable[..., Plan]
RealPlan = Callable[[str, str], Plan]


def _one(plan: Plan, guarded: Guarded | None = None) -> Change:
    (change,) = changes_of(plan, Reading(guarded=guarded or Guarded()))
    return change


@pytest.mark.parametrize(
    ("actions", "action", "does_something", "destroys", "is_loss"),
    [
        (["no-op"], Action.NO_OP, False, False, False),
        (["read"], Action.READ, False, False, False),
        (["create"], Action.CREATE, True, False, False),
        (["update"], Action.UPDATE, True, False, False),
        (["delete"], Action.DELETE, True, True, True),
        (["delete", "create"], Action.REPLACE, True, True, True),
        (["create", "delete"], Action.REPLACE_CREATE_FIRST, True, True, True),
        (["create", "forget"], Action.REPLACE_FORGET, True, False, True),
        (["forget"], Action.FORGET, True, False, True),
    ],
)
def test_actions(  # noqa: PLR0913 - the columns of the table
    actions: list[str],
    action: Action,
    make_plan: MakePlan,
    *,
    does_something: bool,
    destroys: bool,
    is_loss: bool,
) -> None:
    """Each action of Terraform is known for what it is: above all, whether something is gone afterwards."""
    change = _one(make_plan(actions, {"a": 1}, {"a": 2}))

    assert change.action is action
    assert (change.does_something, change.destroys, change.is_loss) == (does_something, destroys, is_loss)


def test_a_move_and_an_import_do_something(make_plan: MakePlan) -> None:
    """A resource that only gets another address, or is taken over, is told though nothing about it changes."""
    moved = _one(make_plan(["no-op"], {}, {}, previous_address="aws_vpc.old"))
    imported = _one(make_plan(["no-op"], {}, {}, importing={"id": "vpc-1"}))
    by_identity = _one(make_plan(["no-op"], {}, {}, importing={"identity": {"id": "vpc-1"}}))

    assert (moved.moved_from, moved.does_something) == ("aws_vpc.old", True)
    assert (imported.imported, imported.does_something) == ("vpc-1", True)
    assert by_identity.imported == '{"id": "vpc-1"}'


def test_counts(make_plan: MakePlan) -> None:
    """A replacement counts once, a data source not at all, and an imported object beside what is done to it."""
    plan = make_plan(
        ["delete", "create"], {"a": 1}, {"a": 2}, importing={"id": "x"}, previous_address="aws_vpc.b"
    )
    read = make_plan(["read"], None, {"a": 2}, address="data.aws_vpc.x").changes[0]
    both = replace(plan, changes=(*plan.changes, read))

    counts = planned("it", Where("a", "b", "c"), both, Reading()).counts
    assert (counts.created, counts.updated, counts.replaced, counts.destroyed) == (0, 0, 1, 0)
    assert (counts.moved, counts.imported) == (1, 1)


@pytest.mark.parametrize(
    ("before", "after", "paths", "forced_by"),
    [
        ({"cidr": "a", "z": 1}, {"cidr": "b", "z": 2}, [["cidr"]], ("cidr",)),
        ({"n": [{"s": "a", "t": 1}]}, {"n": [{"s": "b", "t": 1}]}, [["n", 0, "s"]], ("n.s",)),
        ({"n": [{"s": "a"}]}, {"n": [{"s": "b"}]}, [["n"]], ("n.s",)),
        ({"m": {"k": "a"}}, {"m": {"k": "b"}}, [["m", "k"]], ("m.k",)),
        ({"a": 1}, {"a": 1}, [["b", 0, "c"]], ("b[0].c",)),
        ({"p": '{"a": 1}'}, {"p": '{"a": 2}'}, [["p"]], ("p.a",)),
    ],
)
def test_what_forces_a_replacement_is_named_and_comes_first(
    before: object, after: object, paths: object, forced_by: tuple[str, ...], make_plan: MakePlan
) -> None:
    """The attribute that cannot be changed in place is named as it is written where it differs, and told first."""
    change = _one(make_plan(["delete", "create"], before, after, replace_paths=paths))

    assert change.forced_by == forced_by
    assert not change.differences or change.differences[0].path in forced_by


def test_of_a_new_object_only_what_somebody_wrote_is_told(make_plan: MakePlan) -> None:
    """What a provider will compute is counted; what the configuration sets is told even while it is not known."""
    configuration = {
        "root_module": {
            "resources": [
                {
                    "type": "aws_vpc",
                    "name": "it",
                    "expressions": {
                        "key": {"references": ["aws_kms_key.k.arn"]},
                        "block": [{"ref": {"references": ["x"]}, "plain": {"constant_value": 1}}],
                    },
                }
            ]
        }
    }
    plan = make_plan(
        ["create"],
        None,
        {"name": "n", "block": [{"plain": 1}]},
        after_unknown={"id": True, "key": True, "block": [{"ref": True, "computed": True}]},
        configuration=configuration,
    )

    change = _one(plan)
    assert [(each.path, each.after) for each in change.differences] == [
        ("block.plain", "1"),
        ("block.ref", "(known after apply)"),
        ("key", "(known after apply)"),
        ("name", '"n"'),
    ]
    assert change.unknown == 2


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("replace_because_tainted", "an earlier apply left it half-made (tainted)"),
        ("delete_because_each_key", "its key is no longer in for_each"),
        ("replace_because_cannot_update", ""),
        ("something_new", "something_new"),
    ],
)
def test_reasons_are_told_in_words(reason: str, words: str, make_plan: MakePlan) -> None:
    """Terraform's reasons are told in words; one that is not known is told as it is."""
    assert _one(make_plan(["delete"], {"a": 1}, None, action_reason=reason)).reason == words


def test_an_object_left_over_is_told_apart(make_plan: MakePlan) -> None:
    """What is left over from an earlier replacement is destroyed beside the current object."""
    change = _one(make_plan(["delete"], {"a": 1}, None, deposed="0123abcd"))

    assert change.deposed
    assert change.destroys


def test_what_is_destroyed_is_known_by_its_names(make_plan: MakePlan) -> None:
    """Of what goes, name and identifier are told, and a name that is secret is not."""
    change = _one(make_plan(["delete"], {"id": "vpc-1", "name": "core", "cidr": "x"}, None))
    hidden = _one(
        make_plan(["delete"], {"id": "vpc-1", "name": "core"}, None, before_sensitive={"name": True})
    )

    assert dict(change.known_by) == {"id": '"vpc-1"', "name": '"core"'}
    assert dict(hidden.known_by) == {"id": '"vpc-1"'}


# What holds data


@pytest.mark.parametrize(
    ("kind", "stake", "endangers"),
    [
        ("aws_db_instance", "data", True),
        ("google_storage_bucket", "data", True),
        ("azurerm_key_vault", "data", True),
        ("aws_subnet", "nothing", False),
        ("aws_brand_new_thing", "unknown", True),
        ("helm_release", "unknown", True),
    ],
)
def test_what_is_lost_with_an_object(kind: str, stake: str, make_plan: MakePlan, *, endangers: bool) -> None:
    """Destroying what holds data endangers it; so does a type of which nobody knows what it holds."""
    change = _one(make_plan(["delete"], {"id": "1"}, None, address=f"{kind}.it"))

    assert (change.stake, change.endangers) == (stake, endangers)


def test_protection_that_is_off_is_told_of_what_is_destroyed(make_plan: MakePlan) -> None:
    """A database that goes without a last snapshot says so."""
    before = {"deletion_protection": False, "skip_final_snapshot": True, "delete_automated_backups": False}
    change = _one(make_plan(["delete"], before, None, address="aws_db_instance.it"))

    assert change.unprotected == ("deletion_protection = false", "skip_final_snapshot = true")


@pytest.mark.parametrize(
    ("kind", "before", "after", "lowered"),
    [
        (
            "aws_db_instance",
            {"deletion_protection": True},
            {"deletion_protection": False},
            "deletion_protection: true → false",
        ),
        ("aws_s3_bucket", {"force_destroy": False}, {"force_destroy": True}, "force_destroy: false → true"),
        (
            "aws_kms_key",
            {"deletion_window_in_days": 30},
            {"deletion_window_in_days": 3},
            "deletion_window_in_days: 30 → 3",
        ),
        (
            "google_storage_bucket",
            {"versioning": [{"enabled": True}]},
            {"versioning": [{"enabled": False}]},
            "versioning.enabled: true → false",
        ),
        (
            "google_storage_bucket",
            {"soft_delete_policy": [{"retention_duration_seconds": 604800}]},
            {"soft_delete_policy": []},
            "soft_delete_policy.retention_duration_seconds: 604800 → null",
        ),
        (
            "aws_s3_bucket_versioning",
            {"versioning_configuration": [{"status": "Enabled"}]},
            {"versioning_configuration": [{"status": "Suspended"}]},
            'versioning_configuration.status: "Enabled" → "Suspended"',
        ),
        (
            "azurerm_key_vault",
            {"purge_protection_enabled": True},
            {},
            "purge_protection_enabled: true → null",
        ),
    ],
)
def test_taking_protection_away_is_told(
    kind: str, before: object, after: object, lowered: str, make_plan: MakePlan
) -> None:
    """An update that only switches a protection off endangers data as a destroy does: it is the first half of one."""
    change = _one(make_plan(["update"], before, after, address=f"{kind}.it"))

    assert change.lowered == (lowered,)
    assert change.endangers


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"deletion_protection": False}, {"deletion_protection": True}),
        ({"deletion_protection": True, "x": 1}, {"deletion_protection": True, "x": 2}),
        ({"deletion_protection": False, "x": 1}, {"deletion_protection": False, "x": 2}),
    ],
)
def test_keeping_or_adding_protection_is_no_danger(
    before: object, after: object, make_plan: MakePlan
) -> None:
    """Nothing is endangered where a protection stays, comes, or was never there."""
    assert not _one(make_plan(["update"], before, after, address="aws_db_instance.it")).endangers


def test_protection_that_may_go_is_told(make_plan: MakePlan) -> None:
    """A protection of which only apply will tell whether it stays counts as taken away."""
    plan = make_plan(
        ["update"],
        {"deletion_protection": True},
        {},
        address="aws_db_instance.it",
        after_unknown={"deletion_protection": True},
    )

    assert _one(plan).lowered == ("deletion_protection: true → (known after apply)",)


def test_prevent_destroy_that_goes_is_told(make_plan: MakePlan) -> None:
    """Taking `prevent_destroy` out, or the block that has it, is told; a plan itself says nothing of it."""
    written = {"resource": {"aws_db_instance": {"it": {"lifecycle": {"prevent_destroy": True}}, "other": {}}}}
    base = guarded_by(written)
    taken_out = _one(make_plan(["update"], {"a": 1}, {"a": 2}, address="aws_db_instance.it"), Guarded(base))
    with_block = _one(make_plan(["delete"], {"a": 1}, None, address='aws_db_instance.it["k"]'), Guarded(base))
    kept = _one(make_plan(["update"], {"a": 1}, {"a": 2}, address="aws_db_instance.it"), Guarded(base, base))

    assert base == {"aws_db_instance.it"}
    assert taken_out.lowered == ("lifecycle.prevent_destroy: true → false",)
    assert "lifecycle.prevent_destroy went with its configuration" in with_block.unprotected
    assert kept.lowered == ()


def test_a_sensitive_protection_is_not_told(make_plan: MakePlan) -> None:
    """Whether a marked switch is on is as secret as any marked value."""
    plan = make_plan(
        ["update"],
        {"deletion_protection": True},
        {"deletion_protection": False},
        address="aws_db_instance.it",
        before_sensitive={"deletion_protection": True},
    )

    assert _one(plan).lowered == ("deletion_protection: (sensitive) → (sensitive)",)


# Real plans


def test_drift_of_a_real_plan(real_plan: RealPlan) -> None:
    """Two objects were changed past Terraform, both are changed back, and the preview says that one led to the other."""
    plan = real_plan("drift", "trial-eemshaven-infra")

    drift = drift_of(plan, Reading())
    assert [(each.address, each.relevant, [d.path for d in each.differences]) for each in drift] == [
        ("google_compute_subnetwork.network_nodes", True, ["private_ip_google_access"]),
        ("google_storage_bucket.store_datasets", True, ["storage_class"]),
    ]


def test_a_real_plan_without_changes(real_plan: RealPlan) -> None:
    """A plan after an apply does nothing, and has no drift and no changed output."""
    plan = real_plan("nothing", "trial-frankfurt-infra")

    assert len(plan.changes) > 90
    assert not any(change.does_something for change in changes_of(plan, Reading()))
    assert drift_of(plan, Reading()) == ()
    assert outputs_of(plan, Reading()) == ()


def test_a_real_replacement(real_plan: RealPlan) -> None:
    """Of a real replacement, what is computed anew is counted, and what forces it is told."""
    plan = real_plan("database-replaced", "trial-frankfurt-infra")
    (database,) = [each for each in changes_of(plan, Reading()) if each.action is Action.REPLACE]

    assert database.forced_by == ("username",)
    assert [each.path for each in database.differences] == ["username"]
    assert database.unknown > 20


def test_the_order_of_a_plan_does_not_matter(real_plan: RealPlan) -> None:
    """The hash of what a plan does is the same whatever order it tells it in."""
    plan = real_plan("key-changes", "trial-eemshaven-infra")
    backwards = replace(plan, changes=plan.changes[::-1], file=Path("other"), timestamp="later")
    where = Where("a", "b", "c")

    assert (
        planned("it", where, plan, Reading()).plan_hash
        == planned("it", where, backwards, Reading()).plan_hash
    )
    assert (
        planned("it", where, plan, Reading()).plan_hash
        != planned("it", where, real_plan("drift", "trial-eemshaven-infra"), Reading()).plan_hash
    )
