"""IN-RBI: Payment data of India is stored in India alone."""

from typing import Final

from polder_policies.rule import Rule
from polder_policies.shapes.transfers import Transfer

_TRANSFER: Final = Transfer(
    law="the Reserve Bank of India",
    subjects="IN",
    tags=("payment",),
    home="IN",
    controllers=True,
    freeing=(),  # whole transactions, with or without names
)

RULE: Final = Rule(
    id="IN-RBI",
    pack="in-rbi",
    title="Payment data of India is stored in India alone.",
    citation="RBI/2017-18/153, Storage of Payment System Data, 2018-04-06",
    link="https://www.rbi.org.in/Scripts/NotificationUser.aspx?Id=11244&Mode=0",
    severity="hard",
    explanation="The Reserve Bank wants the whole of a payment's data under its eyes. It lets a payment be processed abroad if what is there is deleted within a day; copies, models, runs and logs of a platform are kept longer than that.",
    reads=(
        "datasets.tags",
        "datasets.subjects",
        "datasets.controller",
        "every place that the dataset reaches",
    ),
    satisfied_by="sites in India for all that the data reaches",
    verified=False,
    judge=_TRANSFER.judge,
)
