"""Privacy Act and My Health Records Act of Australia."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.au_privacy import au_app8, au_mhr

PACK: Final = Pack(
    name="au-privacy",
    title="Privacy Act and My Health Records Act of Australia",
    rules=(au_app8.RULE, au_mhr.RULE),
    fixtures=files("polder_policies.packs.au_privacy") / "fixtures",
)
