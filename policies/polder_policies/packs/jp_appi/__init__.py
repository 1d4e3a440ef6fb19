"""Act on the Protection of Personal Information of Japan."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.jp_appi import jp_28

PACK: Final = Pack(
    name="jp-appi",
    title="Act on the Protection of Personal Information of Japan",
    rules=(jp_28.RULE,),
    fixtures=files("polder_policies.packs.jp_appi") / "fixtures",
)
