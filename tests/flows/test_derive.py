"""What follows from a declaration: which edges there are, and what of whom they carry."""

from collections.abc import Mapping
from typing import Final

import pytest

from polder_environments.flows.derive import derive
from polder_environments.flows.graph import FlowGraph, Strand
from sovereign import environment

CLAIMS: Final[Mapping[str, object]] = {"home": "frankfurt/datasets", "tags": ["personal"]}
SITES: Final = ("frankfurt", "virginia", "amsterdam")


def _graph(**declarations: object) -> FlowGraph:
    return derive(environment(SITES, {"datasets": {"claims": CLAIMS}, **declarations}))


def _edge(graph: FlowGraph, source: str, kind: str, target: str) -> frozenset[Strand]:
    found = [edge for edge in graph.edges if (edge.source, edge.kind, edge.target) == (source, kind, target)]
    assert len(found) == 1, [(edge.source, edge.kind, edge.target) for edge in graph.edges]
    return graph.carried(found[0])


def test_what_is_not_declared_does_not_flow() -> None:
    """A dataset that nobody reads, copies or backs up stays where it is."""
    graph = _graph()

    assert graph.flows == ()
    assert [(node.id, strand) for node, strand in graph.places_of["claims"]] == [
        ("dataset:claims@frankfurt/datasets", Strand("claims", "raw"))
    ]


def test_a_workload_takes_data_wherever_it_logs_and_registers() -> None:
    """What a workload reads reaches its tracking server, its artifacts, its models and those who load them."""
    graph = _graph(
        workloads={
            "train": {
                "site": "virginia",
                "reads": ["claims"],
                "registers": ["risk"],
                "tracking": "amsterdam",
            },
            "serve": {"site": "frankfurt", "serves": ["risk"], "tracking": "amsterdam"},
        }
    )

    made = Strand("claims", "raw", derived=True)
    assert _edge(graph, "dataset:claims@frankfurt/datasets", "reads", "workload:train") == {
        Strand("claims", "raw")
    }
    assert _edge(graph, "workload:train", "logs-runs", "tracking-server:amsterdam") == {made}
    assert _edge(graph, "tracking-server:amsterdam", "logs-artifacts", "store:amsterdam/artifacts") == {made}
    assert _edge(graph, "workload:train", "registers", "model:risk@amsterdam") == {made}
    assert _edge(graph, "model:risk@amsterdam", "serves", "workload:serve") == {made}


def test_a_copy_at_hand_is_read_before_the_home() -> None:
    """A workload reads the replica of its own site, so nothing crosses when it runs."""
    graph = derive(
        environment(
            SITES,
            {
                "datasets": {"claims": {**CLAIMS, "replicas": ["virginia/datasets"]}},
                "workloads": {"train": {"site": "virginia", "reads": ["claims"]}},
            },
        )
    )

    assert _edge(graph, "dataset:claims@virginia/datasets", "reads", "workload:train")
    assert _edge(graph, "dataset:claims@frankfurt/datasets", "replicates", "dataset:claims@virginia/datasets")


def test_a_transformation_lowers_what_is_written_and_not_what_is_logged() -> None:
    """Run metadata may hold what was read, whatever the workload writes."""
    graph = derive(
        environment(
            SITES,
            {
                "datasets": {"claims": CLAIMS, "counts": {"home": "frankfurt/models"}},
                "workloads": {
                    "count": {
                        "site": "frankfurt",
                        "reads": ["claims"],
                        "writes": ["counts"],
                        "transform": {"to": "anonymised", "evidence": "test"},
                    }
                },
                "evidence": {
                    "test": {"kind": "anonymisation-test", "reference": "DMS-1", "signed": "2026-01-01"}
                },
            },
        )
    )

    written = _edge(graph, "workload:count", "writes", "dataset:counts@frankfurt/models")
    logged = _edge(graph, "workload:count", "logs-runs", "tracking-server:frankfurt")
    assert written == {Strand("claims", "anonymised", "test", derived=True)}
    assert logged == {Strand("claims", "raw", derived=True)}


@pytest.mark.parametrize(("evidence", "form"), [(None, "raw"), ("test", "anonymised")])
def test_a_form_without_evidence_is_raw(evidence: str | None, form: str) -> None:
    """A dataset that only says it is anonymised counts as raw."""
    graph = derive(
        environment(
            SITES,
            {
                "datasets": {"claims": {**CLAIMS, "form": "anonymised", "form_evidence": evidence}},
                "evidence": {
                    "test": {"kind": "anonymisation-test", "reference": "DMS-1", "signed": "2026-01-01"}
                },
            },
        )
    )

    assert [strand.form for _, strand in graph.places_of["claims"]] == [form]


def test_only_updates_leave_a_member_and_come_back_as_the_model() -> None:
    """In a federation each member's data stays; what is made from it reaches the aggregator and every member."""
    graph = derive(
        environment(
            SITES,
            {
                "datasets": {"claims": CLAIMS, "charts": {"home": "virginia/datasets"}},
                "federations": {
                    "risk": {
                        "members": {"frankfurt": ["claims"], "virginia": ["charts"]},
                        "aggregator": "amsterdam",
                        "model": "risk",
                    }
                },
            },
        )
    )

    updates = _edge(graph, "workload:risk@frankfurt", "updates", "aggregator:risk")
    back = _edge(graph, "aggregator:risk", "serves", "workload:risk@virginia")
    raw = {node.site for node, strand in graph.places_of["claims"] if not strand.derived}
    assert Strand("claims", "raw", derived=True) in updates
    assert Strand("claims", "raw") not in updates
    assert Strand("claims", "raw", derived=True) in back
    assert raw == {"frankfurt"}


def test_secure_aggregation_with_privacy_accounting_lowers_updates() -> None:
    """Both have to be proved; then updates are differentially private."""
    proofs = {
        "protocol": {"kind": "secure-aggregation", "reference": "DMS-1", "signed": "2026-01-01"},
        "accounting": {"kind": "dp-accounting", "reference": "DMS-2", "signed": "2026-01-01"},
    }
    federation = {
        "members": {"frankfurt": ["claims"]},
        "aggregator": "amsterdam",
        "model": "risk",
        "secure_aggregation": "protocol",
        "privacy": {"epsilon": 3.0, "delta": 0.00001, "unit": "person"},
    }

    half = _graph(evidence=proofs, federations={"risk": federation})
    both = _graph(evidence=proofs, federations={"risk": {**federation, "privacy_evidence": "accounting"}})

    def forms(graph: FlowGraph) -> set[str]:
        return {each.form for each in _edge(graph, "workload:risk@frankfurt", "updates", "aggregator:risk")}

    assert forms(half) == {"raw"}
    assert forms(both) == {"differentially-private"}


def test_a_backup_holds_everything_in_the_store() -> None:
    """Datasets that lie in a store, and artifacts that a tracking server puts there, are in its backup."""
    graph = _graph(
        workloads={"train": {"site": "frankfurt", "reads": ["claims"]}},
        backups={
            "nightly": {"of": "frankfurt/datasets", "to": "amsterdam/models"},
            "runs": {"of": "frankfurt/artifacts", "to": "virginia/models"},
        },
    )

    assert _edge(graph, "dataset:claims@frankfurt/datasets", "backs-up", "backup:nightly")
    assert _edge(graph, "store:frankfurt/artifacts", "backs-up", "backup:runs") == {
        Strand("claims", "raw", derived=True)
    }
    assert graph.nodes["backup:runs"].countries == ("US",)


@pytest.mark.parametrize(
    ("service", "countries"),
    [
        ({"scope": "regional"}, None),
        ({"scope": "data-zone", "zone": ["EU"]}, 27),
        ({"scope": "global"}, 0),
    ],
    ids=["regional", "data-zone", "global"],
)
def test_a_service_processes_where_its_scope_says(
    service: Mapping[str, object], countries: int | None
) -> None:
    """A global endpoint may be anywhere, and nobody knows where; a regional one stays."""
    graph = _graph(
        workloads={"ask": {"site": "frankfurt", "reads": ["claims"], "services": ["llm"]}},
        services={"llm": {"site": "frankfurt", "product": "bedrock", **service}},
    )

    beyond = graph.nodes.get("implied:service/llm")
    assert (None if beyond is None else len(beyond.countries)) == countries
    if beyond is not None:
        assert graph.strands[beyond.id] == {Strand("claims", "raw")}


@pytest.mark.parametrize(
    ("link", "there", "back"),
    [
        ({"between": ["frankfurt", "virginia"]}, "line", "line"),
        ({"between": ["frankfurt", "virginia"], "direction": "forward"}, "line", ""),
        ({"between": ["frankfurt", "amsterdam"]}, "", ""),
    ],
    ids=["both ways", "one way", "elsewhere"],
)
def test_an_edge_takes_the_declared_link(link: Mapping[str, object], there: str, back: str) -> None:
    """A link counts for its two sites and its direction alone."""
    graph = derive(
        environment(
            SITES,
            {
                "datasets": {"claims": CLAIMS, "out": {"home": "frankfurt/models"}},
                "workloads": {"train": {"site": "virginia", "reads": ["claims"], "writes": ["out"]}},
                "links": {"line": link},
            },
        )
    )

    links = {edge.kind: edge.link for edge in graph.edges if edge.kind in ("reads", "writes")}
    assert links == {"reads": there, "writes": back}


def test_logs_reach_the_sinks_that_collect_them() -> None:
    """Whatever a site's workloads write into logs reaches each sink that is declared for the site."""
    graph = _graph(
        workloads={"train": {"site": "frankfurt", "reads": ["claims"]}},
        log_sinks={"siem": {"of": ["frankfurt"], "at": "virginia"}},
    )

    assert _edge(graph, "log-sink:site/frankfurt", "logs", "log-sink:siem") == {
        Strand("claims", "raw", derived=True)
    }


def test_cycles_end() -> None:
    """Workloads that read what the other writes share everything, and deriving ends."""
    graph = derive(
        environment(
            SITES,
            {
                "datasets": {"one": {"home": "frankfurt/datasets"}, "two": {"home": "virginia/datasets"}},
                "workloads": {
                    "there": {"site": "frankfurt", "reads": ["one"], "writes": ["two"]},
                    "back": {"site": "virginia", "reads": ["two"], "writes": ["one"]},
                },
            },
        )
    )

    assert {strand.dataset for strand in graph.strands["dataset:one@frankfurt/datasets"]} == {"one", "two"}
