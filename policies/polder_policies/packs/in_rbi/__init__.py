"""Storage of payment data by the Reserve Bank of India."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.in_rbi import in_rbi

PACK: Final = Pack(
    name="in-rbi",
    title="Storage of payment data by the Reserve Bank of India",
    rules=(in_rbi.RULE,),
    fixtures=files("polder_policies.packs.in_rbi") / "fixtures",
)
