"""Sovereignty of European clouds, where the profile asks for it."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.eu_sovereign_cloud import (
    c5_t2,
    gx_l1,
    gx_l2,
    gx_l3,
    seal_n,
    snc_19_6,
    ual_n,
)

PACK: Final = Pack(
    name="eu-sovereign-cloud",
    title="Sovereignty of European clouds, where the profile asks for it",
    rules=(
        gx_l1.RULE,
        gx_l2.RULE,
        gx_l3.RULE,
        snc_19_6.RULE,
        seal_n.RULE,
        ual_n.RULE,
        c5_t2.RULE,
    ),
    fixtures=files("polder_policies.packs.eu_sovereign_cloud") / "fixtures",
)
