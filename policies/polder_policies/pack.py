"""A pack of rules: those of one law, one standard, or one organisation."""

from dataclasses import dataclass
from importlib.resources.abc import Traversable

from polder_policies.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Rules that are put in force together.

    Args:
        name: As `packs` of an environment file names it, `eu-gdpr`.
        title: What it is, in a few words.
        rules: Its rules, in the order they are told.
        fixtures: Folder with one `<rule id>.yaml` for each rule; `polder rules test` runs them.
        default: Whether it is in force where the environment names no packs.
    """

    name: str
    title: str
    rules: tuple[Rule, ...]
    fixtures: Traversable
    default: bool = True
