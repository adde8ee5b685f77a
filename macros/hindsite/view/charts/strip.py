"""Durations on a log axis, a row for each group: dots, median, interval, n."""

from __future__ import annotations

from dataclasses import dataclass

from hindsite.insight.distributions import Distribution
from hindsite.insight.statistics import SMALLEST_FOR_INTERVAL
from hindsite.view import words
from hindsite.view.charts.ink import Ink
from hindsite.view.charts.ladder import DURATIONS
from hindsite.view.charts.packing import MOST_DOTS, Run, diameter_on, grid_for, heaped, runs
from hindsite.view.charts.parts import (
    Middle,
    Timed,
    anchored,
    checked,
    fitted,
    linked,
    run_lines,
    text_width,
)
from hindsite.view.charts.scale import Scale
from hindsite.view.charts.sheet import NOTE_PX, TEXT_PX, Boxes, Form, Layer, Lines, Sheet, Texts

TOO_FEW = "too few for an interval"
# Above this a heap would be the page; its dots go onto a grid.
_HEAP_ROOM = 120.0
_GRID_ROOM = 84.0
_LONGEST_LABEL = 220.0


@dataclass(frozen=True, slots=True)
class StripRow:
    """A group: its name, the figures of its values, and the incidents they come from."""

    label: str
    figures: Distribution
    dots: tuple[Timed, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """Durations by group, the whole first. Dots that do not match their figures: a ValueError."""

    rows: tuple[StripRow, ...]

    def sheet(self, form: Form) -> Sheet:
        """The strip laid out for a width."""
        for row in self.rows:
            checked(row.figures, row.dots, row.label)
        return _Layout(self, form).sheet()


@dataclass(frozen=True, slots=True)
class _Look:
    """Sizes of one form, in pixels."""

    dot: float
    gap: float  # between a row's base and the next row's band
    least: float  # a band's height
    tick_gap: float


_WIDE = _Look(dot=8, gap=18, least=34, tick_gap=66)
_NARROW = _Look(dot=6.5, gap=36, least=26, tick_gap=46)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A row with its place: the band's top, its base line, and how far each dot is lifted."""

    row: StripRow
    top: float
    base: float
    lifts: tuple[float, ...]
    runs: tuple[Run, ...]


class _Layout:
    def __init__(self, strip: Strip, form: Form) -> None:
        self._rows = strip.rows
        self._form = form
        self._look = _NARROW if form.narrow else _WIDE
        self._label_px = self._widest_label()
        left, right = (0.0, 354.0) if form.narrow else (self._plot_left(), 1082.0)
        seconds = [dot.seconds for row in strip.rows for dot in row.dots]
        self._scale: Scale = DURATIONS.scale(seconds, (left, right), 12)
        self._grid = 0.0
        self._placed = self._place()

    def _widest_label(self) -> float:
        widest = max((text_width(r.label, TEXT_PX, bold=True) for r in self._rows), default=0)
        return min(max(widest + 10, 44.0), _LONGEST_LABEL)

    def _plot_left(self) -> float:
        widest = max((text_width(_n(row), TEXT_PX) for row in self._rows), default=0.0)
        return round(self._label_px + max(widest + 10, 52))

    def _place(self) -> list[_Placed]:
        groups = [[self._scale.at(dot.seconds) for dot in row.dots] for row in self._rows]
        heaps = self._heaps(groups)
        thin: list[tuple[Run, ...]] = [() for _ in groups]
        if heaps is None:
            self._grid = grid_for(groups, _GRID_ROOM)
            thin = runs(groups, self._grid, _GRID_ROOM)
        found, y = [], 8.0 if not self._form.narrow else -6.0
        for index, row in enumerate(self._rows):
            lifts = heaps[index] if heaps else ()
            tall = max(lifts, default=0.0) + self._look.dot
            if thin[index]:
                tall = max(run.length for run in thin[index]) * self._grid
            top = y + (self._look.gap if index or self._form.narrow else 0)
            y = top + max(self._look.least, tall + 14)
            found.append(_Placed(row, round(top, 1), round(y, 1), lifts, thin[index]))
        return found

    def _heaps(self, groups: list[list[float]]) -> list[tuple[float, ...]] | None:
        """Every row's dots heaped, or None where one row has too many for that."""
        if any(len(group) > MOST_DOTS for group in groups):
            return None
        heaps = [heaped(group, self._look.dot + 1) for group in groups]
        tall = max((lift for heap in heaps for lift in heap), default=0.0)
        return heaps if tall <= _HEAP_ROOM else None

    def sheet(self) -> Sheet:
        left, right = self._scale.places
        bottom = self._placed[-1].base if self._placed else 0.0
        bases = [(left, placed.base, right, placed.base) for placed in self._placed]
        return Sheet.of(
            self._form.width,
            bottom + 20,
            self._bands(),
            *self._grid_lines(bottom),
            Lines(tuple(bases[1:]), Ink.GRID),
            Lines(tuple(bases[:1]), Ink.CONTROL, 1.5),
            *self._dots(),
            self._medians(),
            *self._labels(),
            *self._values(),
        )

    def _bands(self) -> Boxes:
        middles = ((placed, Middle.of(placed.row.figures)) for placed in self._placed)
        found = tuple(
            (middle.low, placed.top, middle.high, placed.base)
            for placed, middle in middles
            if middle.low is not None and middle.high is not None
        )
        return Boxes(found, Ink.BAND, x=self._scale)

    def _grid_lines(self, bottom: float) -> tuple[Layer, ...]:
        ticks = DURATIONS.ticks(self._scale, self._look.tick_gap)
        lines = tuple((value, 0.0, value, bottom) for value, _ in ticks)
        start = self._form.narrow
        names = [(self._scale.at(value), bottom + 15, label) for value, label in ticks]
        return (
            Lines(lines, Ink.GRID, x=self._scale),
            Texts(tuple(names[:1] if start else ()), Ink.MUTED),
            Texts(tuple(names[1:] if start else names), Ink.MUTED, "middle"),
        )

    def _dots(self) -> tuple[Layer, ...]:
        if self._grid:
            spans = []
            for placed in self._placed:
                low = placed.base - diameter_on(self._grid) / 2 - 2
                spans += [
                    (run.place, low, run.place, low - (run.length - 1) * self._grid)
                    for run in placed.runs
                ]
            return (run_lines(spans, self._grid),)
        leading = linked((len(placed.row.dots) for placed in self._placed), self._form)
        spots = []
        for placed, leads in zip(self._placed, leading, strict=True):
            low = placed.base - self._look.dot / 2 - 2
            for dot, lift in zip(placed.row.dots, placed.lifts, strict=True):
                spot = (self._scale.at(dot.seconds), low - lift)
                spots.append((spot, dot.anchor if leads else None))
        return anchored(spots, self._look.dot)

    def _medians(self) -> Lines:
        found = tuple(
            (median, placed.top, median, placed.base)
            for placed in self._placed
            if (median := placed.row.figures.shown_median) is not None
        )
        return Lines(found, Ink.TEXT, 2, x=self._scale)

    def _labels(self) -> tuple[Layer, ...]:
        lift = self._look.least + 8 if self._form.narrow else 4
        names, counts = [], []
        for placed in self._placed:
            y = placed.top - 8 if self._form.narrow else placed.base - lift
            room = 150.0 if self._form.narrow else _LONGEST_LABEL
            label = fitted(placed.row.label, room, TEXT_PX, bold=True)
            names.append((0.0, y, label))
            counts.append((self._count_x(label), y, _n(placed.row)))
        return Texts(tuple(names), bold=True), Texts(tuple(counts), Ink.MUTED)

    def _count_x(self, label: str) -> float:
        if not self._form.narrow:
            return self._label_px
        return max(38.0, round(text_width(label, TEXT_PX, bold=True) + 8))

    def _values(self) -> tuple[Layer, ...]:
        """The median in words and its interval: beside a row, or over it where it is narrow."""
        shown = [
            (placed, median, _interval(placed.row.figures))
            for placed in self._placed
            if (median := placed.row.figures.shown_median) is not None
        ]
        if self._form.narrow:
            texts = [
                (354.0, placed.top - 8, f"{words.duration(median)}{_in_line(interval)}")
                for placed, median, interval in shown
            ]
            return (Texts(tuple(texts), align="end"),)
        values = [(1098.0, p.base - 21, words.duration(median)) for p, median, _ in shown]
        notes = [(1098.0, p.base - 5, interval) for p, _, interval in shown]
        return Texts(tuple(values), bold=True), Texts(tuple(notes), Ink.MUTED, size=NOTE_PX)


def _n(row: StripRow) -> str:
    return f"n = {words.count(row.figures.known)}"


def _interval(figures: Distribution) -> str:
    if figures.known < SMALLEST_FOR_INTERVAL or figures.low is None or figures.high is None:
        return TOO_FEW
    return f"{words.duration(figures.low)} to {words.duration(figures.high)}"


def _in_line(interval: str) -> str:
    return f", {interval}" if interval == TOO_FEW else f" ({interval})"
