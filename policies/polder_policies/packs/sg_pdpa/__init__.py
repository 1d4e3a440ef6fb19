"""Personal Data Protection Act of Singapore."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.sg_pdpa import sg_26

PACK: Final = Pack(
    name="sg-pdpa",
    title="Personal Data Protection Act of Singapore",
    rules=(sg_26.RULE,),
    fixtures=files("polder_policies.packs.sg_pdpa") / "fixtures",
)
