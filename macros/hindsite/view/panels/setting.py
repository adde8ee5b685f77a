"""Where panels are made: the collection, the drawings, and the page they stand on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.view import links, words
from hindsite.view.charts.drawings import Chart, Drawings, Figure
from hindsite.view.charts.parts import Timed
from hindsite.view.links import Links
from hindsite.view.models import DisclosureRow, DisclosureValue
from hindsite.view.panels.evidence import LEFT_OUT_SHOWN, reasoned, text_row, valued


@dataclass(frozen=True, slots=True)
class Setting:
    """What every panel asks, draws with, and links from.

    `most_left_out` incidents that a figure leaves out are listed with the reason.
    """

    knowledge: Knowledge
    links: Links
    drawings: Drawings
    most_left_out: int = LEFT_OUT_SHOWN

    def drawn(self, figure: Figure) -> Chart:
        """A figure's drawings, their links written for this page."""
        return self.drawings.chart(figure).linked(self.links)

    def timed(self, values: Iterable[tuple[str, float]], *, at_least: bool) -> tuple[Timed, ...]:
        """Ids and seconds as dots; `at_least`: an estimated start makes them lower bounds."""
        by_id = self.knowledge.by_id
        return tuple(
            Timed(
                seconds,
                by_id[id_].title,
                links.incident(id_),
                at_least=at_least and by_id[id_].started_estimated,
            )
            for id_, seconds in values
        )

    def listed(
        self, values: Sequence[tuple[str, str]], most: int
    ) -> tuple[tuple[DisclosureValue, ...], list[DisclosureRow]]:
        """The first so many incidents with their values; a row that says so where some are cut."""
        return valued(self.knowledge, self.links, values[:most]), _cut(len(values), most, "")

    def left_out(
        self, reasons: Sequence[tuple[str, str]]
    ) -> tuple[tuple[DisclosureValue, ...], list[DisclosureRow]]:
        """The first of the incidents left out, each with the reason, and the same row."""
        most = self.most_left_out
        shown = reasoned(self.knowledge, self.links, reasons[:most])
        return shown, _cut(len(reasons), most, " that are left out")


def _cut(count: int, most: int, what: str) -> list[DisclosureRow]:
    if count <= most:
        return []
    return [text_row("Shown", f"the first {most} of {words.plural(count, 'incident')}{what}")]


def filtered(filters: Filters) -> str:
    """A sentence for a subtitle: "Only service cdn, since 2024-01-01."; empty without filters."""
    return f" Only {filters.words}." if filters.words else ""


def known_words(known: int, count: int) -> str:
    """A sentence for a subtitle: "Known for 42 of 61 incidents."."""
    if known == count:
        return f"n = {words.count(known)}."
    return f"Known for {words.count(known)} of {words.plural(count, 'incident')}."
