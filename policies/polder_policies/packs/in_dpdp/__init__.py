"""Digital Personal Data Protection Act of India."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.in_dpdp import in_13, in_log

PACK: Final = Pack(
    name="in-dpdp",
    title="Digital Personal Data Protection Act of India",
    rules=(in_13.RULE, in_log.RULE),
    fixtures=files("polder_policies.packs.in_dpdp") / "fixtures",
)
