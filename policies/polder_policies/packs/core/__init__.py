"""What the environment file itself demands."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.core import (
    sov_001,
    sov_002,
    sov_003,
    sov_004,
    sov_005,
    sov_006,
    sov_007,
    sov_008,
    sov_009,
    sov_010,
)

PACK: Final = Pack(
    name="core",
    title="What the environment file itself demands",
    rules=(
        sov_001.RULE,
        sov_002.RULE,
        sov_003.RULE,
        sov_004.RULE,
        sov_005.RULE,
        sov_006.RULE,
        sov_007.RULE,
        sov_008.RULE,
        sov_009.RULE,
        sov_010.RULE,
    ),
    fixtures=files("polder_policies.packs.core") / "fixtures",
)
