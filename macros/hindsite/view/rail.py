"""The timeline rail: an incident's events in order, with milestones, phases and gaps.

Everything here is geometry and words for a template to print. Clock times are in the incident's
own zone. Heights are CSS pixels and come on top of a row's own 24 px line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import pairwise
from operator import attrgetter
from statistics import median
from typing import NamedTuple

from hindsite.postmortem.schema import Postmortem
from hindsite.view.moments import (
    Milestone,
    Milestones,
    RailPhase,
    milestones,
    phase_after,
    second,
    zone,
)
from hindsite.view.words import clock, duration, offset_label, weekday_day

_HOUR = 3600
_SILENCE = 3 * _HOUR  # from here on the rail is dotted and its height fixed
_SILENCE_PX = 44.0
_FULL, _FULL_PX = 2 * _HOUR, 56.0  # the height grows with the square root up to this
_NAMED, _NAMED_IF_LONG, _USUALS = _HOUR, _HOUR // 2, 3


class Gap(NamedTuple):
    """What lies between a row and the next one."""

    seconds: int  # from this row's end (`until`, else its time) to the next row; 0 or more
    height: float  # px to add between the rows, 0 to 56; named and dotted gaps included
    label: str | None  # "1h 40m", "17h 30m with nothing recorded"; None: not named
    dotted: bool  # 3 hours or more: the rail is dotted, the height fixed


class RailRow(NamedTuple):
    """One row: an event, a milestone, or both."""

    clock: str  # "10:05", "≈ 17:20", "10:05–10:20"
    iso: str  # for <time datetime>, with offset
    until_iso: str | None  # end of the event, if it has one
    milestones: str  # bold before the text: "Started, detected"; "" for an ordinary event
    event_index: int | None  # into Postmortem.timeline; None: a milestone no event tells of
    markdown: str | None  # the event's Markdown; None with event_index None
    offset: str | None  # "start", "+5m", "−6h 10m"; None when the start's clock is unknown
    phase: RailPhase  # the phase one is in after this row: the rail's colour down to the next
    date_line: str | None  # "Wed 1 Feb 2017" before the row, where the local date changes
    gap: Gap | None  # to the next row; None on the last


@dataclass(frozen=True, slots=True)
class Rail:
    """The whole timeline, in time order."""

    rows: tuple[RailRow, ...]  # never empty


class _Stop(NamedTuple):
    """A row before it knows its neighbours."""

    at: datetime
    second: int  # `at`, counted from 1970
    until: datetime | None
    approximate: bool
    milestones: tuple[Milestone, ...]
    event: int | None

    @property
    def end(self) -> int:
        """The second where the gap to the next row begins."""
        return self.second if self.until is None else second(self.until)

    @property
    def phase_from(self) -> int:
        """The second of the event, or of the milestones it tells of where they are the later."""
        if not self.milestones:
            return self.second
        return second(max([self.at, *(m.at for m in self.milestones if m.at is not None)]))


def rail(postmortem: Postmortem) -> Rail | None:
    """Lay out a postmortem's timeline; None when it has no events.

    Rows are in the order of time (ties as written). A milestone that no event tells of gets a row
    of its own, unless only its day is known.
    """
    if not postmortem.timeline:
        return None
    known = milestones(postmortem)
    stops = _stops(postmortem, known)
    gaps = _gaps(stops)
    rows: list[RailRow] = []
    day = postmortem.started.day  # the contract: the first item's date, unless it says another
    for stop, gap in zip(stops, gaps, strict=True):
        before, day = day, stop.at.date()
        date_line = None if day == before else weekday_day(day)
        rows.append(_row(stop, known, postmortem, date_line, gap))
    return Rail(tuple(rows))


def _stops(postmortem: Postmortem, known: Milestones) -> list[_Stop]:
    told: dict[int, list[Milestone]] = {}
    untold: dict[int, list[Milestone]] = {}
    for milestone in known.all:
        if milestone.told_by is not None:
            told.setdefault(milestone.told_by, []).append(milestone)
        elif milestone.second is not None:
            untold.setdefault(milestone.second, []).append(milestone)
    stops = _event_stops(postmortem, told)
    stops += [_milestone_stop(at, group) for at, group in untold.items()]
    return sorted(stops, key=attrgetter("second"))


def _event_stops(postmortem: Postmortem, told: dict[int, list[Milestone]]) -> list[_Stop]:
    own_zone: tzinfo | None = zone(postmortem)
    return [
        _Stop(
            at=event.at.astimezone(own_zone),
            second=second(event.at),
            until=None if event.until is None else event.until.astimezone(own_zone),
            approximate=event.approximate or any(m.estimated for m in told.get(index, ())),
            milestones=tuple(told.get(index, ())),
            event=index,
        )
        for index, event in enumerate(postmortem.timeline)
    ]


def _milestone_stop(at: int, group: Sequence[Milestone]) -> _Stop:
    ats = [milestone.at for milestone in group if milestone.at is not None]
    vague = any(milestone.approximate for milestone in group)
    return _Stop(ats[0], at, None, vague, tuple(group), None)


def _row(
    stop: _Stop, known: Milestones, postmortem: Postmortem, date_line: str | None, gap: Gap | None
) -> RailRow:
    text = None if stop.event is None else postmortem.timeline[stop.event].text
    return RailRow(
        clock=_clock(stop),
        iso=stop.at.isoformat(),
        until_iso=None if stop.until is None else stop.until.isoformat(),
        milestones=", ".join(milestone.name for milestone in stop.milestones).capitalize(),
        event_index=stop.event,
        markdown=text,
        offset=_offset(stop, known),
        phase=phase_after(stop.phase_from, known),
        date_line=date_line,
        gap=gap,
    )


def _clock(stop: _Stop) -> str:
    text = clock(stop.at) if stop.until is None else f"{clock(stop.at)}–{clock(stop.until)}"
    return f"≈ {text}" if stop.approximate else text


def _offset(stop: _Stop, known: Milestones) -> str | None:
    if known.started.second is None:
        return None
    if known.started in stop.milestones or stop.at == known.started.at:
        return "start or earlier" if known.started.estimated else "start"
    return offset_label(stop.second - known.started.second)


def _gaps(stops: Sequence[_Stop]) -> list[Gap | None]:
    """Measure the gap after each stop; None after the last."""
    lengths = [max(0, following.second - stop.end) for stop, following in pairwise(stops)]
    usual = median(lengths) if lengths else 0.0
    return [*(_gap(length, usual) for length in lengths), None]


def _gap(seconds: int, usual: float) -> Gap:
    """Give a gap its height and name; `usual` is the median gap of the rail, in seconds.

    56 px at 2 hours and the square root below make 11 px of 5 minutes and 28 px of half an hour.
    """
    if seconds >= _SILENCE:
        return Gap(seconds, _SILENCE_PX, f"{duration(seconds)} with nothing recorded", dotted=True)
    named = seconds >= _NAMED or (seconds >= _NAMED_IF_LONG and seconds >= _USUALS * usual)
    height = round(_FULL_PX * (min(seconds, _FULL) / _FULL) ** 0.5, 1)
    return Gap(seconds, height, duration(seconds) if named else None, dotted=False)
