"""General Data Protection Regulation of the European Union."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.eu_gdpr import (
    gdpr_5b,
    gdpr_5e,
    gdpr_9,
    gdpr_25,
    gdpr_28,
    gdpr_30,
    gdpr_32,
    gdpr_44,
    gdpr_45_scope,
    gdpr_45_us,
    gdpr_48,
    gdpr_49,
    gdpr_fl,
    gdpr_model,
)

PACK: Final = Pack(
    name="eu-gdpr",
    title="General Data Protection Regulation of the European Union",
    rules=(
        gdpr_44.RULE,
        gdpr_45_us.RULE,
        gdpr_49.RULE,
        gdpr_48.RULE,
        gdpr_9.RULE,
        gdpr_5b.RULE,
        gdpr_5e.RULE,
        gdpr_25.RULE,
        gdpr_28.RULE,
        gdpr_30.RULE,
        gdpr_32.RULE,
        gdpr_model.RULE,
        gdpr_fl.RULE,
        gdpr_45_scope.RULE,
    ),
    fixtures=files("polder_policies.packs.eu_gdpr") / "fixtures",
)
