"""Personal Information Protection Act of Korea."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.kr_pipa import kr_28_8

PACK: Final = Pack(
    name="kr-pipa",
    title="Personal Information Protection Act of Korea",
    rules=(kr_28_8.RULE,),
    fixtures=files("polder_policies.packs.kr_pipa") / "fixtures",
)
