"""The comments under pull requests, whole, for changes that real Terraform planned; and what must stand in each."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from markdown_it.token import Token

from polder_previews.comment import comment
from polder_previews.document import document, schema_text
from polder_previews.limits import limits
from polder_previews.page import page
from polder_previews.preview import Preview

GOLDEN = Path(__file__).parent / "golden"
NAMES = (
    "nothing-changes",
    "pool-grows",
    "key-changes",
    "site-added",
    "site-removed",
    "database-replaced",
    "drift",
    "failing-policy",
    "plan-fails",
    "sixty-stacks",
    "secrets",
)
GITHUB = limits()["github"]
Scenarios = Mapping[str, Preview]


def _parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)


def _inline(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or []


@pytest.mark.parametrize("name", NAMES)
def test_comment_is_as_agreed(name: str, scenarios: Scenarios, *, regenerate: bool) -> None:
    """The comment is the committed one, byte for byte; `pytest tests/previews --regenerate` writes it anew."""
    text = comment(scenarios[name], GITHUB).text
    file = GOLDEN / f"{name}.md"
    if regenerate:
        file.write_text(text, encoding="utf-8")

    assert file.read_text(encoding="utf-8") == text


def test_every_golden_comment_is_checked() -> None:
    """No committed comment is left over from a scenario that is gone."""
    assert sorted(file.stem for file in GOLDEN.glob("*.md")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_comment_is_markdown_as_it_is_meant(name: str, scenarios: Scenarios) -> None:
    """A parser sees the marker, a heading, a table with as many cells in each row, and folds that open and close."""
    tokens = _parsed(comment(scenarios[name], GITHUB).text)

    first, second = tokens[0], tokens[1]
    assert first.type == "html_block"
    assert re.fullmatch(r"<!-- polder:preview:v1 id=[\w.%-]+ -->\n", first.content)
    assert (second.type, second.tag) == ("heading_open", "h3")
    rows = [0]
    for token in tokens:
        if token.type == "tr_open":
            rows.append(0)
        elif token.type in ("td_open", "th_open"):
            rows[-1] += 1
    assert len(set(rows[1:]) - {5}) <= 1  # the table of costs has five columns
    html = "".join(token.content for token in _inline(tokens) if token.type in ("html_block", "html_inline"))
    assert html.count("<details>") == html.count("</details>") == html.count("<summary>")
    assert set(re.findall(r"</?([a-z]+)", html)) <= {"details", "summary", "code", "sub", "a"}


@pytest.mark.parametrize("name", NAMES)
def test_comment_fits_github_and_the_whole_report_is_there(name: str, scenarios: Scenarios) -> None:
    """The comment is inside GitHub's own limits, and the page and the document are made without any."""
    preview = scenarios[name]
    text = comment(preview, GITHUB).text

    assert len(text) <= 65_536
    assert len(text.encode()) <= 262_144
    assert page(preview).startswith("<!doctype html>")


@pytest.mark.parametrize("name", NAMES)
def test_document_fits_its_schema(name: str, scenarios: Scenarios) -> None:
    """What other programs read has the form that the committed schema says, and all of it is described there."""
    schema: dict[str, Any] = json.loads(schema_text())
    closed = json.loads(
        schema_text().replace('"type": "object",', '"type": "object", "unevaluatedProperties": false,')
    )
    Draft202012Validator.check_schema(schema)
    validator: Any = Draft202012Validator(closed)

    assert list(validator.iter_errors(json.loads(document(scenarios[name])))) == []


def _text(scenarios: Scenarios, name: str) -> str:
    return comment(scenarios[name], GITHUB).text


def test_nothing_changes(scenarios: Scenarios) -> None:
    """One line says that nothing changes; there is no table, no fold of a stack and no alarm."""
    text = _text(scenarios, "nothing-changes")

    assert "Policy holds. Nothing changes in 4 stacks." in text
    assert "⚠️" not in text
    assert "| stack" not in text
    assert "Stack by stack" not in text


def test_a_pool_grows(scenarios: Scenarios) -> None:
    """Two pools change in place, each by one attribute with its values, and the month costs more."""
    text = _text(scenarios, "pool-grows")

    assert "2 of 4 stacks change: 2 to change." in text
    assert "!     scaling_config.max_size = 4 → 8" in text
    assert "!     autoscaling.total_max_node_count = 4 → 8" in text
    assert (
        "| `trial-frankfurt-infra` | frankfurt | aws | eu-central-1 |  | 1 |  |  | +1,052.40 | holds |"
        in text
    )
    assert "**+1,802.40**" in text
    assert "⚠️" not in text


def test_a_stores_key_changes(scenarios: Scenarios) -> None:
    """The new key destroys the old one and what cannot change its key; the stores are changed in place."""
    text = _text(scenarios, "key-changes")

    assert "**Destroys what holds data: images, a key, a database.**" in text
    assert (
        '- ⚠️ **replaced** `google_kms_crypto_key.key` in `trial-eemshaven-infra`, forced by `name`: `"trial-eemshaven"`'
        ' → `"trial-eemshaven-2"`. **Holds a key**: what it encrypted cannot be read without it.' in text
    )
    body = text.partition("! google_storage_bucket.store_datasets\n")[2].partition("! google")[0]
    assert "encryption.default_kms_key_name" in body
    assert "→ (known after apply)" in body


def test_a_site_is_added(scenarios: Scenarios) -> None:
    """The new site's infrastructure is told, its services wait for it, and the new flow over a border is named."""
    text = _text(scenarios, "site-added")

    assert "| `trial-iowa-infra` new | iowa | gcp | us-central1 | 81 |" in text
    assert "| `trial-iowa-services` new known after `trial-iowa-infra` applies |" in text
    assert "1 stack waits for others." in text
    assert (
        "- **added** `claims` (raw), replicates: `store:frankfurt/datasets` in DE → `store:iowa/datasets` in US,"
        " **to another country**" in text
    )
    assert "⚠️" not in text


def test_a_site_is_removed(scenarios: Scenarios) -> None:
    """Every object of the site is named as destroyed before any fold, those with data in a sentence each and marked."""
    text = _text(scenarios, "site-removed")
    losses = text.partition("#### Destroyed")[2].partition("\n#### ")[0]
    with_data = [line for line in losses.splitlines() if line.startswith("- ⚠️ **destroyed**")]
    named = re.findall(r"`((?:google|kubernetes)_\w+\.[\w-]+)`", losses)

    assert len(set(named)) == len(named) == scenarios["site-removed"].counts.destroyed == 97
    assert len(with_data) == 11
    assert any("`google_storage_bucket.store_datasets`" in line for line in with_data)
    assert "- destroyed without data in `trial-eemshaven-services` (15): `" in losses
    assert "**removed** `claims`" in text
    assert "**to be taken down**" in text


def test_a_database_is_replaced(scenarios: Scenarios) -> None:
    """The replacement is told outside of any fold, with what forces it, and with the protection that is off."""
    text = _text(scenarios, "database-replaced")
    before_folds = text.partition("#### Stack by stack")[0]

    assert "**Destroys what holds data: a database.**" in before_folds
    assert "**replaced** `aws_db_instance.database`" in before_folds
    assert 'forced by `username`: `"polder"` → `"tracker"`' in before_folds
    assert "`skip_final_snapshot = true`" in before_folds


def test_drift(scenarios: Scenarios) -> None:
    """What was changed past Terraform stands apart from what is done about it."""
    text = _text(scenarios, "drift")
    planned, _, drifted = text.partition("Changed outside of Terraform:")

    assert "2 objects were changed outside of Terraform." in text
    assert '!     storage_class = "NEARLINE" → "STANDARD"' in planned
    assert '!     storage_class = "STANDARD" → "NEARLINE"' in drifted
    assert "! google_storage_bucket.store_datasets  # it leads to a change above" in drifted


def test_a_failing_policy(scenarios: Scenarios) -> None:
    """The verdict begins with the failure; findings are told as new, waived and fixed, and a stack's row says it too."""
    text = _text(scenarios, "failing-policy")
    verdict = text.splitlines()[3]

    assert verdict.startswith("⚠️ **Policy fails: 1 new finding blocks.**")
    assert re.search(r"- ⚠️ \*\*new, blocks\*\* \[GDPR-44\]\(\S+\) at `datasets\.claims\.replicas\[0\]`", text)
    assert "`environments/trial.yaml:40:7`" in text
    assert "**newly waived** [GDPR-28]" in text
    assert "Waiver: `dpa-pending`" in text
    assert "**fixed** [GDPR-32]" in text
    assert "1 finding that blocks nothing stands as before" in text
    assert "**fails (1)**" in text


def test_a_plan_that_fails(scenarios: Scenarios) -> None:
    """What Terraform said is told, without the secret in it, and what waits for the stack says so."""
    text = _text(scenarios, "plan-fails")

    assert "⚠️ **1 plan failed.**" in text
    assert "Error: Unsupported argument" in text
    assert "not-for-comments" not in text
    assert "`trial-frankfurt-services` known after `trial-frankfurt-infra` applies" in text


def test_sixty_stacks(scenarios: Scenarios) -> None:
    """Over the limit, every stack has its row and every destroy its address, and the comment says what it left out."""
    preview = scenarios["sixty-stacks"]
    whole = comment(preview)
    short = comment(preview, GITHUB)

    assert len(whole.text) > 65_536
    assert whole.left_out == ()
    assert short.left_out[0] == "attributes that stay as they are, and what is long at its full length"
    assert all(left in short.text for left in short.left_out)
    assert all(f"| `{stack.name}`" in short.text for stack in preview.stacks)
    named = short.text.partition("#### Destroyed")[2]
    assert all(
        len(re.findall(rf"`{re.escape(change.address)}`", named)) >= 20
        for stack in preview.stacks[:3]
        for change in stack.changes
        if change.destroys
    )
