"""Federal Law 152-FZ on personal data of Russia."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.ru_152fz import ru_18_5

PACK: Final = Pack(
    name="ru-152fz",
    title="Federal Law 152-FZ on personal data of Russia",
    rules=(ru_18_5.RULE,),
    fixtures=files("polder_policies.packs.ru_152fz") / "fixtures",
)
