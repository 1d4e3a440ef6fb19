"""Where container images may come from."""

import re
from collections.abc import Iterator

from polder_policies.inspection.classification import Classification
from polder_policies.inspection.place import Place

_TAG = re.compile(r"(?::[\w][\w.-]*)?(?:@sha256:[0-9a-f]{64})?$")


def is_allowed_image(image: str, place: Place, classification: Classification) -> bool:
    """Whether an image comes from the site's mirror or registry, or, where there is no mirror, from its publisher.

    Args:
        image: As Kubernetes takes it, `ghcr.io/mlflow/mlflow:v3.17.2`.
        place: The site.
        classification: What is published where.
    """
    name = _TAG.sub("", image)
    mirror = place.site.network.mirror
    if mirror and name.startswith(f"{mirror}/"):
        return True
    return any(
        re.fullmatch(pattern, name)
        for kind in classification.named("image")
        for pattern in _patterns(kind, place, public=mirror is None)
    )


def _patterns(kind: str, place: Place, *, public: bool) -> Iterator[str]:
    """Write what is classified as a regular expression: a whole name, or all below a name that ends in a slash.

    Braces stand for what is the site's; a type in them for the names of those that the site has.
    """
    pattern = re.escape(kind) + (r".+" if kind.endswith("/") else "")
    braces: list[str] = re.findall(r"\\\{([a-z_]+)\\\}", pattern)
    if not braces and not public:
        return
    for word in braces:
        own = place.words.get(word)
        names = [own] if own is not None else sorted(place.names.get(word, ()))
        alternatives = "|".join(map(re.escape, filter(None, names))) or "(?!)"
        pattern = pattern.replace(rf"\{{{word}\}}", f"(?:{alternatives})")
    yield pattern
