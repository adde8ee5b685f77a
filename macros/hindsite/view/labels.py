"""The labels below the phase bar: what they say and where they stand.

Text widths are estimated on the wide side, from the letters of common interface fonts at 13 px,
so that labels do not touch whatever the reader's font.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from hindsite.view.moments import Milestone, Milestones, elapsed
from hindsite.view.words import clock, duration, short_day

Side = Literal["left", "right"]

BAR_PX = 960.0
_FONT_PX = 13
_BOLD_EM, _PLAIN_EM = 0.6, 0.556  # mean advance of bold words, advance of a plain digit
_PADDING_PX, _GAP_PX, _LEAST_PX = 8, 24, 130
_NEAR = 0.05  # percent; half a pixel needs no leader


class MomentLabel(NamedTuple):
    """A label below the bar: two lines of text beside a vertical line.

    The text stands right of the line (`side` "right": left aligned) or left of it (`side` "left":
    right aligned). The vertical line is at `x`; where that is not the moment's own `position`,
    `leader` is true and a thin line leads from (`position`, bar) to (`x`, label).
    """

    names: str  # bold: "Started", "Mitigated, resolved"
    clock: str  # after the names: "13:42", "≈ 17:00 Wed 1 Feb", or "unknown"
    note: str  # second line: "Tue 2 Jul", "after 27m", "no time recorded"
    known: bool  # False: dashed line, nothing bold, no position
    approximate: bool  # the "≈" is in `clock` already
    iso: str | None  # for <time datetime>; None when unknown
    position: float | None  # percent: where the moment is on the bar; None when unknown
    x: float  # percent: where the label's vertical line is
    side: Side
    leader: bool


class Group(NamedTuple):
    """The milestones that share one label: those of one instant, or those not known."""

    milestones: tuple[Milestone, ...]
    at: datetime | None  # None: not known, or only the day is

    @property
    def names(self) -> str:
        """What the label calls it: "Started, detected"."""
        return ", ".join(milestone.name for milestone in self.milestones).capitalize()

    @property
    def approximate(self) -> bool:
        """Whether "≈" stands before the time."""
        return any(milestone.approximate for milestone in self.milestones)


class _Text(NamedTuple):
    clock: str
    note: str


def groups(known: Milestones) -> tuple[Group, ...]:
    """List the labels' milestones from left to right.

    Times that print alike are one instant and share a label; an estimated start keeps its own,
    because what holds for it ("or earlier") does not hold for the others. What is unknown stands
    where it would usually happen; an unknown acknowledgement, or an end, has no label.
    """
    timed: list[Group] = []
    for milestone in sorted((m for m in known.all if m.at is not None), key=_instant):
        last = timed[-1] if timed else None
        if last and _instant(last.milestones[0]) == _instant(milestone):
            timed[-1] = Group((*last.milestones, milestone), last.at)
        else:
            timed.append(Group((milestone,), milestone.at))
    return _with_unknown(timed, known)


def _instant(milestone: Milestone) -> tuple[int, bool]:
    return milestone.second or 0, not milestone.estimated


def _with_unknown(timed: list[Group], known: Milestones) -> tuple[Group, ...]:
    detected, mitigated = (m if m.at is None else None for m in (known.detected, known.mitigated))
    if detected and mitigated and detected.moment is None and mitigated.moment is None:
        return (timed[0], Group((detected, mitigated), None), *timed[1:])
    found = list(timed)
    if mitigated:
        resolved = next(i for i, group in enumerate(found) if known.resolved in group.milestones)
        found.insert(resolved, Group((mitigated,), None))
    if detected:
        found.insert(1, Group((detected,), None))
    return tuple(found)


def labels(
    found: Sequence[Group], known: Milestones, position: Callable[[datetime], float]
) -> tuple[MomentLabel, ...]:
    """Every group's label, placed; `position` gives a time's percent on the bar."""
    texts = [_text(group, known, stacked=False) for group in found]
    widths = [_width(*pair) for pair in zip(found, texts, strict=True)]
    if sum(widths) > BAR_PX:  # several days in one row: the days move to the second line
        texts = [_text(group, known, stacked=True) for group in found]
        widths = [_width(*pair) for pair in zip(found, texts, strict=True)]
    positions = [None if group.at is None else position(group.at) for group in found]
    shrink = max(sum(widths), BAR_PX)
    places = place(positions, [100 * width / shrink for width in widths])
    return tuple(
        _label(group, text, where, x, side)
        for group, text, where, (x, side) in zip(found, texts, positions, places, strict=True)
    )


def _label(group: Group, text: _Text, where: float | None, x: float, side: Side) -> MomentLabel:
    return MomentLabel(
        names=group.names,
        clock=text.clock,
        note=text.note,
        known=group.at is not None,
        approximate=group.approximate,
        iso=None if group.at is None else group.at.isoformat(),
        position=where,
        x=x,
        side=side,
        leader=where is not None and abs(where - x) > _NEAR,
    )


def _text(group: Group, known: Milestones, *, stacked: bool) -> _Text:
    first = known.started.at
    if group.at is None or first is None:
        return _unknown_text(group)
    said = f"≈ {clock(group.at)}" if group.approximate else clock(group.at)
    if known.started in group.milestones:
        or_earlier = " or earlier" if known.started.estimated else ""
        return _Text(said, short_day(group.at.date()) + or_earlier)
    day = short_day(group.at.date(), first.year)
    since = elapsed(first, group.at)
    if group.at.date() == first.date():
        return _Text(said, _after(since, known))
    if stacked:
        sign = "≥ " if known.started.estimated else "+"
        return _Text(said, f"{sign}{duration(since)}, {day}")
    return _Text(f"{said} {day}", _after(since, known))


def _unknown_text(group: Group) -> _Text:
    moment = group.milestones[0].moment
    if moment is None:
        return _Text("unknown", "no time recorded")
    return _Text(short_day(moment.day), "time of day unknown")


def _after(seconds: int, known: Milestones) -> str:
    """Write "after 27m"; "after at least 27m" where the start is only the earliest known time."""
    if not known.started.estimated:
        return f"after {duration(seconds)}"
    return f"after at least {duration(seconds)}" if seconds else "start time unknown"


def _width(group: Group, text: _Text) -> float:
    """Estimate the px a label needs, the distance to its neighbour included."""
    first = _BOLD_EM * len(group.names) + _PLAIN_EM * (1 + len(text.clock))
    longest = max(first, _PLAIN_EM * len(text.note))
    return max(_LEAST_PX, _FONT_PX * longest + _PADDING_PX + _GAP_PX)


def place(
    positions: Sequence[float | None], widths: Sequence[float]
) -> tuple[tuple[float, Side], ...]:
    """Where each label's line stands and on which side of it the text, from left to right.

    All in percent; `widths` add up to 100 at most. A label wants to be at its moment (an unknown
    one next to the label before it); where two would touch, the later one moves right, and all
    that then pass the right end move back left.
    """
    sides: list[Side] = []
    starts: list[float] = []
    wanted, free = 0.0, 0.0
    for position, width in zip(positions, widths, strict=True):
        wanted = wanted if position is None else position
        sides.append("left" if wanted > 50 else "right")
        free = max(free, wanted - width if wanted > 50 else wanted)
        starts.append(free)
        free += width
    limit = 100.0
    for i in reversed(range(len(starts))):
        starts[i] = max(0.0, min(starts[i], limit - widths[i]))
        limit = starts[i]
    lines = (
        start + width if side == "left" else start
        for start, width, side in zip(starts, widths, sides, strict=True)
    )
    return tuple((round(x, 3), side) for x, side in zip(lines, sides, strict=True))
