"""The one table that picks an adapter by a cloud's name. Nothing else branches on it."""

from collections.abc import Callable, Mapping

from polder_constructs.site.contract import Cloud
from polder_environments.model import CloudName


def _aws() -> Cloud:
    from polder_constructs.site.aws import Aws  # noqa: PLC0415 - a cloud's bindings load only where it is used

    return Aws()


def _azure() -> Cloud:
    from polder_constructs.site.azure import Azure  # noqa: PLC0415 - as above

    return Azure()


def _gcp() -> Cloud:
    from polder_constructs.site.gcp import Gcp  # noqa: PLC0415 - as above

    return Gcp()


CLOUDS: Mapping[CloudName, Callable[[], Cloud]] = {"aws": _aws, "azure": _azure, "gcp": _gcp}
