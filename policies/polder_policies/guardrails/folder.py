"""All guardrails of some environments as one folder: the clouds' files, a list of them, and how to apply them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from polder_environments.topology import Topology
from polder_policies.estate import Estate
from polder_policies.guardrails.adapters import ADAPTERS
from polder_policies.guardrails.contract import Guardrail, Tenancy, tenancies, written
from polder_policies.guardrails.residency import Gap, gaps

SCHEMA: Final = "polder.guardrails/1"
LIST: Final = "guardrails.json"
"""The file that says what the folder is and which files are in it."""


class Folder:
    """The guardrails of environments, before anything is written."""

    def __init__(self, topologies: Sequence[Topology], estates: Sequence[Estate]) -> None:
        """Make them.

        Args:
            topologies: The environments with everything decided.
            estates: The same environments as rules see them.

        Raises:
            TooLarge: A cloud does not take a policy as large as one would have to be.
        """
        self.tenancies: tuple[Tenancy, ...] = tenancies(topologies)
        self.guardrails: Mapping[Tenancy, tuple[Guardrail, ...]] = {
            tenancy: ADAPTERS[tenancy.cloud].guardrails(tenancy) for tenancy in self.tenancies
        }
        self.gaps: tuple[Gap, ...] = gaps(estates, self.tenancies)

    def files(self) -> Mapping[str, str]:
        """Every file by its path below the folder; the list of them last."""
        found = {
            guardrail.path: written(guardrail.content)
            for each in self.guardrails.values()
            for guardrail in each
        }
        found["README.md"] = "\n".join(self._readme()) + "\n"
        found[LIST] = json.dumps(self._list(sorted(found)), indent=2) + "\n"
        return found

    def _list(self, paths: Sequence[str]) -> object:
        return {
            "schema": SCHEMA,
            "tenancies": [
                {
                    "cloud": tenancy.cloud,
                    "name": tenancy.name,
                    "partition": tenancy.partition,
                    "environments": tenancy.environments,
                    "sites": tenancy.sites,
                    "regions": tenancy.regions,
                    "guardrails": [
                        {"path": each.path, "holds": each.holds} for each in self.guardrails[tenancy]
                    ],
                }
                for tenancy in self.tenancies
            ],
            "gaps": [
                {
                    "environment": gap.environment,
                    "dataset": gap.dataset,
                    "residency": gap.residency,
                    "cloud": gap.tenancy.cloud,
                    "tenancy": gap.tenancy.name,
                    "sites": gap.sites,
                    "regions": gap.regions,
                }
                for gap in self.gaps
            ],
            "files": [{"path": path} for path in paths],
        }

    def _readme(self) -> Iterator[str]:
        environments = sorted({name for tenancy in self.tenancies for name in tenancy.environments})
        yield f"# Guardrails of {', '.join(environments)}"
        yield ""
        yield "Written by `polder guardrails` from where the sites stand; written again, not edited. They hold for everything in an"
        yield "account, subscription or project: if another environment or anything else lives there in other regions, it is cut off."
        yield "Try them on an account without production first."
        for tenancy in self.tenancies:
            yield from self._section(tenancy)
        yield from self._residency()

    def _section(self, tenancy: Tenancy) -> Iterator[str]:
        adapter = ADAPTERS[tenancy.cloud]
        yield ""
        yield f"## {tenancy.cloud} {tenancy.name}"
        yield ""
        yield f"Sites {', '.join(tenancy.sites)}; regions {', '.join(tenancy.regions)}; partition {tenancy.partition}."
        yield f"Applied by {adapter.who}."
        yield ""
        yield "| file | holds |"
        yield "|---|---|"
        yield from (f"| `{each.path}` | {each.holds} |" for each in self.guardrails[tenancy])
        yield ""
        yield "```sh"
        yield from (command for each in self.guardrails[tenancy] for command in each.commands)
        yield "```"
        yield ""
        yield "Not stopped:"
        yield ""
        yield from (f"- {gap}" for gap in adapter.gaps)

    def _residency(self) -> Iterator[str]:
        if not self.gaps:
            return
        yield ""
        yield "## Wider than residency"
        yield ""
        yield "A guardrail fences a whole account, subscription or project. In these, sites stand where some of the data may not be,"
        yield "and only the rules keep the two apart:"
        yield ""
        yield "| environment | dataset | residency | lies in | sites | regions beyond its residency |"
        yield "|---|---|---|---|---|---|"
        for gap in self.gaps:
            yield f"| {gap.environment} | {gap.dataset} | {gap.residency} | {gap.tenancy.cloud} {gap.tenancy.name} | {', '.join(gap.sites)} | {', '.join(gap.regions)} |"
