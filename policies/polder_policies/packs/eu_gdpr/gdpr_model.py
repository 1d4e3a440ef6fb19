"""GDPR-MODEL: A model that was trained on personal data is personal until a test says otherwise."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.trails import lowered


def _judge(estate: Estate) -> Iterator[Judgement]:
    for node in estate.graph.nodes.values():
        if node.kind != "model":
            continue
        model = node.name.partition("@")[0]
        personal = sorted(
            {
                strand.dataset
                for strand in estate.graph.strands[node.id]
                if "personal" in estate.tags[strand.dataset]
                and not lowered(estate, strand, "anonymised", "differentially-private")
            }
        )
        served = [edge for edge in estate.graph.outgoing.get(node.id, ()) if edge.kind == "serves"]
        if not personal:
            continue
        key = served[0].key if served else node.key
        words = (personal[0], "registers", model, node.site)
        proofs = estate.proofs(RULE.instruments, workload=model)
        if proofs:
            yield Judgement(Outcome.BY_EVIDENCE, key, words, evidence=proofs)
        elif not served:
            yield Judgement(Outcome.HOLDS, key, words)  # it stays where personal data may be, with its tag
        else:
            info = (
                f"{model} was trained on {personal[0]} and is served, and no test shows what it gives away."
            )
            yield Judgement(Outcome.FAILS, key, words, info)


RULE: Final = Rule(
    id="GDPR-MODEL",
    pack="eu-gdpr",
    title="A model that was trained on personal data is personal until a test says otherwise.",
    citation="EDPB Opinion 28/2024",
    link="https://www.edpb.europa.eu/our-work-tools/our-documents/opinion-board-art-64/opinion-282024-certain-data-protection-aspects_en",
    severity="soft",
    explanation="A model can give back what it was trained on. The Board does not presume that it is anonymous: both extraction and leaks through queries must be shown to be insignificant.",
    reads=("workloads.registers", "datasets.tags"),
    satisfied_by="a test of the model against extraction and query leaks (attack-test), or accounting of differential privacy (dp-accounting)",
    instruments=("attack-test", "dp-accounting"),
    verified=True,
    judge=_judge,
)
