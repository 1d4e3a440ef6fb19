"""General Personal Data Protection Law of Brazil."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.br_lgpd import br_33

PACK: Final = Pack(
    name="br-lgpd",
    title="General Personal Data Protection Law of Brazil",
    rules=(br_33.RULE,),
    fixtures=files("polder_policies.packs.br_lgpd") / "fixtures",
)
