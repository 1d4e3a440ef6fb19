"""What a bundle says of itself: what is in it, and how it is signed and checked without Polder."""

from collections.abc import Iterator, Sequence
from datetime import date

from polder_policies.bundle.manifest import NAME
from polder_policies.verdict import DISCLAIMER, Verdict

_FILES = (
    ("environment/", "the environment file and all that it extends, as they were read"),
    ("verdict.json", "every finding, what holds included (`polder.verdict/1`)"),
    (
        "rules.json",
        "every rule in force in its own words; `verified` says whether somebody read what it cites",
    ),
    ("evidence.json", "every instrument with its reference and digest, and whether it counts on the day"),
    ("waivers.json", "every waiver, and the findings that it accepts"),
    (
        "transfers.csv, transfers.json",
        "records of processing: each way to a third country (GDPR Art. 30(1)(e))",
    ),
    ("output.json", "digests of the Terraform that lies in the output, and of what the environment gives"),
    ("graph.json", "everything that moves (`polder.graph/1`)"),
    ("map.svg", "the same as a picture"),
)


def readme(on: date, verdicts: Sequence[Verdict]) -> str:
    """Write the README of a bundle."""
    return "\n".join(_lines(on, verdicts)) + "\n"


def _lines(on: date, verdicts: Sequence[Verdict]) -> Iterator[str]:
    names = ", ".join(verdict.environment for verdict in verdicts)
    yield f"# Evidence of {names}, judged on {on}"
    yield ""
    yield f"{DISCLAIMER} What is declared was judged; whether it is true, and whether it was"
    yield "deployed, is not shown by it."
    yield ""
    yield "| environment | says |"
    yield "|---|---|"
    yield from (f"| {each.environment} | {'holds' if each.holds else 'does not hold'} |" for each in verdicts)
    yield ""
    yield "In the folder of each environment:"
    yield ""
    yield "| file | what |"
    yield "|---|---|"
    yield from (f"| `{path}` | {what} |" for path, what in _FILES)
    yield ""
    yield f"`{NAME}` has the digest of every other file, so whoever signs it signs all. Check a bundle with"
    yield "`polder evidence --verify .`, or without Polder:"
    yield ""
    yield "```sh"
    yield f"jq -r '.files[] | \"\\(.sha256)  \\(.path)\"' {NAME} | sha256sum --check --quiet"
    yield "```"
    yield ""
    yield "Sign the manifest with any tool for files, and keep the signature beside it:"
    yield ""
    yield "```sh"
    yield f"ssh-keygen -Y sign -n polder.evidence -f KEY {NAME}"
    yield f"openssl dgst -sha256 -sign KEY.pem -out {NAME}.sig {NAME}"
    yield f"gpg --armor --detach-sign {NAME}"
    yield f"cosign sign-blob --bundle {NAME}.bundle {NAME}"
    yield "```"
    yield ""
    yield "and check it:"
    yield ""
    yield "```sh"
    yield f"ssh-keygen -Y verify -n polder.evidence -f ALLOWED_SIGNERS -I WHO -s {NAME}.sig < {NAME}"
    yield f"openssl dgst -sha256 -verify KEY.pub.pem -signature {NAME}.sig {NAME}"
    yield f"gpg --verify {NAME}.asc {NAME}"
    yield f"cosign verify-blob --bundle {NAME}.bundle --certificate-identity WHO --certificate-oidc-issuer ISSUER {NAME}"
    yield "```"
