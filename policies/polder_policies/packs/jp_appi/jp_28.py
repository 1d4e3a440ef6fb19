"""JP-28: A third party abroad gets personal data in a designated country, by informed consent, or under equivalent measures."""

from typing import Final

from polder_policies.rule import Rule
from polder_policies.shapes.transfers import Transfer

_TRANSFER: Final = Transfer(
    law="the APPI",
    subjects="JP",
    home="JP",
    regime="jp",
    instruments=(("transfer-consent",), ("equivalent-measures",)),
    recorded=(("transfer-consent", "country-information"),),
    reviewed=(("equivalent-measures", 365),),
)

RULE: Final = Rule(
    id="JP-28",
    pack="jp-appi",
    title="A third party abroad gets personal data in a designated country, by informed consent, or under equivalent measures.",
    citation="APPI Art. 28(1)-(3)",
    link="https://laws.e-gov.go.jp/law/415AC0000000057",
    severity="soft",
    explanation="The EEA and the United Kingdom are designated. Elsewhere people consent after they were told what protection that country gives, or the recipient keeps measures equal to those of Japanese law, which the exporter looks at every year.",
    reads=(
        "datasets.tags",
        "datasets.subjects",
        "every place that the dataset reaches",
        "evidence.signed",
        "evidence.details",
    ),
    satisfied_by="consent with country-information in its details (transfer-consent), or equivalent-measures that were signed or last reviewed within a year",
    instruments=("transfer-consent", "equivalent-measures"),
    verified=False,
    judge=_TRANSFER.judge,
)
