"""The phase bar: an incident's moments and the phases between them, to scale.

Everything here is geometry and words for a template to print; colours and lines are the style
sheet's. Percentages are of the bar's width, from its left end, and assume a bar of 960 px.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, NamedTuple

from hindsite.postmortem.schema import Postmortem
from hindsite.view.labels import BAR_PX, Group, MomentLabel, groups, labels
from hindsite.view.moments import (
    Milestone,
    Milestones,
    PhaseKind,
    Span,
    elapsed,
    milestones,
    spans,
)
from hindsite.view.words import (
    at_least,
    clock,
    duration,
    iso_day,
    short_day,
    spoken,
    weekday_day,
    zone_label,
)

_GAP_PX = 2  # what the style sheet takes off between segments
_LEAST = 100 * (3 + _GAP_PX) / BAR_PX  # percent; 3 px stay visible


class PhaseKey(NamedTuple):
    """An entry of the key above the bar: swatch, name, duration."""

    kind: PhaseKind  # the swatch; "hatched" is unknown
    label: str  # "Undetected", "Users affected; detection time unknown"
    seconds: int | None  # None: unknown
    words: str  # "3m", "at least 2h 20m", "unknown"


class Segment(NamedTuple):
    """A piece of the bar.

    Segments touch: the style sheet takes the 2 px between them off the right end of each but the
    last.
    """

    kind: PhaseKind
    start: float  # percent, 3 decimals
    width: float  # percent, 3 decimals; 5 px or more, so 3 px without the gap; together 100


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the bar that begins no phase: the acknowledgement."""

    name: str  # "Acknowledged"
    position: float  # percent


class PhaseRow(NamedTuple):
    """A line of the narrow form: swatch, clock, moment, then the phase that begins there.

    The row of the end has no swatch and tells the total: "in all 1h 10m".
    """

    date_line: str | None  # "Wed 1 Feb" on a line of its own before this row, where the day changes
    kind: PhaseKind | None  # swatch of the phase that begins here; None: no swatch
    clock: str  # "13:42", "≈ 23:30", "unknown"
    names: str
    known: bool
    iso: str | None
    phase: str  # muted, at the right: "undetected", "in all", or ""
    words: str  # bold after it: "3m", or ""


_UNKNOWN_END = PhaseRow(
    date_line=None,
    kind=None,
    clock="unknown",
    names="Resolved",
    known=False,
    iso=None,
    phase="in all",
    words="unknown",
)


@dataclass(frozen=True, slots=True)
class PhaseBar:
    """The whole bar. `keys` and `labels` are text; the drawing is silent but for `description`."""

    to_scale: ClassVar = True
    keys: tuple[PhaseKey, ...]  # in time order, phases of zero length included
    total_label: str  # "To resolve"
    total: str  # "1h 10m", "at least 1h 10m", "unknown"
    total_known: bool  # False: print `total` muted
    segments: tuple[Segment, ...]  # in time order, no zero lengths; never empty
    labels: tuple[MomentLabel, ...]  # left to right; never touching at 960 px
    ticks: tuple[Tick, ...]
    rows: tuple[PhaseRow, ...]  # the same for narrow screens
    description: str  # all moments in words, for role="img"'s aria-label


@dataclass(frozen=True, slots=True)
class PlainMoment:
    """A moment in the plain list."""

    name: str  # "Started"
    words: str  # "Wed 1 Aug 2012", "Tue 2 Jul 2019, ≈ 13:42", "unknown"
    known: bool  # False: print muted
    iso: str | None  # date or time for <time datetime>


@dataclass(frozen=True, slots=True)
class PlainMoments:
    """What stands in the bar's place when there is nothing to draw to scale."""

    to_scale: ClassVar = False
    moments: tuple[PlainMoment, ...]  # started, detected, (acknowledged,) mitigated, resolved
    total_label: str  # "To resolve"
    total: str  # "unknown", "0m"
    total_known: bool


def phases(postmortem: Postmortem) -> PhaseBar | PlainMoments:
    """Draw the bar where a start and an end are known by the clock; else list the moments."""
    known = milestones(postmortem)
    drawn = spans(known)
    visible = [span for span in drawn if span.seconds > 0]
    if not visible:
        return _plain(known)
    segments = _segments(visible)
    position = _scale(visible, segments)
    found = groups(known)
    acknowledged = known.acknowledged.at
    return PhaseBar(
        keys=tuple(PhaseKey(span.kind, span.label, *_length(span)) for span in drawn),
        total_label="To resolve",
        total=_total(known),
        total_known=known.resolved.at is not None,
        segments=segments,
        labels=labels(found, known, position),
        ticks=(Tick("Acknowledged", position(acknowledged)),) if acknowledged else (),
        rows=_rows(found, known, drawn),
        description=_description(known, postmortem.timezone),
    )


def _length(span: Span) -> tuple[int | None, str]:
    """Return a phase's seconds and words."""
    if span.length == "unknown":
        return None, "unknown"
    words = at_least if span.length == "at least" else duration
    return span.seconds, words(span.seconds)


def _total(known: Milestones) -> str:
    if known.started.at is None or known.resolved.at is None:
        return "unknown"
    words = at_least if known.started.estimated else duration
    return words(elapsed(known.started.at, known.resolved.at))


def _segments(visible: Sequence[Span]) -> tuple[Segment, ...]:
    """Measure the phases that have a length, in percent, none too short to see."""
    widths = _widths([span.seconds for span in visible])
    ends = [round(sum(widths[: i + 1]), 3) for i in range(len(widths))]
    starts = [0.0, *ends[:-1]]
    return tuple(
        Segment(span.kind, start, round(end - start, 3))
        for span, start, end in zip(visible, starts, ends, strict=True)
    )


def _widths(lengths: Sequence[int]) -> list[float]:
    """Percent to scale; those below the least width get it, and the others give it up."""
    short: set[int] = set()
    while True:
        rest = sum(length for i, length in enumerate(lengths) if i not in short)
        room = 100 - _LEAST * len(short)
        widths = [
            _LEAST if i in short else room * length / rest for i, length in enumerate(lengths)
        ]
        found = {i for i, width in enumerate(widths) if width < _LEAST} - short
        if not found:
            return widths
        short |= found


def _scale(visible: Sequence[Span], segments: Sequence[Segment]) -> Callable[[datetime], float]:
    """Where a time stands on the bar as drawn, in percent; before it 0, after it 100."""

    def position(at: datetime) -> float:
        for span, segment in zip(visible, segments, strict=True):
            if elapsed(at, span.end) > 0:
                share = max(0, elapsed(span.start, at)) / span.seconds
                return round(segment.start + share * segment.width, 3)
        return 100.0

    return position


def _rows(found: Sequence[Group], known: Milestones, drawn: Sequence[Span]) -> tuple[PhaseRow, ...]:
    """Write the narrow form: one row a label, and one for an end that is unknown."""
    rows: list[PhaseRow] = []
    day = known.started.at.date() if known.started.at else None
    for group in found:
        changed = group.at is not None and group.at.date() != day
        day = group.at.date() if group.at else day
        rows.append(_row(group, known, drawn, short_day(day) if changed and day else None))
    if known.resolved.at is None:
        rows.append(_UNKNOWN_END)
    return tuple(rows)


def _row(group: Group, known: Milestones, drawn: Sequence[Span], date_line: str | None) -> PhaseRow:
    begun = _begun(group, drawn)
    phase, words = (begun.short, _length(begun)[1]) if begun else ("", "")
    if known.resolved.at and known.resolved in group.milestones:
        phase, words = "in all", _total(known)
    return PhaseRow(
        date_line=date_line,
        kind=begun.kind if begun and begun.seconds else None,
        clock=_clock(group),
        names=group.names,
        known=group.at is not None,
        iso=group.at.isoformat() if group.at else None,
        phase=phase,
        words=words,
    )


def _begun(group: Group, drawn: Sequence[Span]) -> Span | None:
    """Find the phase that begins at a group's moment and has a length, or an unknown one."""
    names = [] if group.at is None else [milestone.name for milestone in group.milestones]
    begun = [span for span in drawn if span.begins in names]
    return next((span for span in begun if span.seconds or span.length == "unknown"), None)


def _clock(group: Group) -> str:
    if group.at is None:
        return "unknown"
    return f"≈ {clock(group.at)}" if group.approximate else clock(group.at)


def _plain(known: Milestones) -> PlainMoments:
    told = [m for m in known.all if m.moment is not None or m is not known.acknowledged]
    moments = tuple(_plain_moment(milestone) for milestone in told)
    return PlainMoments(moments, "To resolve", _total(known), known.resolved.at is not None)


def _plain_moment(milestone: Milestone) -> PlainMoment:
    name, moment, at = milestone.name.capitalize(), milestone.moment, milestone.at
    if moment is None:
        return PlainMoment(name, "unknown", known=False, iso=None)
    day = weekday_day(moment.day if at is None else at.date())
    or_earlier = " or earlier" if milestone.estimated else ""
    if at is None:
        return PlainMoment(name, day + or_earlier, known=True, iso=iso_day(moment.day))
    about = "≈ " if milestone.approximate else ""
    words = f"{day}, {about}{clock(at)}{or_earlier}"
    return PlainMoment(name, words, known=True, iso=at.isoformat())


def _description(known: Milestones, zone: str | None) -> str:
    """All moments in words: "Started Tue 2 Jul 2019 at 13:42 UTC. Detected at 13:45, after …"."""
    start = known.started.at
    if start is None:
        return ""
    told = [m for m in known.all if m.moment is not None or m is not known.acknowledged]
    sentences = [_sentence(milestone, start, known) for milestone in told]
    sentences[0] += f" {zone_label(start, known.end, zone)}"
    return " ".join(f"{sentence}." for sentence in sentences)


def _sentence(milestone: Milestone, start: datetime, known: Milestones) -> str:
    name, moment, at = milestone.name.capitalize(), milestone.moment, milestone.at
    if moment is None:
        return f"{name}: unknown"
    if at is None:
        return f"{name} {weekday_day(moment.day)}, time of day unknown"
    about = "about " if milestone.approximate and not milestone.estimated else ""
    day = f" {weekday_day(at.date())}" if at.date() != start.date() else ""
    if milestone is known.started:
        or_earlier = " or earlier," if milestone.estimated else ""
        return f"{name} {weekday_day(at.date())} at {about}{clock(at)}{or_earlier}"
    return f"{name}{day} at {about}{clock(at)}{_spoken_after(elapsed(start, at), known)}"


def _spoken_after(seconds: int, known: Milestones) -> str:
    if known.started.estimated:
        return f", after at least {spoken(seconds)}" if seconds else ""
    return f", after {spoken(seconds)}" if seconds else ", at once"
