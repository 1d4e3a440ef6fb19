"""Specifications of the HIPAA Security Rule that may be met by another measure (45 CFR 164.306(d)(3))."""

from dataclasses import dataclass

from polder_environments.problems import KeyPath
from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome

KIND = "addressable-analysis"


@dataclass(frozen=True, slots=True)
class Addressable:
    """An addressable specification.

    Args:
        provision: Where it stands, `164.312(a)(2)(iv)`; an analysis names it in its details, since one of rest says
            nothing of transmission.
    """

    provision: str

    def unmet(self, estate: Estate, site: str, key: KeyPath, words: tuple[str, ...], info: str) -> Judgement:
        """Judge what does not meet the specification by the analyses that cover the site.

        Args:
            estate: What is judged.
            site: The site.
            key: The line that has to change.
            words: The path.
            info: Why it is not met.
        """
        proofs = estate.proofs((KIND,), site=site)
        details = {each: estate.environment.evidence[each].details for each in proofs}
        met = [each for each in proofs if self.provision in details[each].get("specification", "")]
        complete = [each for each in met if "measure" in details[each]]
        unnamed = [each for each in proofs if "specification" not in details[each]]
        if complete:
            return Judgement(Outcome.BY_EVIDENCE, key, words, evidence=(complete[0],))
        if met:
            missing = (f"evidence.{met[0]}.details.measure",)
            what = f"{met[0]} does not say which measure does the same."
            return Judgement(Outcome.UNKNOWN, key, words, f"{info} {what}", missing=missing)
        if unnamed:
            missing = (f"evidence.{unnamed[0]}.details.specification",)
            what = f"{unnamed[0]} does not say which specification it is of."
            return Judgement(Outcome.UNKNOWN, key, words, f"{info} {what}", missing=missing)
        return Judgement(Outcome.FAILS, key, words, info)
