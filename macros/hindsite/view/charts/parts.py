"""What several kinds of charts are made of: dots and their links, small texts, time axes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hindsite.insight.distributions import Distribution
from hindsite.insight.statistics import SMALLEST_FOR_INTERVAL
from hindsite.view import words
from hindsite.view.charts.ink import Ink
from hindsite.view.charts.packing import MOST_DOTS, diameter_on
from hindsite.view.charts.scale import Scale
from hindsite.view.charts.sheet import (
    NOTE_PX,
    Anchor,
    Boxes,
    Dots,
    Form,
    Layer,
    Lines,
    Span,
    Spot,
    Texts,
    if_any,
)

# Advances in em of common interface fonts, on the wide side, so that texts do not touch.
_NARROW, _WIDE = frozenset("fijlrt .,:;'’|!()-/"), frozenset("mwMW%…")
_NARROW_EM, _PLAIN_EM, _CAPITAL_EM, _WIDE_EM, _BOLD = 0.34, 0.56, 0.7, 0.86, 1.08
_LINKED_NARROW = 60
_YEAR_PX = 34.0
_YEAR_STEPS = (1, 2, 3, 5, 6, 10, 20, 50, 100)


def day_anchor(day: date, title: str, href: str | None) -> Anchor | None:
    """Where the mark of an incident on its day leads, and "2019-07-02, title"; None: nowhere."""
    return None if href is None else Anchor(href, f"{words.iso_day(day)}, {title}")


@dataclass(frozen=True, slots=True)
class Timed:
    """An incident with a known duration; `at_least` where the start is only the earliest known."""

    seconds: float
    title: str
    href: str | None = None
    at_least: bool = False

    @property
    def anchor(self) -> Anchor | None:
        """Where its dot leads, and "title, 5h 32m"."""
        said = (words.at_least if self.at_least else words.duration)(self.seconds)
        return None if self.href is None else Anchor(self.href, f"{self.title}, {said}")


@dataclass(frozen=True, slots=True)
class Middle:
    """A median and the bounds of its interval, in the figure's unit; None where not shown."""

    median: float | None = None
    low: float | None = None
    high: float | None = None

    @classmethod
    def of(cls, figures: Distribution) -> Middle:
        """What a figure shows of a distribution: a median from 3 values on, bounds from 6."""
        if figures.known < SMALLEST_FOR_INTERVAL:
            return cls(figures.shown_median)
        return cls(figures.shown_median, figures.low, figures.high)


def checked(figures: Distribution, dots: Sequence[Timed], group: str) -> None:
    """A ValueError where a group's dots are not the values its figures rest on."""
    if figures.known != len(dots):
        raise ValueError(f"{group}: {figures.known} known values and {len(dots)} dots")


def anchored(
    spots: Iterable[tuple[Spot, Anchor | None]], diameter: float, halo: float = 0.0
) -> tuple[Layer, ...]:
    """Dots that lead somewhere, each with a rim of the ground so that it stays apart from lines."""
    pairs = tuple(spots)
    places = tuple(_tenths(spot) for spot, _ in pairs)
    dots = Dots(places, diameter, anchors=if_any(anchor for _, anchor in pairs))
    return (Dots(places, diameter + 2 * halo, Ink.GROUND), dots) if halo else (dots,)


def _tenths(spot: Spot) -> Spot:
    return round(spot[0], 1), round(spot[1], 1)


def linked(counts: Iterable[int], form: Form) -> list[bool]:
    """Which groups of these numbers of dots have links: the first ones, so many together at most.

    A link is twenty times the bytes of its dot, and the table below a figure has all of them. On a
    phone, where a finger covers a dozen dots, fewer are worth it.
    """
    total, found, most = 0, [], _LINKED_NARROW if form.narrow else MOST_DOTS
    for count in counts:
        total += count
        found.append(total <= most)
    return found


def run_lines(spans: Iterable[Span], grid: float, ink: Ink = Ink.MARK) -> Lines:
    """Runs of dots on a grid, each span from its first dot's centre to its last one's.

    A dotted line: one short stroke of it stands for any number of dots.
    """
    # Half a pixel more, or the last dot could fall to a rounding error.
    longer = tuple(_longer(span) for span in spans)
    return Lines(longer, ink, diameter_on(grid), dash=(0, grid), round_ends=True)


def _longer(span: Span) -> Span:
    x, y, x2, y2 = span
    return (x, y, x, y2 - 0.5) if x == x2 else (x, y, x2 + 0.5, y)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """An estimate of a text's width in pixels, on the wide side."""
    return sum(map(_advance, text)) * size * (_BOLD if bold else 1)


def _advance(letter: str) -> float:
    if letter in _NARROW:
        return _NARROW_EM
    if letter in _WIDE or not letter.isascii():
        return _WIDE_EM
    return _CAPITAL_EM if letter.isupper() else _PLAIN_EM


def fitted(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text, cut with an ellipsis where it is wider than `room` pixels."""
    if text_width(text, size, bold=bold) <= room:
        return text
    fits = (
        cut
        for end in range(len(text) - 1, 0, -1)
        if text_width(cut := f"{text[:end].rstrip(' -_')}…", size, bold=bold) <= room
    )
    return next(fits, "…")


def wrapped(text: str, room: float, size: float) -> tuple[str, ...]:
    """The text on one line or two, broken after a hyphen or space, cut where still too wide."""
    if text_width(text, size) <= room:
        return (text,)
    breaks = [place + 1 for place, letter in enumerate(text) if letter in "-_ "]
    fits = [place for place in breaks if text_width(text[:place], size) <= room]
    if not fits:
        return (fitted(text, room, size),)
    return text[: fits[-1]].rstrip(), fitted(text[fits[-1] :], room, size)


def year_scale(since: int, until: int, places: tuple[float, float]) -> Scale:
    """Time from the first day of one year to the last day of another; values are `day_number`."""
    first, last = date(since, 1, 1).toordinal(), date(until, 12, 31).toordinal() + 1
    return Scale("linear", (first, last), places)


def day_number(day: date) -> int:
    """A day as a number of days, counted as Python's calendar does."""
    return day.toordinal()


def span_of(days: Iterable[date], since: int, until: int) -> None:
    """A ValueError where a day lies outside the years of the axis."""
    for day in days:
        if not since <= day.year <= until:
            raise ValueError(f"{day} is outside the axis, which runs from {since} to {until}")


def year_axis(scale: Scale, since: int, until: int, base: float) -> tuple[Layer, ...]:
    """A time axis: a firm line, short ticks between the years, as many names as there is room."""
    left, right = scale.places
    slot = (right - left) / (until - since + 1)
    step = next((n for n in _YEAR_STEPS if n * slot >= _YEAR_PX), _YEAR_STEPS[-1])
    edges = [scale.at(date(year, 1, 1).toordinal()) for year in range(since, until + 1)]
    ticks = tuple((x, base, x, base + 5) for x in (*edges, right)) if slot >= 4 else ()
    names = tuple(
        (min(max(x + slot / 2, left + 12), right - 12), base + 17, str(year))
        for x, year in zip(edges, range(since, until + 1), strict=True)
        if (year - since) % step == 0
    )
    return (
        Lines(((left, base, right, base), *ticks), Ink.CONTROL),
        Texts(names, Ink.MUTED, "middle", size=NOTE_PX),
    )


def hatching(box: Span, gap: float = 5.0) -> tuple[Span, ...]:
    """Strokes at 45° that fill a box (x, y, x2, y2), cut at its edges: what is unknown."""
    left, top, right, bottom = box
    height, width = bottom - top, right - left
    found = []
    offset = gap
    while offset < width + height:
        low = (left + max(0.0, offset - height), top + min(offset, height))
        high = (left + min(offset, width), top + max(0.0, offset - width))
        found.append((*low, *high))
        offset += gap
    return tuple(found)


def hatched(boxes: Sequence[Span]) -> tuple[Layer, ...]:
    """Boxes of the unknown: an outline and hatching."""
    strokes = tuple(stroke for box in boxes for stroke in hatching(box))
    return (Lines(strokes, Ink.BAR), Boxes(tuple(boxes), None, Ink.BAR))
