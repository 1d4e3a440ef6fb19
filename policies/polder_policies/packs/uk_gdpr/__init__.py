"""General Data Protection Regulation of the United Kingdom."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.uk_gdpr import uk_44a

PACK: Final = Pack(
    name="uk-gdpr",
    title="General Data Protection Regulation of the United Kingdom",
    rules=(uk_44a.RULE,),
    fixtures=files("polder_policies.packs.uk_gdpr") / "fixtures",
)
