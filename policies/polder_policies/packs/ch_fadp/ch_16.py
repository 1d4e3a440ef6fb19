"""CH-16: Personal data leaves Switzerland for a country that the Federal Council listed, or under a guarantee."""

from typing import Final

from polder_policies.rule import Rule
from polder_policies.shapes.transfers import Transfer

_TRANSFER: Final = Transfer(
    law="the FADP",
    subjects="CH",
    home="CH",
    regime="ch",
    recipient=("ch-dpf", "recipient-scope"),
    controllers=True,
    instruments=(("ch-scc",), ("bcr",)),
)

RULE: Final = Rule(
    id="CH-16",
    pack="ch-fadp",
    title="Personal data leaves Switzerland for a country that the Federal Council listed, or under a guarantee.",
    citation="FADP Art. 16-17; DPO Annex 1",
    link="https://www.fedlex.admin.ch/eli/cc/2022/491/en",
    severity="hard",
    explanation="Annex 1 of the ordinance lists countries with enough protection; the United States are on it for recipients under the Swiss-US framework alone, Japan and Korea are not on it. Elsewhere clauses that the commissioner recognised, with the changes that Swiss law needs, or binding corporate rules bind whoever gets the data.",
    reads=(
        "datasets.tags",
        "datasets.subjects",
        "datasets.controller",
        "every place that the dataset reaches",
    ),
    satisfied_by="clauses with the Swiss addendum (ch-scc), binding corporate rules (bcr), or a recipient that Annex 1 covers (ch-dpf, recipient-scope)",
    instruments=("ch-scc", "bcr", "ch-dpf", "recipient-scope"),
    verified=False,
    judge=_TRANSFER.judge,
)
