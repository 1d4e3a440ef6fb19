"""What the patterns of the model mean, in words: nobody reads a regular expression to mend a name."""

from collections.abc import Mapping
from typing import Final

_INNER: Final = "a-z, 0-9 and single hyphens between them, a letter first"

FORMS: Final[Mapping[str, str]] = {
    r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$": f"of {_INNER}",
    r"^[a-z][a-z0-9]{1,11}$": "of 2 to 12 characters, a-z and 0-9, a letter first",
    r"^[a-z][a-z0-9_-]{0,62}$": "of 1 to 63 characters, a-z, 0-9, _ and -, a letter first",
    r"^[a-z0-9_-]{1,63}$": "of 1 to 63 characters, a-z, 0-9, _ and -",
    r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$": "with one @ and a domain after it",
    r"^1\.[0-9]{2}$": "of the form 1.NN",
    r"^3\.[0-9]{1,2}\.[0-9]{1,2}$": "of the form 3.N.N",
    r"^[a-z0-9][a-z0-9.-]*(:[0-9]+)?(/[a-z0-9._-]+)+$": "of a registry and a path in lower case, without a tag",
    r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$": "of a-z, 0-9, hyphens and dots",
    r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?/[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$": (
        "of the form namespace/name, each of 1 to 63 characters a-z, 0-9 and -"
    ),
    r"^[a-z0-9]+(-[a-z0-9]+)*:[1-9][0-9]{0,4}$": "of the form name:count",
    r"^[1-9][0-9]{0,2}x[1-9][0-9]{0,2}(x[1-9][0-9]{0,2})?$": "of the form NxN or NxNxN",
    r"^[a-z0-9-]{1,32}$": "of 1 to 32 characters, a-z, 0-9 and -",
    r"^[a-z0-9-]{2,32}$": "of 2 to 32 characters, a-z, 0-9 and -",
    r"^[A-Za-z0-9][A-Za-z0-9._+-]{1,62}$": "of 2 to 63 letters, digits, dots, _, + and -",
    r"^/?[A-Za-z0-9][A-Za-z0-9._/-]{1,300}$": "of letters, digits, dots, _, - and /",
    r"^[A-Za-z0-9][A-Za-z0-9@:/._+=,-]{1,300}$": "of letters, digits and @ : / . _ + = , -",
    r"^[a-z][a-z0-9]*(-[a-z0-9]+)*/[a-z][a-z0-9]*(-[a-z0-9]+)*$": f"of the form site/store, each of {_INNER}",
    r"^SOV-[1-8]$": "of the form SOV-N, N from 1 to 8",
    r"^[A-Z]{2}$": "of two letters A-Z, a country of ISO 3166",
    r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$": "of two letters A-Z, a country, or with a subdivision, of ISO 3166",
}
"""By pattern, what follows `text`; of a pattern that is not here an example has to do."""
