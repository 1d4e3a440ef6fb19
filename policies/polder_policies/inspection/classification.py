"""Which types are known, and what each attribute of them that says where something lies has to say.

The table is data: a row a type, and a row for attributes of it that must be alike. Whoever uses other types adds rows of
their own. Rows add up: all that match an attribute must hold, so that nobody's row takes anything back of another's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal, cast

from polder_policies.inspection.findings import KINDS, Concern
from polder_policies.inspection.stack import Mode
from polder_policies.inspection.suspects import looks_like_a_place
from polder_policies.inspection.tables import CLASSIFICATIONS, Row, rows, text_of

COLUMNS: Final = ("mode", "kind", "paths", "about", "must", "refs", "presence", "source")

MODES: Final = ("resource", "data", "provider", "backend", "arm", "image", "chart", "group")
"""What a row may classify: blocks, and three things that only a name tells: images, charts, Azure's own groups."""

OWN_MODES: Final = ("resource", "data", "provider", "arm", "image", "chart")
"""What users may classify. A backend of their own would put state where no site is."""

_POLDERS_WORDS: Final = frozenset({"text", "principal", "subscription", "regional"})
"""Words after which a value is not read any further. A user's row with one would hide what ours would have found."""

Presence = Literal["", "always", "here", "given"]
"""Whether an attribute has to be there: at will; always; wherever its block is; or `given` by the provider if nobody
sets it, and then what it has to be."""

PRESENCES: Final = ("", "always", "here", "given")

WORDS: Final[Mapping[str, str]] = {
    "any": "says nothing of a place: reviewed, and still read for regions, ARNs, ids and hosts in it",
    "text": "is for people alone, and not read at all",
    "region": "names the site's region",
    "zone": "names a zone of the site's region",
    "place": "names the site's region or a zone of it",
    "regional": "refers to one of `refs`, or names the site's region in it",
    "absent": "is not set, or empty, or false",
    "true": "is true",
    "false": "is false",
    "one-of": "is one of the words that follow; `blank` stands for an empty text",
    "like": "has the form that follows; {region}, {account}, {prefix}, {state}, {environment} and {dns} are the site's",
    "account": "is the site's account, subscription or project",
    "key": "refers to a key in `refs`, or names one of the site's region, account and vault",
    "inside": "refers to one of `refs`, or has an id that lies in the site; words that follow may stand before it",
    "named": "refers to one of `refs`, or is the name of one that the site has",
    "image": "is an image of the site's registry or mirror, or one that is published where it says",
    "host": "refers to one of `refs`, or is a host of the site's region and partition",
    "cidr": "is a private range, or listed in network.api_ranges; with `unless PATH VALUE` only where PATH is not so",
    "open-only": "is the word that follows, or network.api_ranges lists who may come and the path that follows repeats it",
    "closed-by": "is the word that follows, or the path that follows has the value after it",
    "subscription": "is an Azure id of the site's subscription, in whatever group",
    "principal": "is an ARN of the site's partition, of whatever account",
    "member": "is not everybody",
    "policy": "is a policy document of AWS that lets nobody in from outside",
    "policy-rule": "is a rule of Azure Policy that deploys and changes nothing",
    "template": "is a template of Azure Resource Manager whose resources hold",
    "chart": "is a chart of a repository that is classified",
    "values": "are values of a chart whose images hold",
    "access-rule": "is a rule of Azure that lets nobody in from outside",
    "firewall-rule": "is a rule of Google Cloud that lets nobody in from outside",
    "group-rule": "is a rule of an AWS security group that lets nobody in from outside",
    "service": "is a service of Kubernetes that nobody reaches from outside",
    "subject": "is a subject of Kubernetes that is not everybody",
    "own-machine": "keeps state on the machine that runs Terraform, which a site with remote state does only to begin",
    "used-by": "is referred to by the types that follow alone",
    "forbidden": "is never used: it exists to put something elsewhere, or to open it",
}
"""What `must` may say, and what it means."""

_ARGUMENTS: Final[Mapping[str, tuple[int, int]]] = {
    "one-of": (1, 99),
    "like": (1, 99),
    "inside": (0, 99),
    "cidr": (0, 3),
    "open-only": (2, 2),
    "closed-by": (3, 3),
    "used-by": (1, 99),
    "service": (1, 99),
}
"""How many words may follow a word, at least and at most; none where it is not here."""

_ON_TYPES: Final = frozenset(
    {"forbidden", "used-by", "firewall-rule", "access-rule", "group-rule", "own-machine", "service"}
)
"""Words that judge a block as a whole."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What attributes have to say.

    Args:
        path: The attribute's path, list indices left out. `*.name` matches a name at any depth, `a.**` all that is in
            a, `*_end` all names that end so; the nearest of these counts. Blank judges the block as a whole.
        about: What it is about; blank where it says nothing of a place.
        must: A word of `WORDS`.
        arguments: The words after it.
        refs: Types that a value may refer to, `data.` before those of data sources.
        presence: Whether it has to be there.
        source: Where that is documented.
    """

    path: str
    about: Concern | Literal[""]
    must: str
    arguments: tuple[str, ...]
    refs: frozenset[str]
    presence: Presence
    source: str

    @property
    def concern(self) -> Concern:
        """What a finding is about."""
        return self.about or "location"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one attribute of one type.

    Args:
        rules: What it has to say; all of it.
        suspect: Whether its name looks like a place and nobody has classified it.
        below: Whether something below it has to say something.
    """

    rules: tuple[Rule, ...]
    suspect: bool
    below: bool


@dataclass
class _Rules:
    """Rules of one type, or of all types of a provider."""

    exact: dict[str, list[Rule]] = field(default_factory=dict[str, list[Rule]])
    names: dict[str, list[Rule]] = field(default_factory=dict[str, list[Rule]])
    trees: dict[str, list[Rule]] = field(default_factory=dict[str, list[Rule]])
    endings: dict[str, list[Rule]] = field(default_factory=dict[str, list[Rule]])

    def add(self, rule: Rule) -> None:
        if rule.path.startswith("*."):
            self.names.setdefault(rule.path[2:], []).append(rule)
        elif rule.path.startswith("*"):
            self.endings.setdefault(rule.path[1:], []).append(rule)
        elif rule.path.endswith(".**"):
            self.trees.setdefault(rule.path[:-3], []).append(rule)
        else:
            self.exact.setdefault(rule.path, []).append(rule)

    def find(self, path: str) -> Sequence[Rule]:
        """The nearest rules of one table: of the path itself, of its name, of what it is in, of how it ends."""
        found = self.exact.get(path) or self.names.get(path.rpartition(".")[2])
        above = path
        while not found and above:
            above = above.rpartition(".")[0]
            found = self.trees.get(above)
        return found or next((rules for ending, rules in self.endings.items() if path.endswith(ending)), ())

    def has_below(self, path: str) -> bool:
        return any(each.startswith(f"{path}.") for each in self.exact)


class Classification:
    """All rows, ours and a user's."""

    def __init__(self, tables: Iterable[Sequence[tuple[str, str, Rule]]]) -> None:
        """Take the rows of each table: mode, kind and rule."""
        self._layers: list[dict[tuple[str, str], _Rules]] = []
        self.kinds: set[tuple[str, str]] = set()
        """Mode and kind of everything that is classified."""
        for rules in tables:
            layer: dict[tuple[str, str], _Rules] = {}
            for mode, kind, rule in rules:
                layer.setdefault((mode, kind), _Rules()).add(rule)
                if not kind.endswith("*"):
                    self.kinds.add((mode, kind))
            self._layers.append(layer)
        self._found: dict[tuple[str, str], dict[str, Entry]] = {}
        self._of_type: dict[tuple[str, str], tuple[Rule, ...]] = {}
        self._needed: dict[tuple[str, str], tuple[Rule, ...]] = {}

    def knows(self, mode: str, kind: str) -> bool:
        """Whether a type is classified."""
        return (mode, kind) in self.kinds

    def named(self, mode: str) -> Iterable[str]:
        """All kinds of a mode, longest first."""
        return sorted((kind for each, kind in self.kinds if each == mode), key=len, reverse=True)

    def entries(self, mode: Mode, kind: str) -> dict[str, Entry]:
        """What was asked of a type before, by path; `entry` fills it."""
        return self._found.setdefault((mode, kind), {})

    def entry(self, mode: Mode, kind: str, path: str) -> Entry:
        """What is known of an attribute."""
        entries = self.entries(mode, kind)
        found = entries.get(path)
        if found is None:
            entries[path] = found = self._entry(mode, kind, path)
        return found

    def _entry(self, mode: Mode, kind: str, path: str) -> Entry:
        rules: list[Rule] = []
        below = False
        for own, of_provider in self._tables(mode, kind):
            rules += (own.find(path) if own else ()) or (of_provider.find(path) if of_provider else ())
            below = below or bool(own and own.has_below(path))
        suspect = not rules and not below and looks_like_a_place(path.rpartition(".")[2])
        return Entry(tuple(rules), suspect, below)

    def of_type(self, mode: str, kind: str) -> tuple[Rule, ...]:
        """Rules for a block as a whole, or for what is known by its name alone."""
        found = self._of_type.get((mode, kind))
        if found is None:
            tables = self._tables(mode, kind)
            found = tuple(
                rule
                for own, _ in tables
                if own
                for rule in own.exact.get("", ())
                if rule.must != "any" or rule.refs
            )
            self._of_type[mode, kind] = found
        return found

    def of_attributes(self, mode: str, kind: str) -> tuple[Rule, ...]:
        """Rules of a type for attributes that they name by their whole path."""
        return tuple(
            rule
            for own, _ in self._tables(mode, kind)
            if own
            for path, rules in own.exact.items()
            for rule in rules
            if path
        )

    def needed(self, mode: Mode, kind: str) -> tuple[Rule, ...]:
        """Rules for attributes that have to be there."""
        found = self._needed.get((mode, kind))
        if found is None:
            rules = self.of_attributes(mode, kind)
            found = tuple(rule for rule in rules if rule.presence in ("always", "here"))
            self._needed[mode, kind] = found
        return found

    def _tables(self, mode: str, kind: str) -> Iterable[tuple[_Rules | None, _Rules | None]]:
        of_provider = f"{kind.partition('_')[0]}_*"
        return [(layer.get((mode, kind)), layer.get((mode, of_provider))) for layer in self._layers]


@cache
def built_in() -> Classification:
    """The rows that Polder has."""
    return Classification([_built_in_rules()])


def extended(own: Sequence[tuple[str, str, Rule]]) -> Classification:
    """The rows that Polder has, and rows of a user's beside them."""
    return Classification([_built_in_rules(), own]) if own else built_in()


@cache
def _built_in_rules() -> tuple[tuple[str, str, Rule], ...]:
    return tuple(found for name in CLASSIFICATIONS for found in parse(text_of(name), f"{name}.csv", MODES))


def parse(text: str, name: str, modes: Sequence[str] = OWN_MODES) -> tuple[tuple[str, str, Rule], ...]:
    """Read rows of a classification.

    Args:
        text: The text of a CSV file with the columns of `COLUMNS`.
        name: What to call it in an error.
        modes: What its rows may classify.

    Returns:
        Mode, kind and rule of each; a row with several paths gives several.

    Raises:
        ValueError: With everything that is wrong with it, a line each.
    """
    found: list[tuple[str, str, Rule]] = []
    wrong: list[str] = []
    if tuple(text.splitlines()[:1]) != (",".join(COLUMNS),):
        raise ValueError(f"{name}:1: the first line has to be {','.join(COLUMNS)}")
    for line, row in rows(text, name):
        problems = _problems(row, modes)
        wrong += [f"{name}:{line}: {problem}" for problem in problems]
        if not problems:
            found += [(row["mode"], row["kind"], rule) for rule in _rules(row)]
    if wrong:
        raise ValueError("\n".join(wrong))
    return tuple(found)


def _problems(row: Row, modes: Sequence[str]) -> list[str]:
    word, *arguments = row["must"].split() or [""]
    least, most = _ARGUMENTS.get(word, (0, 0))
    wrong = {
        f"mode is {row['mode']!r}; allowed: {', '.join(modes)}": row["mode"] not in modes,
        "kind is blank; it names a type, a provider's source, an image or a chart's repository": not row[
            "kind"
        ],
        f"about is {row['about']!r}; allowed: {', '.join(KINDS)}": bool(row["about"])
        and row["about"] not in KINDS,
        f"must is {word!r}; allowed: {', '.join(WORDS)}": bool(word) and word not in WORDS,
        "must is blank, and paths is not": bool(row["paths"]) and not word,
        f"paths is blank, and {word} judges attributes": bool(word)
        and not row["paths"]
        and word not in _ON_TYPES,
        f"{word} takes {least if least == most else f'{least} to {most}'} words after it, and there are {len(arguments)}": not (
            least <= len(arguments) <= most
        ),
        f"presence is {row['presence']!r}; allowed: always, here, given or blank": row["presence"]
        not in PRESENCES,
        "source is blank; it says where this is documented, with the version": not row["source"],
    }
    if modes is OWN_MODES:
        wrong |= {
            f"must is {word}, which would hide what it stands for; any reads it": word in _POLDERS_WORDS,
            "kind is a pattern; each type takes a row of its own": "*" in row["kind"] or "{" in row["kind"],
            "paths has a pattern other than *.name or block.**": any(
                "*" in path.removeprefix("*.").removesuffix(".**") for path in row["paths"].split()
            ),
        }
    return [problem for problem, is_so in wrong.items() if is_so]


def _rules(row: Row) -> Iterable[Rule]:
    word, *arguments = row["must"].split() or ["any"]
    for path in row["paths"].split() or [""]:
        yield Rule(
            path=path,
            about=cast("Concern", row["about"]),
            must=word,
            arguments=tuple(arguments),
            refs=frozenset(row["refs"].split()),
            presence=cast("Presence", row["presence"]),
            source=row["source"],
        )
