"""Law 25 of Quebec."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.ca_law25 import ca_qc_17

PACK: Final = Pack(
    name="ca-law25",
    title="Law 25 of Quebec",
    rules=(ca_qc_17.RULE,),
    fixtures=files("polder_policies.packs.ca_law25") / "fixtures",
)
