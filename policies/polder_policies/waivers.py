"""Whether a waiver accepts a finding on a day, and why not."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import cast

from pydantic import BaseModel

from polder_environments.model import Environment
from polder_policies.rule import Rule, Severity


class Waivers:
    """The waivers of an environment, on a day."""

    def __init__(self, environment: Environment, on: date) -> None:
        """Sort them by rule."""
        self._environment = environment
        self._on = on
        self._by_rule: dict[str, list[str]] = defaultdict(list)
        for name, waiver in sorted(environment.waivers.items()):
            self._by_rule[waiver.rule].append(name)

    def any_of(self, rule: Rule) -> bool:
        """Tell whether any waiver names a rule, so that a fingerprint is not made for nothing."""
        return rule.id in self._by_rule

    def naming(self, rule: Rule, key: str, fingerprint: str) -> tuple[str, ...]:
        """Names of the waivers of a rule for a subject: by fingerprint, by key, or by a key above it."""
        return tuple(
            name
            for name in self._by_rule.get(rule.id, ())
            if _covers(self._environment.waivers[name].subject, key, fingerprint)
        )

    def refusal(self, name: str, rule: Rule, severity: Severity) -> str:
        """Say why a waiver does not count; blank when it does."""
        waiver = self._environment.waivers[name]
        if not rule.waivable.allowed:
            return f"waiver {name} does not count: {rule.id} cannot be waived; {rule.satisfied_by}"
        lacking = [record for record in rule.waivable.records if record not in waiver.records]
        if lacking:
            return f"waiver {name} does not count: {rule.id} ({severity}) wants it to record {', '.join(lacking)}"
        if waiver.approver == waiver.author:
            return f"waiver {name} does not count: {waiver.approver} approved what they asked for"
        if self._on < waiver.issued:
            return f"waiver {name} counts from {waiver.issued}"
        if self._on > waiver.expires:
            return f"waiver {name} expired on {waiver.expires}"
        broken = [
            f"{key} is not {value!r}" for key, value in waiver.conditions.items() if self.value(key) != value
        ]
        if broken:
            return f"waiver {name} does not count: {'; '.join(broken)}"
        return ""

    def note(self, name: str) -> str:
        """Warn of a waiver that expires soon; blank while it does not."""
        waiver = self._environment.waivers[name]
        left = (waiver.expires - self._on).days
        notice = timedelta(days=self._environment.profile.expiry_notice).days
        return f"waiver {name} expires in {left} days, on {waiver.expires}" if left <= notice else ""

    def value(self, key: str) -> object:
        """The value that stands at a key of the environment; None where there is none."""
        at: object = self._environment
        for part in key.split("."):
            if isinstance(at, Mapping):
                at = cast("Mapping[str, object]", at).get(part)
            elif isinstance(at, BaseModel):
                at = getattr(at, part, None) if part in type(at).model_fields else None
            else:
                return None
        return at


def _covers(subject: str, key: str, fingerprint: str) -> bool:
    return subject in (key, fingerprint) or key.startswith((f"{subject}.", f"{subject}["))
