"""How a cause comes back: time to resolve and days since the one before, on one time axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import log1p

from hindsite.view import words
from hindsite.view.charts.ink import Ink
from hindsite.view.charts.ladder import DAYS, DURATIONS, Ladder
from hindsite.view.charts.names import Names
from hindsite.view.charts.packing import MOST_DOTS, scattered, unhidden
from hindsite.view.charts.parts import (
    Middle,
    anchored,
    day_number,
    linked,
    run_lines,
    span_of,
    text_width,
    year_axis,
    year_scale,
)
from hindsite.view.charts.scale import Scale
from hindsite.view.charts.sheet import (
    NOTE_PX,
    TEXT_PX,
    Anchor,
    Boxes,
    Dots,
    Form,
    Layer,
    Lines,
    Sheet,
    Spot,
    Texts,
)

_YEAR_DAYS = 365.25
_DOT, _HALO = 8.0, 1.5
_GRID = 3.0
# Labels that a panel has at most: the values farthest from the median.
_LABELS, _LABELS_NARROW = 8, 2


@dataclass(frozen=True, slots=True)
class Return:
    """An incident with the cause: its day, the seconds it took, the days since the one before.

    `seconds` None is unknown; `gap_days` None: there was none before. `name` is what a label calls
    it where it stands far from the others ("Twilio"); empty for none.
    """

    day: date
    title: str
    href: str | None = None
    seconds: float | None = None
    gap_days: float | None = None
    at_least: bool = False
    name: str = ""

    def anchor(self, said: str) -> Anchor | None:
        """Where its dots lead, and "title, " with what is `said` of it."""
        return None if self.href is None else Anchor(self.href, f"{self.title}, {said}")

    @property
    def resolve_words(self) -> str:
        """The time to resolve in words."""
        if self.seconds is None:
            return "time to resolve unknown"
        return (words.at_least if self.at_least else words.duration)(self.seconds)


@dataclass(frozen=True, slots=True)
class Returns:
    """The incidents of one cause, the medians of both panels (seconds; days), the axis' years.

    An incident outside `since` to `until` is a ValueError.
    """

    incidents: tuple[Return, ...]
    resolve: Middle
    gap: Middle
    since: int
    until: int

    def sheet(self, form: Form) -> Sheet:
        """Both panels laid out for a width."""
        span_of((one.day for one in self.incidents), self.since, self.until)
        return _Layout(self, form).sheet()


@dataclass(frozen=True, slots=True)
class _Mark:
    """A dot of a panel: its day, its value, what it leads to, and its label where it has one."""

    day: float
    value: float
    anchor: Anchor | None
    label: str


@dataclass(frozen=True, slots=True)
class _Panel:
    """One of the two measures, between two heights."""

    title: str
    marks: tuple[_Mark, ...]
    middle: Middle
    median_words: str
    ladder: Ladder
    top: float
    base: float

    def scale(self) -> Scale:
        """The panel's own logarithmic scale, upward."""
        values = [mark.value for mark in self.marks]
        kept = (self.middle.median, self.middle.low, self.middle.high)
        values += [value for value in kept if value is not None]
        return self.ladder.scale(values, (self.base, self.top), 8)


class _Layout:
    def __init__(self, it: Returns, form: Form) -> None:
        self._it = it
        self._form = form
        self._left, self._right = (38.0, 354.0) if form.narrow else (38.0, 1228.0)
        self._time = year_scale(it.since, it.until, (self._left, self._right))
        self._unknown = [one for one in it.incidents if one.seconds is None]
        self._thin = len(it.incidents) > MOST_DOTS
        first = 24.0
        self._after = first + 146 + (32 if self._unknown else 18)
        # In the order of the panels; those with an unknown time are in the first.
        since = sum(one.gap_days is not None for one in it.incidents)
        self._linked = linked((len(it.incidents), since), form)
        self._panels = (self._resolve(first), self._gaps(self._after + 22))
        self._base = self._panels[1].base + 8

    def _resolve(self, top: float) -> _Panel:
        marks = [
            _Mark(day_number(one.day), one.seconds, self._resolve_anchor(one), one.name)
            for one in self._it.incidents
            if one.seconds is not None
        ]
        said = words.duration(self._it.resolve.median or 0)
        middle = self._it.resolve
        return _Panel("Time to resolve", tuple(marks), middle, said, DURATIONS, top, top + 146)

    def _resolve_anchor(self, one: Return) -> Anchor | None:
        return one.anchor(one.resolve_words) if self._linked[0] else None

    def _gaps(self, top: float) -> _Panel:
        marks = []
        for one in self._it.incidents:
            if one.gap_days is not None:
                since = f"{days_words(one.gap_days)} since the one before"
                anchor = one.anchor(since) if self._linked[1] else None
                name = days_words(one.gap_days) if one.gap_days >= 2 * _YEAR_DAYS else ""
                marks.append(_Mark(day_number(one.day), one.gap_days, anchor, name))
        said = days_words(self._it.gap.median or 0)
        title = "Days since the one before"
        return _Panel(title, tuple(marks), self._it.gap, said, DAYS, top, top + 102)

    def sheet(self) -> Sheet:
        return Sheet.of(
            self._form.width,
            self._base + 24,
            *(layer for panel in self._panels for layer in self._panel(panel)),
            *self._unknown_row(),
            *year_axis(self._time, self._it.since, self._it.until, self._base),
        )

    def _panel(self, panel: _Panel) -> tuple[Layer, ...]:
        scale, title = panel.scale(), ((0.0, panel.top - 15, panel.title),)
        if not panel.marks:
            empty = Texts(((self._left, panel.top + 30, "n = 0"),), Ink.MUTED)
            return (Texts(title, bold=True), empty)
        ticks = panel.ladder.ticks(scale, 19)
        lines = tuple((self._left, value, self._right, value) for value, _ in ticks)
        names = tuple((self._left - 8, scale.at(value) + 4, name) for value, name in ticks)
        label = self._median_label(panel, scale)
        return (
            Texts(title, bold=True),
            *self._middle(panel.middle, scale),
            Lines(lines, Ink.GRID, y=scale),
            Texts(names, Ink.MUTED, "end"),
            *self._median(panel.middle, scale),
            *self._dots(panel, scale, label),
            label,
        )

    def _middle(self, middle: Middle, scale: Scale) -> tuple[Layer, ...]:
        if middle.low is None or middle.high is None:
            return ()
        return (Boxes(((self._left, middle.low, self._right, middle.high),), Ink.BAND, y=scale),)

    def _median(self, middle: Middle, scale: Scale) -> tuple[Layer, ...]:
        if middle.median is None:
            return ()
        line = (self._left, middle.median, self._right, middle.median)
        return (Lines((line,), Ink.TEXT, 1.5, y=scale),)

    def _median_label(self, panel: _Panel, scale: Scale) -> Texts:
        """On its line, at the first place from the left where it covers no dot.

        Where there is none it stands at the right, in the line of the panel's title.
        """
        median = panel.middle.median
        if median is None:
            return Texts(())
        y, text = scale.at(median) - 5, f"median {panel.median_words}"
        near = [
            self._time.at(mark.day) for mark in panel.marks if -16 < scale.at(mark.value) - y < 8
        ]
        x = self._clear_of(near, text_width(text, TEXT_PX))
        if x is None:
            return Texts(((self._right, panel.top - 15, text),), align="end")
        return Texts(((x, y, text),))

    def _clear_of(self, near: Sequence[float], width: float) -> float | None:
        """The first place for a text of that width between dots at these places."""
        first, last = int(self._left) + 4, int(self._right - width)
        places = (x for x in range(first, last, 8) if not _any_within(near, x - 7, x + width + 7))
        return next(places, None)

    def _dots(self, panel: _Panel, scale: Scale, label: Texts) -> tuple[Layer, ...]:
        spots = [(self._time.at(mark.day), scale.at(mark.value)) for mark in panel.marks]
        if self._thin:
            spans = ((x, y, x + (n - 1) * _GRID, y) for x, y, n in scattered(spots, _GRID))
            return (run_lines(spans, _GRID),)
        spots = unhidden(spots, _DOT / 2)
        pairs = zip(spots, (mark.anchor for mark in panel.marks), strict=True)
        most = _LABELS_NARROW if self._form.narrow else _LABELS
        labels = Names(spots, (self._left, self._right), most)
        for x, y, text in label.words if label.align == "start" else ():
            labels.cover(x, y - 11, text_width(text, TEXT_PX), 14)
        for mark, spot in _outliers(panel, spots):
            labels.try_at(spot, mark.label)
        return (*anchored(pairs, _DOT, _HALO), *labels.layers())

    def _unknown_row(self) -> tuple[Layer, ...]:
        """Hollow dots on a dotted line: when they happened is known, how long they took is not."""
        if not self._unknown:
            return ()
        y = self._panels[0].base + 16
        start = self._left + 4 + text_width("unknown", NOTE_PX) + 6
        dots = Lines(((start, y, self._right, y),), Ink.CONTROL, dash=(1, 4))
        word = ((self._left + 4, y + 4, "unknown"),)
        label = Texts(word, Ink.MUTED, size=NOTE_PX, halo=True)
        spots = [(self._time.at(day_number(one.day)), y) for one in self._unknown]
        if self._thin:
            spans = ((x, y, x + (n - 1) * _GRID, y) for x, _, n in scattered(spots, _GRID))
            return (dots, run_lines(spans, _GRID), label)
        spots = unhidden(spots, _DOT / 2)
        anchors = tuple(map(self._resolve_anchor, self._unknown))
        rings = anchored(zip(spots, anchors, strict=True), _DOT + 1, _HALO)
        holes = Dots(tuple(_rounded(spots)), _DOT - 2.5, Ink.GROUND)
        return (dots, *rings, holes, label)


def _any_within(places: Sequence[float], low: float, high: float) -> bool:
    return any(low < place < high for place in places)


def _rounded(spots: Sequence[Spot]) -> list[Spot]:
    return [(round(x, 1), round(y, 1)) for x, y in spots]


def _outliers(panel: _Panel, spots: Sequence[Spot]) -> list[tuple[_Mark, Spot]]:
    """The marks that have a label and lie outside the band, the farthest from the median first."""
    median = panel.middle.median
    if median is None:
        return []
    low = median if panel.middle.low is None else panel.middle.low
    high = median if panel.middle.high is None else panel.middle.high

    def nearness(pair: tuple[_Mark, Spot]) -> tuple[float, float]:
        mark = pair[0]
        return -abs(log1p(mark.value) - log1p(median)), mark.day

    pairs = zip(panel.marks, spots, strict=True)
    return sorted((p for p in pairs if p[0].label and not low <= p[0].value <= high), key=nearness)


def days_words(days: float) -> str:
    """Write "16 days", "1 day", "4.5 years" from two years on."""
    if days >= 2 * _YEAR_DAYS:
        return f"{days / _YEAR_DAYS:.1f} years"
    return words.plural(int(days + 0.5), "day")
