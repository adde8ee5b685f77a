"""Every incident as a square, stacked by quarter or month; as bars where there are too many."""

from __future__ import annotations

from collections.abc import Sequence

from hindsite.postmortem.schema import UNKNOWN, Postmortem
from hindsite.view import links, words
from hindsite.view.links import Links
from hindsite.view.models import Badge, Link, UnitBar, UnitColumn, UnitSquare, UnitStrip, UnitYear
from hindsite.view.rows import badge

MONTHS_UP_TO_YEARS = 6
YEARS_ON_A_PHONE = 10
# A link costs about 150 bytes of the page, a square 12 px of its height.
MOST_SQUARES = 400
TALLEST_SQUARES = 14
MOST_YEARS = 60


def unit_strip(
    incidents: Sequence[Postmortem], severities: Sequence[str], links_: Links
) -> UnitStrip | None:
    """The strip of all incidents (the newest first); None without any."""
    if not incidents:
        return None
    last = incidents[0].day.year
    first = max(incidents[-1].day.year, last - MOST_YEARS + 1)
    incidents = [incident for incident in incidents if incident.day.year >= first]
    by_month = last - first < MONTHS_UP_TO_YEARS
    columns = _columns(incidents, by_month=by_month)
    tallest = max(map(len, columns.values()))
    as_bars = len(incidents) > MOST_SQUARES or tallest > TALLEST_SQUARES
    draw = _Drawing(severities, links_, tallest, as_bars=as_bars)
    old_before = last - YEARS_ON_A_PHONE + 1
    older = sum(incident.day.year < old_before for incident in incidents)
    years = tuple(
        UnitYear(
            label=str(year),
            columns=tuple(
                draw.column(year, part, columns.get((year, part), []), by_month=by_month)
                for part in range(1, 13 if by_month else 5)
            ),
            old=year < old_before,
            labelled=(last - year) % 3 == 0,
        )
        for year in range(first, last + 1)
    )
    return UnitStrip(
        title=f"Every incident, by {'month' if by_month else 'quarter'}",
        years=years,
        key=draw.key(incidents),
        description=_description(incidents, first, last),
        tallest=tallest,
        since=f"Since {old_before}." if older else "",
        older=Link(words.plural(older, "older incident"), links_.to(links.YEARS))
        if older
        else None,
    )


def _columns(
    incidents: Sequence[Postmortem], *, by_month: bool
) -> dict[tuple[int, int], list[Postmortem]]:
    columns: dict[tuple[int, int], list[Postmortem]] = {}
    for incident in reversed(incidents):
        month = incident.day.month
        part = month if by_month else (month - 1) // 3 + 1
        columns.setdefault((incident.day.year, part), []).append(incident)
    return columns


def _description(incidents: Sequence[Postmortem], first: int, last: int) -> str:
    years = f"in {first}" if first == last else f"from {first} to {last}"
    return f"{words.plural(len(incidents), 'incident')} {years}"


class _Drawing:
    """Draws columns for one page; most severe at the base."""

    def __init__(
        self, severities: Sequence[str], links_: Links, tallest: int, *, as_bars: bool
    ) -> None:
        self._severities = severities
        self._links = links_
        self._tallest = tallest
        self._as_bars = as_bars

    def column(
        self, year: int, part: int, incidents: Sequence[Postmortem], *, by_month: bool
    ) -> UnitColumn:
        label = f"{year}-{part:02d}" if by_month else f"{year} Q{part}"
        ordered = sorted(incidents, key=lambda incident: self._order(incident.severity))
        if not ordered:
            return UnitColumn(label)
        if self._as_bars:
            href = self._links.to(links.year(year))
            return UnitColumn(label, bars=tuple(self._bars(ordered)), href=href)
        return UnitColumn(label, squares=tuple(map(self._square, ordered)))

    def key(self, incidents: Sequence[Postmortem]) -> tuple[Badge, ...]:
        used = {incident.severity for incident in incidents}
        named = [word for word in (*self._severities, UNKNOWN) if word in used]
        return tuple(badge(word, self._severities) for word in named)

    def _order(self, severity: str) -> int:
        known = list(self._severities)
        return known.index(severity) if severity in known else len(known)

    def _square(self, incident: Postmortem) -> UnitSquare:
        label = f"{words.iso_day(incident.day)}, {incident.severity}, {incident.title}"
        rank = badge(incident.severity, self._severities).rank
        return UnitSquare(rank, self._links.to(links.incident(incident.id)), label)

    def _bars(self, ordered: Sequence[Postmortem]) -> list[UnitBar]:
        counts: dict[str, int] = {}
        for incident in ordered:
            counts[incident.severity] = counts.get(incident.severity, 0) + 1
        return [
            UnitBar(
                badge(severity, self._severities).rank, count, round(100 * count / self._tallest, 1)
            )
            for severity, count in counts.items()
        ]
