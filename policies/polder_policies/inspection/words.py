"""What each word of the classification demands of a single value: a text, a number, a yes or no."""

import re
from collections.abc import Mapping
from typing import Final

from polder_policies.inspection.bodies import shown, values_at
from polder_policies.inspection.classification import Rule
from polder_policies.inspection.findings import Complaint
from polder_policies.inspection.here import Complaints, Here, Judge
from polder_policies.inspection.images import is_allowed_image
from polder_policies.inspection.mentions import Mention, mentions

_BARE_KEY: Final = re.compile(r"alias/[\w/-]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_INSIDE_HOSTS: Final = (".svc", ".local", ".internal", ".localhost")
_SELF_LINK: Final = re.compile(r"^(?:www|compute)\.googleapis\.com/[a-z0-9/]+?/(?=projects/)")
"""What Google writes before the path of a resource."""


def _region(value: object, rule: Rule, here: Here) -> Complaints:
    if not here.place.is_region(str(value)):
        yield _elsewhere(value, rule, here)


def _zone(value: object, rule: Rule, here: Here) -> Complaints:
    if not here.place.is_zone(str(value)):
        yield _elsewhere(value, rule, here)


def _place(value: object, rule: Rule, here: Here) -> Complaints:
    if not here.place.is_region(str(value)) and not here.place.is_zone(str(value)):
        yield _elsewhere(value, rule, here)


def _elsewhere(value: object, rule: Rule, here: Here) -> Complaint:
    return Complaint(
        rule.concern, f"is {shown(value)}, outside {here.place.region} of site {here.place.site.name}"
    )


def _regional(value: object, rule: Rule, here: Here) -> Complaints:
    regions = {mention.region for mention in mentions(str(value)) if mention.sort == "google-path"}
    if regions != {here.place.region}:
        yield _elsewhere(value, rule, here)


def _true(value: object, rule: Rule, here: Here) -> Complaints:
    del here
    if word(value) != "true":
        yield Complaint(rule.concern, f"is {shown(value)} and has to be true")


def _false(value: object, rule: Rule, here: Here) -> Complaints:
    del here
    if word(value) != "false":
        yield Complaint(rule.concern, f"is {shown(value)} and has to be false")


def _one_of(value: object, rule: Rule, here: Here) -> Complaints:
    del here
    if word(value) not in rule.arguments and str(value) not in rule.arguments:
        yield Complaint(rule.concern, f"is {shown(value)}; allowed: {', '.join(rule.arguments)}")


def word(value: object) -> str:
    """A value as the classification writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _like(value: object, rule: Rule, here: Here) -> Complaints:
    if not any(here.place.fits(str(value), form) for form in rule.arguments):
        wanted = " or ".join(form.format_map(here.place.words) for form in rule.arguments)
        yield Complaint(rule.concern, f"is {shown(value)}; allowed: {wanted}")


def _account(value: object, rule: Rule, here: Here) -> Complaints:
    if str(value).removeprefix("projects/") != here.place.site.tenancy:
        yield Complaint(rule.concern, f"is {shown(value)}, and the site is in {here.place.site.tenancy}")


def _key(value: object, rule: Rule, here: Here) -> Complaints:
    text = str(value)
    if text.startswith("mrk-") or ":key/mrk-" in text:
        yield Complaint("replication", f"is {shown(value)}, a key that is in several regions")
    elif not _BARE_KEY.fullmatch(text):
        yield from _inside(value, rule, here)


def _inside(value: object, rule: Rule, here: Here) -> Complaints:
    text = str(value)
    complaints = here.place.foreign(text)
    if complaints:
        yield from (Complaint(rule.concern, each.reason) for each in complaints)
    elif not _is_pinned(text, rule):
        yield Complaint(
            rule.concern, f"is {shown(value)}, and nothing says that it lies in {here.place.site.name}"
        )


def _is_pinned(text: str, rule: Rule) -> bool:
    """Whether a text begins with what says where it is: an ARN or a path with a region, an id, a host of the site's own.

    It names nothing foreign; but what stands further on in it says nothing, for it may be a parameter or a login.
    """
    bare = text.lower()
    for prefix in (*rule.arguments, "https://", "http://"):
        bare = bare.removeprefix(prefix)
    bare = _SELF_LINK.sub("", bare.lstrip("/"))
    return any(
        _says_where(mention, text) and re.match(re.escape(mention.text.lower()) + r"(?![\w.-])", bare)
        for mention in mentions(text)
    )


def _says_where(mention: Mention, text: str) -> bool:
    if mention.sort == "host":
        return bool(mention.named and mention.name) and "@" not in text
    return mention.sort == "azure-id" or (
        mention.sort in ("arn", "google-path") and mention.region not in ("", "global")
    )


def _named(value: object, rule: Rule, here: Here) -> Complaints:
    if not here.place.has(str(value), rule.refs):
        yield Complaint(
            rule.concern,
            f"is {shown(value)}, and no stack of {here.place.site.name} has {' or '.join(sorted(rule.refs))} of that name",
        )


def _image(value: object, rule: Rule, here: Here) -> Complaints:
    if not is_allowed_image(str(value), here.place, here.classification):
        mirror = here.place.site.network.mirror
        origin = f"the mirror {mirror}" if mirror else "where an image is known to be published"
        yield Complaint(
            rule.concern, f"is {shown(value)}, and neither in the site's registry nor from {origin}"
        )


def _host(value: object, rule: Rule, here: Here) -> Complaints:
    text = str(value)
    complaints = here.place.foreign(text)
    if complaints:
        yield from (Complaint(rule.concern, each.reason) for each in complaints)
    elif not _is_own_host(_host_of(text), here):
        yield Complaint(rule.concern, f"is {shown(value)}, a host that is not known to be the site's")


def _host_of(text: str) -> str:
    """The host of a URL, or of a host and port: what comes after a login and before a path."""
    rest = re.sub(r"^[a-z0-9+.-]+://", "", text.lower())
    host = re.split(r"[/\\?#]", rest, maxsplit=1)[0].rpartition("@")[2]
    return host if host.count(":") > 1 else host.partition(":")[0]


def _is_own_host(host: str, here: Here) -> bool:
    """Whether a host that is not foreign is inside, or is one of the cloud's that says where it is."""
    if here.place.is_inside(host) or "." not in host or host.endswith(_INSIDE_HOSTS):
        return True
    found = mentions(host)
    is_regional = any(mention.sort == "region" for mention in found)
    return any(
        mention.sort == "host" and (is_regional or bool(mention.named and mention.name)) for mention in found
    )


def _cidr(value: object, rule: Rule, here: Here) -> Complaints:
    if rule.arguments:
        _, path, closed = rule.arguments
        if all(word(each) == closed for each in values_at(here.block.body, path)):
            return
    if not here.place.is_inside(str(value)):
        yield Complaint(
            rule.concern,
            f"is {shown(value)}, neither private nor listed in network.api_ranges of {here.place.site.name}",
        )


def _subscription(value: object, rule: Rule, here: Here) -> Complaints:
    owners = {mention.owner for mention in mentions(str(value)) if mention.sort == "azure-id"}
    if owners != {here.place.site.tenancy}:
        yield Complaint(rule.concern, f"is {shown(value)}, outside subscription {here.place.site.tenancy}")


def _principal(value: object, rule: Rule, here: Here) -> Complaints:
    partitions = {mention.partition for mention in mentions(str(value)) if mention.sort == "arn"}
    if partitions != {here.place.site.partition} or not str(value).startswith("arn:"):
        yield Complaint(rule.concern, f"is {shown(value)}, outside partition {here.place.site.partition}")


def _member(value: object, rule: Rule, here: Here) -> Complaints:
    del here
    if str(value).lower() in ("allusers", "allauthenticatedusers", "*"):
        yield Complaint(rule.concern, f"is {value}, which is everybody")


def _chart(value: object, rule: Rule, here: Here) -> Complaints:
    repository = str(here.block.body.get("repository") or "")
    if not any(value in each.refs for each in here.classification.of_type("chart", repository)):
        yield Complaint(
            rule.concern,
            f"is {shown(value)} of {repository or 'no repository'}, a chart that nobody has classified",
        )


LITERALS: Final[Mapping[str, Judge]] = {
    "region": _region,
    "zone": _zone,
    "place": _place,
    "regional": _regional,
    "true": _true,
    "false": _false,
    "one-of": _one_of,
    "like": _like,
    "account": _account,
    "key": _key,
    "inside": _inside,
    "named": _named,
    "image": _image,
    "host": _host,
    "cidr": _cidr,
    "subscription": _subscription,
    "principal": _principal,
    "member": _member,
    "chart": _chart,
}
"""By word, what judges one value."""
