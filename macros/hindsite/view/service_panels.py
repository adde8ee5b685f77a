"""What a service's page says before its list: how long, by year, how available, at what cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from hindsite.insight.availability import ASSUMPTIONS, Availability, availability_by_service
from hindsite.insight.distributions import Distribution, distributions_by, values_by
from hindsite.insight.filters import EVERYTHING, Filters
from hindsite.insight.impact import ImpactTotals, impact_by
from hindsite.insight.knowledge import Knowledge
from hindsite.insight.services import ServiceYear, years_by_service
from hindsite.library.tables import Query
from hindsite.view import links, words
from hindsite.view.links import Links
from hindsite.view.models import Disclosure, DisclosureRow
from hindsite.view.panels.availability import share_words
from hindsite.view.panels.evidence import defined_row, source_rows, text_row
from hindsite.view.panels.panel import Cell, Panel, PanelTable
from hindsite.view.panels.service_strip import LISTED_BELOW, strip_panel
from hindsite.view.panels.working import query_texts

YEARS_SHOWN = 10


@dataclass(frozen=True)
class ServiceFigures:
    """The figures of every service, each asked once for all of their pages."""

    knowledge: Knowledge

    @cached_property
    def resolve(self) -> tuple[dict[str, Distribution], tuple[Query, ...]]:
        """Time to resolve by service, and the query that asked."""
        with self.knowledge.tables.hearing() as heard:
            found = distributions_by(self.knowledge.tables, "resolve", "service", EVERYTHING)
        return found, tuple(heard)

    @cached_property
    def values(self) -> dict[str, list[tuple[str, float]]]:
        """The known times to resolve, by service."""
        return values_by(self.knowledge.tables, "resolve", "service", EVERYTHING)

    @cached_property
    def years(self) -> dict[str, list[ServiceYear]]:
        """Each service's years, the newest first."""
        return years_by_service(self.knowledge.tables, EVERYTHING)

    @cached_property
    def newest_year(self) -> str:
        """The year that availability is given for: the commit's, else the newest incident's."""
        as_of = self.knowledge.as_of
        return f"{(as_of or self.knowledge.counted[0].day).year:04}"

    @cached_property
    def availability(self) -> tuple[dict[str, Availability], tuple[Query, ...]]:
        """Each service's availability in the newest year, and the queries that asked."""
        filters = Filters(year=(self.newest_year,))
        with self.knowledge.tables.hearing() as heard:
            found = availability_by_service(self.knowledge.tables, filters, self.knowledge.as_of)
        return found, tuple(heard)

    @cached_property
    def impact(self) -> tuple[dict[str, ImpactTotals], tuple[Query, ...]]:
        """What each service's incidents cost, and the query that asked."""
        with self.knowledge.tables.hearing() as heard:
            found = impact_by(self.knowledge.tables, "service", EVERYTHING)
        return found, tuple(heard)


def service_panels(
    slug: str, figures: ServiceFigures, links_: Links
) -> tuple[tuple[Panel, ...], ...]:
    """The panels of a service in rows; a figure that would say nothing is left out."""
    beside = (
        _years(figures.years[slug], links_),
        _cost(slug, figures, links_),
    )
    groups, heard = figures.resolve
    if not groups[slug].known:
        return (beside,)
    seconds = [value for _, value in figures.values[slug]]
    filters = Filters(service=(slug,))
    strip = strip_panel(figures.knowledge, links_, filters, groups[slug], seconds, heard)
    return ((strip,), beside)


def _years(years: Sequence[ServiceYear], links_: Links) -> Panel:
    most = max(one.count for one in years)
    shown = years[:YEARS_SHOWN]
    rows = tuple(
        (
            Cell(one.year, href=links_.to(links.year(one.year))),
            Cell("", bar=round(100 * one.count / most, 1)),
            Cell(words.count(one.count), number=True),
            _median(one),
        )
        for one in shown
    )
    left = f"The newest {YEARS_SHOWN} of {len(years)} years." if len(shown) < len(years) else ""
    return Panel(
        title="By year",
        subtitle="Incidents, and their median time to resolve from 3 known values on.",
        anchor="years",
        table=PanelTable(("Year", "Incidents", "", "To resolve"), rows, "Incidents by year"),
        note=left,
    )


def _median(one: ServiceYear) -> Cell:
    n = f"n = {words.count(one.known)}"
    if one.median_s is None:
        return Cell(n, number=True, unknown=True)
    return Cell(words.duration(one.median_s), number=True, more=f"({n})")


def _cost(slug: str, figures: ServiceFigures, links_: Links) -> Panel:
    """What incidents cost users, and availability in the newest year with what it assumes."""
    found, asked = figures.availability
    totals, heard = figures.impact
    one = found[slug]
    table = PanelTable(
        ("Measure", "Value", "Known"),
        (_available(one, figures.newest_year), *_totals(totals[slug])),
        "What incidents cost users",
    )
    rows: list[DisclosureRow] = [
        defined_row("Availability", "1 − time lost ÷ length of the period", "availability", links_),
        text_row("Period", f"{one.period.since} to {one.period.until} (UTC)"),
        *(text_row("Assumed", text) for text in ASSUMPTIONS[1:]),
        text_row("Sums", "over the known values of all years; a user counts for each incident"),
        text_row("Incidents", LISTED_BELOW),
        *source_rows(figures.knowledge, links_, Filters(service=(slug,))),
    ]
    return Panel(
        title="What its incidents cost",
        subtitle=f"Sums over all years. Availability: {ASSUMPTIONS[0][0].lower()}"
        f"{ASSUMPTIONS[0][1:]}",
        anchor="cost",
        table=table,
        disclosure=Disclosure("cost", tuple(rows), queries=query_texts((asked[-1], *heard))),
    )


def _available(one: Availability, year: str) -> tuple[Cell, ...]:
    name = Cell(f"Availability in {year}")
    known = Cell(f"{words.count(one.known)} of {words.count(one.count)}", number=True, unknown=True)
    if not one.count:
        return name, Cell("no incident", number=True, unknown=True), known
    low, high = share_words(one.lower), share_words(one.upper)
    return name, Cell(low if low == high else f"{low} to {high}", number=True), known


def _totals(one: ImpactTotals) -> Iterator[tuple[Cell, ...]]:
    equivalent = None if one.equivalent_total_s is None else words.duration(one.equivalent_total_s)
    yield _total("Full-outage equivalent", equivalent, one.equivalent_known, one.count)
    users = None if one.users_total is None else words.count(int(one.users_total))
    yield _total("Users affected", users, one.users_known, one.count)
    requests = None if one.requests_total is None else words.count(int(one.requests_total))
    yield _total("Requests failed", requests, one.requests_known, one.count)
    lost = words.count(one.data_loss_count) if one.data_loss_known else None
    yield _total("Incidents that lost data", lost, one.data_loss_known, one.count)


def _total(name: str, value: str | None, known: int, count: int) -> tuple[Cell, ...]:
    of = Cell(f"{words.count(known)} of {words.count(count)}", number=True, unknown=True)
    return Cell(name), Cell(value or "unknown", number=True, unknown=value is None), of
