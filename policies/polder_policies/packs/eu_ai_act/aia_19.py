"""AIA-19: A provider keeps event logs of a high-risk system for six months, where nobody can change them."""

from typing import Final

from polder_policies.rule import Rule, Waivable
from polder_policies.shapes.ai_act import LINK
from polder_policies.shapes.event_logs import EventLogs

_LOGS: Final = EventLogs(law="Art. 19(1)", role="provider", immutable=True, instruments=("conflicting-law",))

RULE: Final = Rule(
    id="AIA-19",
    pack="eu-ai-act",
    title="A provider keeps event logs of a high-risk system for six months, where nobody can change them.",
    citation="AI Act Art. 19(1)",
    link=LINK,
    severity="hard",
    explanation="Six months is the least, unless other law, that of data protection above all, says otherwise. The article names the time alone; that nobody can change the logs is how this rule reads keeping them, since a log that can be changed proves nothing. Tried here is 183 days: 180 days are too few.",
    reads=(
        "workloads.ai_risk",
        "workloads.role",
        "workloads.retain_logs",
        "logs.retain",
        "log_sinks.retain",
        "log_sinks.immutable",
    ),
    satisfied_by="a log sink of the workload's site that is immutable and keeps logs for 183 days, or the law that forbids it, cited (conflicting-law)",
    instruments=_LOGS.instruments,
    waivable=Waivable(allowed=True, records=("law-cited", "retention-chosen")),
    verified=True,
    judge=_LOGS.judge,
)
