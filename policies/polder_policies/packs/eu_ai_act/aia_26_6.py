"""AIA-26.6: A deployer keeps the event logs of a high-risk system that are under its control for six months."""

from typing import Final

from polder_policies.rule import Rule, Waivable
from polder_policies.shapes.ai_act import LINK
from polder_policies.shapes.event_logs import EventLogs

_LOGS: Final = EventLogs(law="Art. 26(6)", role="deployer", immutable=False, instruments=("conflicting-law",))

RULE: Final = Rule(
    id="AIA-26.6",
    pack="eu-ai-act",
    title="A deployer keeps the event logs of a high-risk system that are under its control for six months.",
    citation="AI Act Art. 26(6)",
    link=LINK,
    severity="hard",
    explanation="Whoever uses the system keeps what it records as long as its maker does. Logs at the sites of this file are under the deployer's control; what a managed service records at its own is not, and is the provider's to keep. Other law, that of data protection above all, may say otherwise.",
    reads=("workloads.ai_risk", "workloads.role", "workloads.retain_logs", "logs.retain", "log_sinks.retain"),
    satisfied_by="logs of the site, or a log sink of it, that are kept for 183 days, or the law that forbids it, cited (conflicting-law)",
    instruments=_LOGS.instruments,
    waivable=Waivable(allowed=True, records=("law-cited",)),
    verified=False,
    judge=_LOGS.judge,
)
