"""The parts of a comment in the order in which a reviewer wants them: verdict, stacks, destroys, rules, details."""

import hashlib
import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from polder_previews import bodies
from polder_previews.cells import Column, columns
from polder_previews.cost import amount
from polder_previews.cost import change as cost_change
from polder_previews.detail import Detail
from polder_previews.escape import clipped, code, fence, prose, summary, visible, word
from polder_previews.headline import counted, headline
from polder_previews.preview import Preview, StackPreview
from polder_previews.sentences import (
    ALARM,
    NAME,
    VALUE,
    WORDS,
    done,
    finding,
    flow,
    link,
    loss,
    name,
    short_loss,
)

_LONGEST_MARKER: Final = 200
_MOST_NAMES: Final = 20
_MOST_SENTENCES: Final = 12
"""Destroys without data that get a sentence each; more of them are listed by stack."""

_MOST_LINES_OF_FAILURE: Final = 20
_FEW_LINES_OF_FAILURE: Final = 3


def marker(identity: str) -> str:
    """Give the hidden first line of a comment, by which it is found again: the same for the same preview, always."""
    # Two hyphens end a comment for some parsers, and whoever chose the name may have chosen `-->`.
    safe = quote(identity, safe="", errors="surrogatepass").replace("--", "-%2D")
    if len(safe) > _LONGEST_MARKER:
        safe = f"{safe[:_LONGEST_MARKER]}.{hashlib.sha256(safe.encode()).hexdigest()}"
    return f"<!-- polder:preview:v1 id={safe} -->"


@dataclass(frozen=True)
class Sections:
    """The parts of a comment.

    Args:
        preview: What they tell.
        detail: How much of it.
        place: Whose limit the comment has to stay inside; blank where there is none.
        left_out: What they do not tell, in words.
    """

    preview: Preview
    detail: Detail
    place: str = ""
    left_out: tuple[str, ...] = ()

    def text(self, losses: Sequence[str] | None = None, rows: Sequence[Sequence[str]] | None = None) -> str:
        """Write everything.

        Args:
            losses: Lines of destroys and replacements, where not all have room; None means all.
            rows: Rows of the table, where not all have room; None means all.
        """
        parts = (
            self._head(),
            self._table(self.rows() if rows is None else rows),
            self._quiet(),
            self._losses() if losses is None else self._some_losses(losses),
            self._failures(),
            self._findings(),
            self._flows(),
            self._stacks(),
            self._costs(),
            self._footer(),
        )
        return "\n".join("\n".join(part) + "\n" for part in map(list, parts) if part)

    def _head(self) -> Iterator[str]:
        yield marker(self.preview.id)
        names = ", ".join(word(clipped(each, NAME)) for each in self.preview.environments[:_MOST_NAMES])
        yield f"### Polder preview{' of ' if names else ''}{names}"
        yield ""
        told = headline(self.preview)
        sentences = [f"**{sentence.text}**" if sentence.alarming else sentence.text for sentence in told]
        yield f"{f'{ALARM} ' if told and told[0].alarming else ''}{' '.join(sentences)}"
        for note in self.preview.footer.notes[: self.detail.items]:
            yield ""
            yield f"**Note:** {prose(clipped(note, WORDS))}"

    def shown(self) -> list[StackPreview]:
        """Give the stacks of which there is something to say."""
        return [stack for stack in self.preview.stacks if not stack.is_quiet]

    def _columns(self) -> list[Column]:
        return columns(self.preview, wide=self.detail.wide)

    def rows(self) -> list[list[str]]:
        """Give the rows of those stacks."""
        shown = self._columns()
        return [[column.cell(stack) for column in shown] for stack in self.shown()]

    def _table(self, rows: Sequence[Sequence[str]]) -> Iterator[str]:
        stacks, shown = self.shown(), self._columns()
        if not stacks:
            return
        yield f"| {' | '.join(column.title for column in shown)} |"
        yield f"|{''.join('--:|' if column.is_number else '---|' for column in shown)}"
        yield from (f"| {' | '.join(row)} |" for row in rows)
        if len(rows) < len(stacks):
            yield f"| and {len(stacks) - len(rows)} more stacks |{' |' * (len(shown) - 1)}"
        totals = [column.total for column in shown]
        if len(stacks) > 1 and any(totals[1:]):
            yield f"| {' | '.join(f'**{total}**' if total else '' for total in totals)} |"

    def _quiet(self) -> Iterator[str]:
        quiet = [stack for stack in self.preview.stacks if stack.is_quiet]
        if not quiet:
            return
        skipped = sum(stack.state == "unchanged" for stack in quiet)
        words = f"{len(quiet)} stack{'' if len(quiet) == 1 else 's'} without changes"
        if skipped:
            some = "" if skipped == len(quiet) else f"{skipped} of them "
            words += f"; {some}not planned, for nothing in the Terraform differs from the base revision"
        if not self.detail.quiet:
            yield f"{words}."
            return
        yield f"<details><summary>{words}</summary>"
        yield ""
        yield ", ".join(name(stack.name) for stack in quiet)
        yield ""
        yield "</details>"

    def _losses(self) -> Iterator[str]:
        found = list(self.preview.losses)
        if not found:
            return
        yield from _LOSSES
        harmless = [each for each in found if not each[1].endangers]
        told = found if len(harmless) <= _MOST_SENTENCES else [each for each in found if each[1].endangers]
        if not self.detail.losses:
            told = []
        yield from (f"- {loss(stack, change)}" for stack, change in told)
        grouped: dict[tuple[str, str], list[str]] = {}
        for stack, change in found[len(told) :]:
            grouped.setdefault((done(change), stack.name), []).append(short_loss(change))
        without = " without data" if told else ""
        for (what, stack_name), each in grouped.items():
            yield f"- {what}{without} in {name(stack_name)} ({len(each)}): {', '.join(each)}"

    def short_losses(self) -> list[str]:
        """Give each destroy and replacement on a line of its own, in a few words."""
        return [
            f"- {done(change)} in {name(stack.name)}: {short_loss(change)}"
            for stack, change in self.preview.losses
        ]

    def _some_losses(self, losses: Sequence[str]) -> Iterator[str]:
        found = list(self.preview.losses)
        if not found:
            return
        yield from _LOSSES
        yield from losses
        if rest := found[len(losses) :]:
            data = sum(change.endangers for _, change in rest)
            held = f", {data} of them with data or perhaps with data" if data else ""
            yield f"- and **{len(rest)} more**{held}: {self._the_rest()}"

    def _failures(self) -> Iterator[str]:
        failed = self.preview.failed
        if not failed:
            return
        most = _MOST_LINES_OF_FAILURE if self.detail.wide else _FEW_LINES_OF_FAILURE
        yield "#### Plans that failed"
        for stack in failed[: self.detail.items]:
            said = [clipped(visible(line), self.detail.value) for line in stack.failure.splitlines()]
            more = [f"… {len(said) - most} more lines"] if len(said) > most else []
            yield from ("", f"{name(stack.name)}:", "", *fence([*said[:most], *more], "text"))
        if len(failed) > self.detail.items:
            yield from ("", f"And {len(failed) - self.detail.items} more.")

    def _findings(self) -> Iterator[str]:
        findings = self.preview.findings
        told = [
            *findings.of("new"),
            *(record for record in findings.of("standing") if record.blocks),
            *findings.of("waived"),
            *findings.of("fixed"),
        ]
        quiet = sum(not record.blocks for record in findings.of("standing"))
        if not told and not quiet:
            return
        yield from ("#### Rules", "")
        yield from (f"- {finding(record)}" for record in told[: self.detail.items])
        if len(told) > self.detail.items:
            yield f"- and {len(told) - self.detail.items} more: {self._the_rest()}"
        if quiet:
            one = quiet == 1
            as_before = " as before" if findings.compared else ""
            yield f"- {quiet} finding{'' if one else 's'} that block{'s' if one else ''} nothing stand{'s' if one else ''}{as_before}"
        if not findings.compared:
            yield "- there is no base revision to compare with"

    def _flows(self) -> Iterator[str]:
        flows = self.preview.flows
        changed = [*((True, each) for each in flows.added), *((False, each) for each in flows.removed)]
        if not changed:
            return
        changed.sort(key=lambda each: (not each[1].crosses_countries, not each[1].crosses_sites))
        yield from ("#### Data flows", "")
        yield from (f"- {flow(record, added=added)}" for added, record in changed[: self.detail.items])
        if len(changed) > self.detail.items:
            yield f"- and {len(changed) - self.detail.items} more: {self._the_rest()}"

    def _stacks(self) -> Iterator[str]:
        if not self.detail.stacks:
            return
        folds = [
            fold
            for stack in self.shown()
            for fold in _fold(stack, bodies.body(stack, self.detail), bodies.drift(stack, self.detail))
        ]
        if folds:
            yield from ("#### Stack by stack", *folds)

    def _costs(self) -> Iterator[str]:
        costs = self.preview.costs
        if costs is None:
            return
        currency = word(clipped(costs.currency, VALUE))
        yield from ("#### Cost a month", "")
        yield (
            f"{amount(costs.total.before)} {currency} before, {amount(costs.total.after)} {currency} after:"
            f" **{cost_change(costs.total.change)}**. Prices: {prose(clipped(costs.source, WORDS))}, of"
            f" {costs.priced_on.isoformat()} or later."
        )
        changing = [line for line in costs.lines if line.cost.change]
        if changing:
            yield from ("", "| what | stack | before | after | change |", "|---|---|--:|--:|--:|")
            for line in changing[: self.detail.items]:
                told = (code(clipped(each, VALUE), cell=True) for each in (line.what, line.stack))
                figures = (amount(line.cost.before), amount(line.cost.after), cost_change(line.cost.change))
                yield f"| {' | '.join((*told, *figures))} |"
            if len(changing) > self.detail.items:
                yield f"| and {len(changing) - self.detail.items} more | | | | |"
        if costs.unpriced:
            named = ", ".join(prose(clipped(each, VALUE)) for each in costs.unpriced[: self.detail.items])
            more = len(costs.unpriced) - self.detail.items
            yield from ("", f"Not priced: {named}{f' and {more} more' if more > 0 else ''}.")

    def _the_rest(self) -> str:
        address = link(self.preview.footer.report)
        return f"[the whole report]({address}) has them" if address else "the whole report has them"

    def _footer(self) -> Iterator[str]:
        yield from ("---", "")
        if self.left_out:
            limit = f" of {self.place}" if self.place else ""
            address = link(self.preview.footer.report)
            whole = f"[the whole report]({address})" if address else "the whole report"
            yield from (
                f"Left out to stay inside the limit{limit}: {'; '.join(self.left_out)}. See {whole}.",
                "",
            )
        yield f"<sub>{' · '.join(self._made_from())}</sub>"

    def _made_from(self) -> Iterator[str]:
        footer = self.preview.footer
        if footer.commit:
            base = f" against {code(clipped(footer.base, VALUE))}" if footer.base else ""
            yield f"commit {code(clipped(footer.commit, VALUE))}{base}"
        for tool, version in footer.versions[:_MOST_NAMES]:
            yield code(f"{clipped(tool, VALUE)} {clipped(version, VALUE)}")
        if self.preview.plan_hash:
            yield f"plan <code>sha256:{self.preview.plan_hash}</code>"
        if hidden := self.preview.hidden:
            yield f"{hidden} value{'' if hidden == 1 else 's'} not shown"
        if address := link(footer.report):
            yield f'<a href="{html.escape(address)}">whole report</a>'


_LOSSES: Final = ("#### Destroyed, replaced or less protected", "")


def _fold(stack: StackPreview, body: list[str], drift: list[str]) -> Iterator[str]:
    if not body and not drift:
        return
    words = counted(stack.counts) or ("outputs" if body else "drift alone")
    yield from ("", f"<details><summary>{summary(clipped(stack.name, NAME))} {words}</summary>", "")
    if body:
        yield from (*fence(body, "diff"), "")
    if drift:
        yield from ("Changed outside of Terraform:", "", *fence(drift, "diff"), "")
    yield "</details>"
