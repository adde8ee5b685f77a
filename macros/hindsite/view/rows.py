"""Incidents as rows of a list: badge, services and causes, duration and its mark on a log scale."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log10

from hindsite.postmortem.durations import durations
from hindsite.postmortem.schema import UNKNOWN, Postmortem
from hindsite.view import links, words
from hindsite.view.links import Links
from hindsite.view.models import (
    Badge,
    PageLink,
    Pager,
    Rank,
    ResultList,
    ResultRow,
    Scale,
    Term,
    Tick,
)

SERVICES_SHOWN = 2
CAUSES_SHOWN = 4

# The scale runs from ten minutes to two weeks; what lies outside stands at its end.
_SHORTEST, _LONGEST = 600, 14 * 86_400
_TICKS = (("10m", 600), ("1h", 3_600), ("6h", 21_600), ("1d", 86_400), ("1w", 604_800))
_LOOKS: tuple[Rank, ...] = (1, 2, 3, 4)


def scale_percent(seconds: float) -> float:
    """Where a duration stands on the lists' log scale, 0 to 100."""
    bounded = min(max(seconds, _SHORTEST), _LONGEST)
    return round(100 * log10(bounded / _SHORTEST) / log10(_LONGEST / _SHORTEST), 1)


def scale_ends() -> tuple[int, int]:
    """The shortest and the longest duration on the scale, in seconds."""
    return _SHORTEST, _LONGEST


def scale(links_: Links) -> Scale:
    """The scale in a list's head."""
    ticks = tuple(Tick(label, scale_percent(seconds)) for label, seconds in _TICKS)
    return Scale(ticks, definition_href=links_.to(links.definition("time-to-resolve")))


def badge(severity: str, severities: Sequence[str]) -> Badge:
    """The look and the reading of a severity on this site."""
    return _badge(severity, tuple(severities))


@cache
def _badge(severity: str, severities: tuple[str, ...]) -> Badge:
    if severity == UNKNOWN:
        return Badge("unknown", 0, "severity unknown")
    look = _LOOKS[min(severities.index(severity), len(_LOOKS) - 1)]
    number = re.fullmatch(r"sev[- ]?(\d+)", severity, re.IGNORECASE)
    return Badge(severity, look, f"severity {number[1] if number else severity}")


def resolve_words(postmortem: Postmortem) -> str | None:
    """The time to resolve in words, None unknown; a lower bound says so itself."""
    seconds = durations(postmortem)["resolve"]
    if seconds is None:
        return None
    if postmortem.started_estimated:
        return words.at_least(seconds)
    return words.duration(seconds)


def _row_words(postmortem: Postmortem) -> str | None:
    """The same for a row, which prints "at least" by itself."""
    resolved = resolve_words(postmortem)
    return resolved.removeprefix("at least ") if resolved else None


def result_row(
    postmortem: Postmortem,
    severities: Sequence[str],
    links_: Links,
    active: frozenset[str] = frozenset(),
) -> ResultRow:
    """One incident in a list; `active` are the services or causes that the list is about."""
    services = _active_first(postmortem.services, active, SERVICES_SHOWN)
    causes = _active_first(postmortem.causes, active, CAUSES_SHOWN)
    mark = _mark(postmortem)
    return ResultRow(
        day=mark.day,
        badge=badge(postmortem.severity, severities),
        title=postmortem.title,
        href=links_.to(links.incident(postmortem.id)),
        services=tuple(_term(word, active=word in active) for word in services),
        more_services=len(postmortem.services) - len(services),
        causes=tuple(_term(word, active=word in active) for word in causes),
        more_causes=len(postmortem.causes) - len(causes),
        duration=mark.duration,
        mark_percent=mark.percent,
        at_least=mark.at_least,
        in_review=postmortem.status == "in-review",
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """What every list shows of an incident, made once for all of them."""

    day: str
    duration: str | None
    percent: float | None
    at_least: bool


@lru_cache(maxsize=100_000)
def _mark(postmortem: Postmortem) -> _Mark:
    seconds = durations(postmortem)["resolve"]
    return _Mark(
        day=words.iso_day(postmortem.day),
        duration=_row_words(postmortem),
        percent=None if seconds is None else scale_percent(seconds),
        at_least=postmortem.started_estimated and seconds is not None,
    )


@cache
def _term(word: str, *, active: bool) -> Term:
    return Term(word, active)


def _active_first(all_: Sequence[str], active: frozenset[str], shown: int) -> tuple[str, ...]:
    """The first few as written; one that the list is about is always among them."""
    kept = list(all_[:shown])
    hidden = [word for word in all_[shown:] if word in active]
    if hidden and kept:
        kept[-1] = hidden[0]
    return tuple(kept)


def result_list(
    postmortems: Sequence[Postmortem],
    severities: Sequence[str],
    links_: Links,
    *,
    scaled: bool = True,
    label: str = "Incidents",
    start: int = 1,
    active: frozenset[str] = frozenset(),
    empty: str = "No incidents.",
) -> ResultList:
    """Incidents as a list, in the order given."""
    return ResultList(
        rows=tuple(result_row(p, severities, links_, active) for p in postmortems),
        scale=scale(links_) if scaled else None,
        label=label,
        start=start,
        empty=empty,
    )


def page_count(total: int, size: int) -> int:
    """How many pages a list needs; an empty list has one."""
    return max(1, -(-total // size))


def pager(base: str, page: int, total: int, size: int, links_: Links, noun: str) -> Pager | None:
    """The way between a list's pages, None when there is one only.

    `base` is the list's own address; `noun` is what is counted ("Incidents").
    """
    pages = page_count(total, size)
    if pages == 1:
        return None

    def href(number: int) -> str:
        return links_.to(links.numbered(base, number))

    first, last = (page - 1) * size + 1, min(page * size, total)
    near = {1, 2, page - 1, page, page + 1, pages - 1, pages}
    shown: list[PageLink | None] = []
    for number in sorted(number for number in near if 1 <= number <= pages):
        if shown and (before := shown[-1]) is not None and int(before.label) < number - 1:
            shown.append(None)
        shown.append(PageLink(str(number), None if number == page else href(number)))
    return Pager(
        words=f"{noun} {words.count(first)} to {words.count(last)} of {words.count(total)}",
        pages=tuple(shown),
        previous=href(page - 1) if page > 1 else None,
        next=href(page + 1) if page < pages else None,
    )
