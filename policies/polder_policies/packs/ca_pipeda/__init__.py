"""Personal Information Protection and Electronic Documents Act of Canada."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.ca_pipeda import ca_pipeda

PACK: Final = Pack(
    name="ca-pipeda",
    title="Personal Information Protection and Electronic Documents Act of Canada",
    rules=(ca_pipeda.RULE,),
    fixtures=files("polder_policies.packs.ca_pipeda") / "fixtures",
)
