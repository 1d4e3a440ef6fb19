"""Health Insurance Portability and Accountability Act of the United States."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.us_hipaa import (
    hipaa_308b,
    hipaa_312a1,
    hipaa_312a2iv,
    hipaa_312b,
    hipaa_312c,
    hipaa_312e,
    hipaa_316,
    hipaa_514,
    hipaa_elig,
    hipaa_nprm,
)

PACK: Final = Pack(
    name="us-hipaa",
    title="Health Insurance Portability and Accountability Act of the United States",
    rules=(
        hipaa_308b.RULE,
        hipaa_elig.RULE,
        hipaa_312a1.RULE,
        hipaa_312a2iv.RULE,
        hipaa_312b.RULE,
        hipaa_312c.RULE,
        hipaa_312e.RULE,
        hipaa_316.RULE,
        hipaa_514.RULE,
        hipaa_nprm.RULE,
    ),
    fixtures=files("polder_policies.packs.us_hipaa") / "fixtures",
)
