"""What every part of an environment file is made of: its base class, and the names and units that many parts share."""

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, StringConstraints, WithJsonSchema

WholeNumber = Annotated[int, Strict()]
Switch = Annotated[bool, Strict()]

SiteName = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=16),
    Field(examples=["frankfurt"]),
]
StoreName = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", min_length=3, max_length=16),
    Field(examples=["datasets"]),
]
Email = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"),
    Field(examples=["ml-platform@example.org"]),
]


def days(value: object) -> object:
    """Read `90d`.

    Raises:
        ValueError: It has no unit, or is no number of days.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        raise ValueError(f"{value} has no unit: write {value}d for {value} days")  # noqa: TRY004 - pydantic reads a ValueError alone
    if not isinstance(value, str) or not re.fullmatch(r"[1-9][0-9]{0,4}d", value):
        raise ValueError(f"{value!r} is not a number of days: write for example 90d")
    return int(value[:-1])


Days = Annotated[
    int,
    BeforeValidator(days),
    WithJsonSchema({"type": "string", "pattern": "^[1-9][0-9]{0,4}d$", "examples": ["90d"]}),
]
"""A whole number of days, written `90d` in the file and held as an `int`."""


class Part(BaseModel):
    """A part of the file: unknown keys are refused, and nothing changes once it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
