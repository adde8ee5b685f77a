"""The first page: has this happened before, and what keeps coming back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hindsite.insight.actions import count_actions
from hindsite.insight.causes import CauseCount, recurring
from hindsite.insight.distributions import distribution
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.view import links, words
from hindsite.view.facts import median_fact, unfinished_fact
from hindsite.view.links import Links
from hindsite.view.models import Bar, CauseRow, Fact, HomeView, Link, SearchField
from hindsite.view.rows import result_list
from hindsite.view.unit_strip import unit_strip

LATEST = 9
CAUSES = 9
DOTS = 60
SPARK_YEARS = 10
START_FROM_CAUSES = 4


def home_view(knowledge: Knowledge, links_: Links) -> HomeView:
    """Everything the first page prints."""
    incidents = knowledge.counted
    severities = knowledge.library.project.options.severities
    causes = recurring(knowledge.tables, "cause", Filters())
    form = knowledge.library.project.options.form_url
    return HomeView(
        title="Has this happened before?",
        lead=_lead(knowledge),
        search=SearchField(action=links_.to(links.EXPLORE)),
        facts=_home_facts(knowledge, causes, links_),
        start_from=_start_from(causes, links_) if incidents else (),
        strip=unit_strip(incidents, severities, links_),
        latest=result_list(
            incidents[:LATEST],
            severities,
            links_,
            scaled=False,
            label="Latest incidents",
            empty="No incident is recorded yet.",
        ),
        all_incidents=Link(f"All {words.count(len(incidents))}", links_.to(links.EXPLORE)),
        causes=cause_rows(causes[:CAUSES], knowledge, links_),
        all_causes=Link(f"All {words.count(len(causes))}", links_.to(links.CAUSES)),
        write=Link("Write a postmortem", links_.anywhere(form)) if form else None,
    )


def _start_from(causes: Sequence[CauseCount], links_: Links) -> tuple[Link, ...]:
    slugs = [cause.slug for cause in causes[:START_FROM_CAUSES]]
    pasted = Link("a stack trace or alert", links_.to(links.SEEN))
    return pasted, *(Link(slug, links_.to(links.cause(slug))) for slug in slugs)


def _lead(knowledge: Knowledge) -> str:
    incidents = knowledge.counted
    if not incidents:
        return "No postmortem is here yet."
    first, last = incidents[-1].day.year, incidents[0].day.year
    years = f"{first}" if first == last else f"{first} to {last}"
    count = words.plural(len(incidents), "incident postmortem")
    return (
        f"{count}, {years}: what broke, how it was found, what ended it, "
        "and what was promised afterwards."
    )


def cause_rows(
    counts: Sequence[CauseCount], knowledge: Knowledge, links_: Links, kind: str = "cause"
) -> tuple[CauseRow, ...]:
    """Causes (or services) with their incidents as dots on the axis of all years."""
    incidents = knowledge.counted
    if not incidents:
        return ()
    first = date(incidents[-1].day.year, 1, 1)
    span = (date(incidents[0].day.year, 12, 31) - first).days
    address = links.cause if kind == "cause" else links.service
    return tuple(
        CauseRow(
            name=entry.slug,
            href=links_.to(address(entry.slug)),
            count=entry.count,
            last_seen=words.long_day(entry.last),
            dots=_dots(entry.days, first, span),
        )
        for entry in counts
    )


def _dots(days: Sequence[date], first: date, span: int) -> tuple[float, ...]:
    """Places on the axis, 0 to 100; so many that they would run together are thinned to a pixel."""
    places = [round(100 * (day - first).days / span, 1) for day in days]
    return tuple(dict.fromkeys(round(place) if len(days) > DOTS else place for place in places))


def _home_facts(
    knowledge: Knowledge, causes: Sequence[CauseCount], links_: Links
) -> tuple[Fact, ...]:
    everything = Filters()
    tables = knowledge.tables
    resolve = distribution(tables, "resolve", everything)
    counts = count_actions(tables, everything, knowledge.as_of)
    return (
        _this_year(knowledge, links_),
        median_fact("resolve", resolve, links_),
        unfinished_fact(counts, links_),
        _most_recurrent(causes, links_),
    )


def _this_year(knowledge: Knowledge, links_: Links) -> Fact:
    """Incidents in the newest year that has any: nothing here depends on today."""
    href = links_.to(links.definition("incidents"))
    if not knowledge.counted:
        return Fact("Incidents", "0", definition_href=href)
    newest = knowledge.counted[0].day
    counts = {year: len(group) for year, group in knowledge.by_year.items()}

    def of(year: int) -> int:
        return counts.get(f"{year:04d}", 0)

    shown = range(newest.year - SPARK_YEARS + 1, newest.year + 1)
    tallest = max(of(year) for year in shown)
    spark = tuple(Bar(round(100 * of(year) / tallest, 1), year == newest.year) for year in shown)
    before = (
        f"{of(newest.year - 1)} in {newest.year - 1}, {of(newest.year - 2)} in {newest.year - 2}"
    )
    return Fact(
        f"Incidents in {newest.year}",
        words.count(of(newest.year)),
        note=f"{before}; latest {newest.day} {words.long_day(newest).split()[1]}",
        definition_href=href,
        spark=spark,
    )


def _most_recurrent(causes: Sequence[CauseCount], links_: Links) -> Fact:
    href = links_.to(links.definition("most-recurrent-cause"))
    label = "Most recurrent cause"
    if not causes:
        return Fact(label, "unknown", note="none recorded", unknown=True, definition_href=href)
    top = causes[0]
    note = f"{words.plural(top.count, 'incident')}, last {words.long_day(top.last)}"
    return Fact(
        label,
        top.slug,
        note=note,
        definition_href=href,
        is_name=True,
        value_href=links_.to(links.cause(top.slug)),
    )
