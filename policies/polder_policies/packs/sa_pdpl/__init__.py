"""Personal Data Protection Law of Saudi Arabia."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.sa_pdpl import sa_29

PACK: Final = Pack(
    name="sa-pdpl",
    title="Personal Data Protection Law of Saudi Arabia",
    rules=(sa_29.RULE,),
    fixtures=files("polder_policies.packs.sa_pdpl") / "fixtures",
)
