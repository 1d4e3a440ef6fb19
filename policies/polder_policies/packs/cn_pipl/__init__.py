"""Personal information, data security and cybersecurity laws of China."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.cn_pipl import cn_40, cn_41

PACK: Final = Pack(
    name="cn-pipl",
    title="Personal information, data security and cybersecurity laws of China",
    rules=(cn_40.RULE, cn_41.RULE),
    fixtures=files("polder_policies.packs.cn_pipl") / "fixtures",
)
