"""Payment Card Industry Data Security Standard."""

from importlib.resources import files
from typing import Final

from polder_policies.pack import Pack
from polder_policies.packs.pci_dss import (
    pci_1_2_4,
    pci_1_3,
    pci_3_2,
    pci_3_3,
    pci_3_5,
    pci_3_7,
    pci_4_2,
    pci_6_5_5,
    pci_7,
    pci_8_4,
    pci_10_5,
    pci_12_8,
)

PACK: Final = Pack(
    name="pci-dss",
    title="Payment Card Industry Data Security Standard",
    rules=(
        pci_1_3.RULE,
        pci_1_2_4.RULE,
        pci_3_2.RULE,
        pci_3_3.RULE,
        pci_3_5.RULE,
        pci_3_7.RULE,
        pci_4_2.RULE,
        pci_6_5_5.RULE,
        pci_7.RULE,
        pci_8_4.RULE,
        pci_10_5.RULE,
        pci_12_8.RULE,
    ),
    fixtures=files("polder_policies.packs.pci_dss") / "fixtures",
)
