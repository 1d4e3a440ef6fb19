"""Data Security Program of the United States Department of Justice (28 CFR Part 202)."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.us_dsp import dsp_202

PACK: Final = Pack(
    name="us-dsp",
    title="Data Security Program of the United States Department of Justice (28 CFR Part 202)",
    rules=(dsp_202.RULE,),
    fixtures=files("polder_policies.packs.us_dsp") / "fixtures",
)
