"""Federal Act on Data Protection of Switzerland."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.ch_fadp import ch_16

PACK: Final = Pack(
    name="ch-fadp",
    title="Federal Act on Data Protection of Switzerland",
    rules=(ch_16.RULE,),
    fixtures=files("polder_policies.packs.ch_fadp") / "fixtures",
)
