"""European Health Data Space, and German law on patient data in the cloud."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.eu_ehds import de_sgb5_393, ehds_87, ehds_spe

PACK: Final = Pack(
    name="eu-ehds",
    title="European Health Data Space, and German law on patient data in the cloud",
    rules=(ehds_87.RULE, ehds_spe.RULE, de_sgb5_393.RULE),
    fixtures=files("polder_policies.packs.eu_ehds") / "fixtures",
)
