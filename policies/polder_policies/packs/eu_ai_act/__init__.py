"""Artificial Intelligence Act of the European Union."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.eu_ai_act import (
    aia_10,
    aia_10_5,
    aia_12,
    aia_15,
    aia_18,
    aia_19,
    aia_26_6,
    aia_27,
    aia_50,
)

PACK: Final = Pack(
    name="eu-ai-act",
    title="Artificial Intelligence Act of the European Union",
    rules=(
        aia_10.RULE,
        aia_10_5.RULE,
        aia_12.RULE,
        aia_19.RULE,
        aia_26_6.RULE,
        aia_18.RULE,
        aia_15.RULE,
        aia_27.RULE,
        aia_50.RULE,
    ),
    fixtures=files("polder_policies.packs.eu_ai_act") / "fixtures",
)
