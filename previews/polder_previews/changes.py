"""What a plan does to each object, in the words of a reviewer: without secrets, without what stays as it is."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, Literal, cast

from polder_previews.configured import configured
from polder_previews.differences import Difference, differences, is_same
from polder_previews.escape import visible
from polder_previews.holdings import Protection, Stake, holdings, stake
from polder_previews.masks import joined
from polder_previews.plan import Action, OutputChange, Plan, ResourceChange, Step
from polder_previews.secrets import SENSITIVE, Secrets
from polder_previews.sets import Names, Sets
from polder_previews.values import UNKNOWN, Json, Value, is_empty, marked
from polder_previews.veil import Tree, entries, hides, told, veiled

_REASONS: Final[Mapping[str, str]] = {
    "replace_because_tainted": "an earlier apply left it half-made (tainted)",
    "replace_by_request": "somebody asked for it (-replace)",
    "replace_by_triggers": "something that it is tied to changes (replace_triggered_by)",
    "replace_because_cannot_update": "",
    "delete_because_no_resource_config": "it is no longer in the configuration",
    "delete_because_wrong_repetition": "count or for_each was added or removed",
    "delete_because_count_index": "count is smaller than its index",
    "delete_because_each_key": "its key is no longer in for_each",
    "delete_because_no_module": "its module is no longer in the configuration",
    "delete_because_no_move_target": "it was to be moved to what is not in the configuration",
    "read_because_config_unknown": "what it asks for is known only after apply",
    "read_because_dependency_pending": "what it depends on changes",
    "read_because_check_nested": "a check reads it",
}
"""Terraform's words for reasons. That it cannot be updated in place says nothing: what forces it is told beside."""

_TELLING: Final = ("name", "identifier", "bucket", "id", "arn")
"""Attributes by which people know an object."""

_MOST_TELLING: Final = 2


@dataclass(frozen=True)
class Change:
    """What happens to one object. All texts are free of secrets.

    Args:
        address: Where it is.
        type: Its resource type.
        managed: Whether Terraform manages it, or only reads it.
        action: What is done.
        reason: Why, in words; blank where the attributes say it.
        forced_by: Attributes that cannot be changed in place, and so force a replacement.
        moved_from: Where it was; blank where it is not moved.
        imported: The identifier it is imported by; blank where it is not imported.
        deposed: Whether it is left over from an earlier replacement.
        differences: What differs, what forces a replacement first.
        known_by: Attributes that stay as they are and by which people know it, with their values.
        unchanged: How many attributes stay as they are.
        unknown: How many attributes of a new object are known only after apply.
        stake: What is lost when it is destroyed.
        holds: What it holds, in a few words; blank where it holds nothing, or nobody knows.
        unprotected: Settings with which its data goes when it is destroyed, `skip_final_snapshot = true`.
        lowered: Protection that this change takes away, `deletion_protection: true → false`.
        relevant: For drift: whether it led to one of the changes.
    """

    address: str
    type: str
    managed: bool
    action: Action
    reason: str = ""
    forced_by: tuple[str, ...] = ()
    moved_from: str = ""
    imported: str = ""
    deposed: bool = False
    differences: tuple[Difference, ...] = ()
    known_by: tuple[tuple[str, str], ...] = ()
    unchanged: int = 0
    unknown: int = 0
    stake: Stake = "nothing"
    holds: str = ""
    unprotected: tuple[str, ...] = ()
    lowered: tuple[str, ...] = ()
    relevant: bool = False

    @property
    def does_something(self) -> bool:
        """Whether anything happens: to the object, or to where Terraform knows it."""
        return self.action not in (Action.NO_OP, Action.READ) or bool(self.moved_from or self.imported)

    @property
    def destroys(self) -> bool:
        """Whether an object that is there is gone afterwards."""
        return self.managed and self.action.destroys

    @property
    def is_loss(self) -> bool:
        """Whether an object that is there is gone afterwards, or nothing manages it any more."""
        return self.destroys or (self.managed and self.action in (Action.FORGET, Action.REPLACE_FORGET))

    @property
    def endangers(self) -> bool:
        """Whether data may go: by destroying what holds it, or by taking away what protects it."""
        return (self.destroys and self.stake != "nothing") or bool(self.lowered)

    @property
    def hidden(self) -> int:
        """How many differences are not shown, or not wholly."""
        return sum(difference.hidden for difference in self.differences)


@dataclass(frozen=True)
class Guarded:
    """Addresses, without indices, whose configuration has `prevent_destroy`.

    Args:
        base: As the base revision was synthesized.
        head: As the head revision was.
    """

    base: frozenset[str] = frozenset()
    head: frozenset[str] = frozenset()


def guarded_by(written: Mapping[str, object]) -> frozenset[str]:
    """Find what a stack's `cdk.tf.json` keeps from being destroyed; a plan does not say."""
    resources = cast(
        "Mapping[str, Mapping[str, Mapping[str, Mapping[str, object]]]]", written.get("resource", {})
    )
    return frozenset(
        f"{kind}.{name}"
        for kind, named in resources.items()
        for name, body in named.items()
        if body.get("lifecycle", {}).get("prevent_destroy") is True
    )


@dataclass(frozen=True)
class Reading:
    """What a plan is read with.

    Args:
        secrets: What is secret.
        sets: Which attributes are sets.
        guarded: What has `prevent_destroy`.
    """

    secrets: Secrets = field(default_factory=Secrets)
    sets: Sets = field(default_factory=Sets)
    guarded: Guarded = Guarded()


def changes_of(plan: Plan, reading: Reading) -> tuple[Change, ...]:
    """Tell what a plan does to each object, no-ops and reads included, in the plan's order.

    Args:
        plan: The plan.
        reading: What it is read with; whatever the plan marks as sensitive is hidden beside.
    """
    return _told_apart(_changes(plan, plan.changes, reading))


def drift_of(plan: Plan, reading: Reading) -> tuple[Change, ...]:
    """Tell what was changed past Terraform since it last applied."""
    found = _told_apart(_changes(plan, plan.drift, reading))
    led_to = plan.relevant | {raw.address for raw in plan.changes if raw.action is not Action.NO_OP}
    return tuple(
        replace(change, relevant=raw.address in led_to, unprotected=())
        for change, raw in zip(found, plan.drift, strict=True)
    )


def outputs_of(plan: Plan, reading: Reading) -> tuple[Difference, ...]:
    """Tell what happens to outputs."""
    secrets = reading.secrets.knowing(plan)
    found: list[Difference] = []
    for output in plan.outputs:
        if output.action is not Action.NO_OP:
            found += _output(output, secrets)
    return tuple(found)


def _output(output: OutputChange, secrets: Secrets) -> Iterator[Difference]:
    before, after = (
        veiled(value, output.sensitive, secrets, output.name) for value in (output.before, output.after)
    )
    name = visible(secrets.text(output.name))
    yield from differences(before, after, lambda _path: False, name)


def _changes(plan: Plan, raw: Iterable[ResourceChange], reading: Reading) -> list[Change]:
    known = replace(reading, secrets=reading.secrets.knowing(plan))
    written = configured(plan)
    return [_change(change, known, written.get((change.type, change.name), frozenset())) for change in raw]


def _told_apart(changes: list[Change]) -> tuple[Change, ...]:
    """Number addresses that became the same because what tells them apart is hidden."""
    seen: dict[tuple[str, bool], int] = {}
    found: list[Change] = []
    for change in changes:
        key = (change.address, change.deposed)
        seen[key] = seen.get(key, 0) + 1
        found.append(change if seen[key] == 1 else replace(change, address=f"{change.address} ({seen[key]})"))
    return tuple(found)


def _change(raw: ResourceChange, reading: Reading, written: Collection[Names]) -> Change:
    before = raw.before if isinstance(raw.before, dict) else {}
    after = raw.after if isinstance(raw.after, dict) else {}
    word = partial(_word, reading.secrets)
    found, unknown, same = _compared(raw, before, after, reading, written)
    holding = holdings().get(raw.type)
    forcing = _forcing(raw)
    return Change(
        address=word(raw.address),
        type=word(raw.type),
        managed=raw.mode == "managed",
        action=raw.action,
        reason=_REASONS.get(raw.reason, word(raw.reason)),
        forced_by=tuple(_forced_by(raw, found, word)),
        moved_from=word(raw.previous_address or ""),
        imported=word(raw.importing or "(identity)") if raw.importing is not None else "",
        deposed=raw.deposed is not None,
        differences=tuple(sorted(found, key=lambda each: not _forces(each, forcing))),
        known_by=tuple(_known_by(raw, before or after, same, reading.secrets)),
        unchanged=0 if raw.after is None else len(same),
        unknown=unknown,
        stake=stake(raw.type) if raw.mode == "managed" else "nothing",
        holds=holding.holds if holding else "",
        unprotected=tuple(_unprotected(raw, reading.guarded)) if raw.action.destroys else (),
        lowered=tuple(_lowered(raw, reading.guarded)),
    )


def _word(secrets: Secrets, text: str) -> str:
    return visible(secrets.text(text)) if text else ""


def _compared(
    raw: ResourceChange,
    before: dict[str, Value],
    after: dict[str, Value],
    reading: Reading,
    written: Collection[Names],
) -> tuple[list[Difference], int, list[str]]:
    """Compare an object; say beside how many new attributes are not known yet, and which ones stay."""
    if raw.action is Action.NO_OP:
        return [], 0, []
    if raw.action in (Action.DELETE, Action.FORGET):
        return [], 0, [key for key, value in before.items() if not is_empty(value)]
    new = not before or raw.action.replaces
    changed: list[str] = []
    same: list[str] = []
    unknown = 0
    for key in sorted({*before, *after}):
        was, will = before.get(key), after.get(key)
        if (
            new
            and will is UNKNOWN
            and not _is_forcing(key, raw)
            and not any(path[0] == key for path in written)
        ):
            unknown += 1
        elif is_same(was, will):
            same += [] if is_empty(was) else [key]
        else:
            changed.append(key)
    found: list[Difference] = []
    # Names stand beside their values at the top as well; all of it is looked at, and only what changes is told.
    was_told = entries(
        before,
        joined(raw.before_sensitive, raw.after_sensitive, before),
        reading.secrets,
        changed,
        kind=raw.type,
    )
    will_told = entries(
        after,
        joined(raw.after_sensitive, raw.before_sensitive, after),
        reading.secrets,
        changed,
        kind=raw.type,
    )
    is_set = partial(_is_set, reading.sets, raw.type)
    found += differences(was_told, will_told, is_set)
    if new:
        # That a computed attribute of a new object is not known yet says nothing, unless it forces a replacement.
        worth = [*_forcing(raw), *written]
        telling = [each for each in found if each.after != UNKNOWN.value or _forces(each, worth)]
        return telling, unknown + len(found) - len(telling), same
    return found, unknown, same


def _is_set(sets: Sets, kind: str, path: Names) -> bool:
    return sets.has(kind, path)


def _forcing(raw: ResourceChange) -> list[Names]:
    return [tuple(step for step in path if isinstance(step, str)) for path in raw.replace_paths]


def _is_forcing(key: str, raw: ResourceChange) -> bool:
    return any(path and path[0] == key for path in raw.replace_paths)


def _forces(difference: Difference, forcing: Collection[Names]) -> bool:
    """Say whether a difference is one that forces a replacement: at such a path, in it, or around it."""
    return any(
        path[: len(difference.names)] == difference.names or difference.names[: len(path)] == path
        for path in forcing
        if path
    )


def _forced_by(raw: ResourceChange, found: Iterable[Difference], word: partial[str]) -> Iterator[str]:
    """Give each attribute that forces a replacement, as it is written where it differs."""
    for steps in raw.replace_paths:
        names = tuple(step for step in steps if isinstance(step, str))
        paths = [difference.path for difference in found if _forces(difference, [names])]
        yield from dict.fromkeys(paths or [word(_dotted(steps))])


def _dotted(steps: Iterable[Step]) -> str:
    written = ""
    for step in steps:
        written += f"[{step}]" if isinstance(step, int) else f"{'.' if written else ''}{step}"
    return written


def _known_by(
    raw: ResourceChange, values: dict[str, Value], same: Collection[str], secrets: Secrets
) -> Iterator[tuple[str, str]]:
    keys = [key for key in _TELLING if key in same and isinstance(values.get(key), str)][:_MOST_TELLING]
    mask = joined(raw.before_sensitive, raw.after_sensitive, values)
    shown: Mapping[str, Tree] = entries(values, mask, secrets, keys, kind=raw.type).entries
    for key, tree in shown.items():
        if not hides(tree):
            yield key, told(tree)


def _unprotected(raw: ResourceChange, guarded: Guarded) -> Iterator[str]:
    """Give the settings with which the data goes."""
    holding = holdings().get(raw.type)
    for protection in holding.protections if holding else ():
        if protection.protects(raw.before) is False:
            yield f"{protection.path} = {_setting(protection, raw.before, raw.before_sensitive)}"
    if _bare(raw.address) in guarded.base - guarded.head:
        yield "lifecycle.prevent_destroy went with its configuration"


def _lowered(raw: ResourceChange, guarded: Guarded) -> Iterator[str]:
    """Give the protection that an object has before and not after."""
    if raw.before is None or raw.after is None or raw.mode != "managed":
        return
    holding = holdings().get(raw.type)
    for protection in holding.protections if holding else ():
        if protection.protects(raw.before) and protection.protects(raw.after) is not True:
            mask = (
                raw.before_sensitive if _is_marked(protection, raw.before_sensitive) else raw.after_sensitive
            )
            was, will = _setting(protection, raw.before, mask), _setting(protection, raw.after, mask)
            yield f"{protection.path}: {was} → {will}"
    if holding and holding.holds and _bare(raw.address) in guarded.base - guarded.head:
        yield "lifecycle.prevent_destroy: true → false"


def _setting(protection: Protection, settings: Value, mask: Json) -> str:
    return SENSITIVE if _is_marked(protection, mask) else protection.setting(settings)


def _is_marked(protection: Protection, mask: Json) -> bool:
    return mask is True or (isinstance(mask, dict) and marked(mask.get(protection.path.partition(".")[0])))


def _bare(address: str) -> str:
    return address.partition("[")[0]


Sign = Literal["+", "~", "-", "-/+", "+/-", "<=", ""]


def sign(action: Action) -> Sign:
    """Give the sign that Terraform writes before an action."""
    signs: Mapping[Action, Sign] = {
        Action.CREATE: "+",
        Action.UPDATE: "~",
        Action.DELETE: "-",
        Action.REPLACE: "-/+",
        Action.REPLACE_CREATE_FIRST: "+/-",
        Action.REPLACE_FORGET: "+/-",
        Action.READ: "<=",
    }
    return signs.get(action, "")
