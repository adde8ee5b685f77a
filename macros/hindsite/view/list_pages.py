"""Pages that are lists of incidents: Explore, a service, a year, and the indices of both."""

from __future__ import annotations

from collections.abc import Sequence

from hindsite.insight.actions import ActionCounts
from hindsite.insight.causes import CauseCount
from hindsite.insight.distributions import Distribution, distribution
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.insight.statistics import SMALLEST_FOR_MEDIAN
from hindsite.postmortem.schema import Postmortem
from hindsite.view import links, words
from hindsite.view.facts import incidents_fact, median_fact, n_words, unfinished_fact
from hindsite.view.home_page import cause_rows
from hindsite.view.links import Links
from hindsite.view.models import (
    Crumb,
    Fact,
    Link,
    ListHead,
    ListView,
    ServiceIndexView,
    YearIndexView,
    YearRow,
)
from hindsite.view.rows import pager, result_list

NEWEST_FIRST = ", newest first"


def explore_head(knowledge: Knowledge) -> ListHead:
    """The line over the list of all incidents, the same on each of its pages."""
    figures = distribution(knowledge.tables, "resolve", Filters())
    return list_head(figures, len(knowledge.counted))


def explore_view(knowledge: Knowledge, head: ListHead, links_: Links, page: int) -> ListView:
    """One page of the list of all incidents."""
    return _list_view(
        "explore",
        "Explore",
        knowledge.counted,
        knowledge,
        links_,
        page,
        base=links.EXPLORE,
        head=head,
    )


def service_view(
    slug: str, knowledge: Knowledge, links_: Links, page: int, facts: tuple[Fact, ...]
) -> ListView:
    """One page of a service's incidents."""
    service = (knowledge.library.services or {}).get(slug)
    incidents = knowledge.by_service.get(slug, ())
    return _list_view(
        "service",
        service.name if service else slug,
        incidents,
        knowledge,
        links_,
        page,
        base=links.service(slug),
        crumbs=(Crumb("Services", links_.to(links.SERVICES)),),
        lead=service.description if service else "",
        facts=facts,
        active=frozenset((slug,)),
        explore=links.explore_filtered(service=slug),
    )


def year_view(
    year: str, knowledge: Knowledge, links_: Links, page: int, facts: tuple[Fact, ...]
) -> ListView:
    """One page of a year's incidents."""
    return _list_view(
        "year",
        year,
        knowledge.by_year[year],
        knowledge,
        links_,
        page,
        base=links.year(year),
        crumbs=(Crumb("Years", links_.to(links.YEARS)),),
        facts=facts,
        explore=links.explore_filtered(year=year),
    )


def _list_view(
    kind: str,
    title: str,
    incidents: Sequence[Postmortem],
    knowledge: Knowledge,
    links_: Links,
    page: int,
    *,
    base: str,
    crumbs: tuple[Crumb, ...] = (),
    lead: str = "",
    facts: tuple[Fact, ...] = (),
    head: ListHead | None = None,
    active: frozenset[str] = frozenset(),
    explore: str = "",
) -> ListView:
    options = knowledge.library.project.options
    size = options.page_size
    start = (page - 1) * size
    return ListView(
        kind=kind,  # type: ignore[arg-type]
        title=title,
        results=result_list(
            incidents[start : start + size],
            options.severities,
            links_,
            label=f"Incidents{NEWEST_FIRST}",
            start=start + 1,
            active=active,
            empty="No incident is recorded here.",
        ),
        crumbs=crumbs,
        lead=lead,
        facts=facts if page == 1 else (),
        head=head or ListHead(words.count(len(incidents)), _noun(len(incidents)), NEWEST_FIRST),
        explore=Link("Open in Explore", links_.to(explore)) if explore else None,
        pager=pager(base, page, len(incidents), size, links_, "Incidents"),
        downloads=_downloads(kind, base, links_),
    )


def _downloads(kind: str, base: str, links_: Links) -> tuple[Link, ...]:
    if kind == "explore":
        files = (("CSV", "data/incidents.csv"), ("JSON", "data/incidents.json"))
        return tuple(Link(form, links_.to(address)) for form, address in files)
    # Years have no feed: nothing new comes into a year that is over.
    return (Link("Feed", links_.to(links.atom_feed(base))),) if kind == "service" else ()


def _noun(count: int) -> str:
    return " incident" if count == 1 else " incidents"


def list_head(figures: Distribution, count: int) -> ListHead:
    """Write "46 incidents, median time to resolve 4h 26m (n = 31 of 46)"; no median below three."""
    detail = NEWEST_FIRST
    if figures.shown_median is not None:
        median = words.duration(figures.shown_median)
        detail = (
            f", median time to resolve {median} ({n_words(figures.known, count)}){NEWEST_FIRST}"
        )
    return ListHead(words.count(count), _noun(count), detail)


def list_facts(
    figures: dict[str, Distribution], counts: ActionCounts, total: int, links_: Links
) -> tuple[Fact, ...]:
    """A service's or year's facts, from its `detect`, `resolve` and `outage_equivalent` figures."""
    resolve = figures["resolve"]
    return (
        incidents_fact(resolve.count, total, links_),
        median_fact("detect", figures["detect"], links_),
        median_fact("resolve", resolve, links_),
        _equivalent_fact(figures["outage_equivalent"], links_),
        unfinished_fact(counts, links_),
    )


def _equivalent_fact(figures: Distribution, links_: Links) -> Fact:
    label = "Full-outage equivalent"
    href = links_.to(links.definition("full-outage-equivalent"))
    known = f"sum, n = {words.count(figures.known)} of {words.count(figures.count)}"
    if figures.total is None:
        note = "no incident has a share of users and a length"
        return Fact(label, "unknown", note=note, unknown=True, definition_href=href)
    return Fact(label, words.duration(figures.total), note=known, definition_href=href)


def service_index(
    services: Sequence[CauseCount], knowledge: Knowledge, links_: Links, page: int
) -> ServiceIndexView:
    """One page of all services, those with the most incidents first."""
    size = knowledge.library.project.options.page_size
    start = (page - 1) * size
    lead = f"{words.plural(len(services), 'service')} had an incident. Most incidents first."
    return ServiceIndexView(
        title="Services",
        lead=lead,
        rows=cause_rows(services[start : start + size], knowledge, links_, "service"),
        pager=pager(links.SERVICES, page, len(services), size, links_, "Services"),
    )


def year_index(
    _knowledge: Knowledge, by_year: dict[str, Distribution], links_: Links
) -> YearIndexView:
    """All years, newest first, with the median time to resolve where it has three values."""
    most = max((figures.count for figures in by_year.values()), default=1)
    rows = tuple(
        YearRow(
            year=year,
            href=links_.to(links.year(year)),
            count=figures.count,
            percent=round(100 * figures.count / most, 1),
            median=None if figures.shown_median is None else words.duration(figures.shown_median),
            known=n_words(figures.known, figures.count),
        )
        for year, figures in sorted(by_year.items(), reverse=True)
    )
    lead = (
        "An incident counts in the year its start is written in. "
        f"A median is given from {SMALLEST_FOR_MEDIAN} known values on."
    )
    href = links_.to(links.definition("time-to-resolve"))
    return YearIndexView("Years", lead, rows, definition_href=href)
