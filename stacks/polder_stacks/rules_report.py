"""How the rules that are installed are listed."""

from collections.abc import Mapping, Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from polder_policies.pack import Pack
from polder_policies.reports.verdict_json import rule_data
from polder_policies.verdict import DISCLAIMER
from polder_stacks.check_reports import pack_notes
from polder_stacks.paragraphs import Paragraph, shown

SCHEMA: Final = "polder.rules/1"


def rules_table(packs: Sequence[Pack], console: Console | None = None) -> None:
    """Print each pack with its rules: id, severity, what must hold, where it is written."""
    console = console or Console(highlight=False)
    notes = pack_notes()
    for pack in packs:
        optional = "" if pack.default else "; in force only where an environment names it"
        head = Text.assemble(
            (pack.name, "bold"), "  ", shown(f"{pack.title} ({notes[pack.name].origin}{optional})")
        )
        console.print(Paragraph(head, 0, 2))
        for rule in pack.rules:
            law = f"{rule.citation}{'' if rule.verified else ', unverified'}"
            told = Text.assemble(
                (rule.id, "bold"), f"  {rule.severity}  ", shown(rule.title), " ", shown(f"({law})", "dim")
            )
            console.print(Paragraph(told, 2, 6))
        console.print()
    rules = [rule for pack in packs for rule in pack.rules]
    unverified = sum(not rule.verified for rule in rules)
    told = f"{len(rules)} rules, {unverified} of them unverified. {DISCLAIMER} polder explain RULE tells one whole."
    console.print(Paragraph(Text(told)))


def rules_data(packs: Sequence[Pack]) -> Mapping[str, object]:
    """Everything that is said of packs and their rules, as plain data."""
    notes = pack_notes()
    return {
        "schema": SCHEMA,
        "disclaimer": DISCLAIMER,
        "packs": [
            {
                "name": pack.name,
                "title": pack.title,
                "default": pack.default,
                "origin": notes[pack.name].origin or None,
                "rules": [rule_data(rule) for rule in pack.rules],
            }
            for pack in packs
        ],
    }
