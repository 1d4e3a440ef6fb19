"""RU-18.5: Data of Russian citizens is first recorded in a database in Russia."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.trails import lowered, place, trail


def _judge(estate: Estate) -> Iterator[Judgement]:
    for name, dataset in estate.datasets("personal"):
        about = any(estate.territories.touches("RU", each) for each in dataset.subjects)
        if not dataset.collected_here or (dataset.subjects and not about):
            continue
        node = estate.graph.nodes[f"dataset:{name}@{dataset.home}"]
        strands = [each for each in estate.graph.strands[node.id] if each.dataset == name]
        if all(lowered(estate, strand, "anonymised") for strand in strands):
            continue
        key, words = ("datasets", name, "home"), trail(estate, name, node).words
        found = [estate.proofs((kind,), site=node.site, dataset=name) for kind in RULE.instruments]
        if node.countries == ("RU",):
            yield Judgement(Outcome.HOLDS, key, words)
        elif not dataset.subjects:
            info = f"{name} is collected at {node.site}, and whom it is about is not declared."
            missing = (f"datasets.{name}.subjects",)
            yield Judgement(Outcome.UNKNOWN, ("datasets", name), words, info, missing=missing)
        elif all(found):
            evidence = tuple(each[0] for each in found)
            yield Judgement(Outcome.BY_EVIDENCE, key, words, evidence=evidence)
        else:
            where = place(node)[-1]
            info = f"{name} is about people of Russia and first recorded in {where}; nothing says that a database in Russia comes before, and that Roskomnadzor knows of the transfer."
            yield Judgement(Outcome.FAILS, key, words, info)


RULE: Final = Rule(
    id="RU-18.5",
    pack="ru-152fz",
    title="Data of Russian citizens is first recorded in a database in Russia.",
    citation="152-FZ Art. 18(5) as amended by 23-FZ; Art. 12",
    link="https://www.consultant.ru/document/cons_doc_LAW_61801/",
    severity="hard",
    explanation="When data of Russian citizens is collected, it may not be recorded, stored or changed in a database outside Russia. No cloud that Polder knows has a region there, so whoever collects needs a database elsewhere that comes first; what is sent on from it may lie abroad once the regulator was told.",
    reads=("datasets.collected_here", "datasets.subjects", "datasets.home"),
    satisfied_by="a database of collection in Russia (primary-database) and the notice to Roskomnadzor (rkn-notice); or collected_here: false where another database records first",
    instruments=("primary-database", "rkn-notice"),
    effective=date(2025, 7, 1),
    verified=True,
    judge=_judge,
)
