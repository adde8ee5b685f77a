"""Durations by year or quarter: a column for each, dots stepping aside, median, interval, n."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hindsite.insight.distributions import Distribution
from hindsite.view import words
from hindsite.view.charts.ink import Ink
from hindsite.view.charts.ladder import DURATIONS
from hindsite.view.charts.packing import MOST_DOTS, aside, diameter_on, grid_for, runs
from hindsite.view.charts.parts import (
    Middle,
    Timed,
    anchored,
    checked,
    linked,
    run_lines,
    text_width,
)
from hindsite.view.charts.sheet import NOTE_PX, Boxes, Form, Layer, Lines, Sheet, Span, Texts

_PLOT_PX = 200.0
_NOTHING = Distribution(0, 0)
_QUARTERS = 4
_LABELLED_PX = 136.0  # a column with a median in words on both sides of its line


@dataclass(frozen=True, slots=True)
class Period:
    """A year, or one of its quarters (1 to 4): the figures of its values, and their incidents."""

    year: int
    quarter: int | None
    figures: Distribution
    dots: tuple[Timed, ...]

    @property
    def place(self) -> int:
        """Periods of one kind in their order, one apart."""
        return self.year if self.quarter is None else self.year * _QUARTERS + self.quarter - 1

    @property
    def name(self) -> str:
        """How people call it: "2019", "Q3"."""
        return str(self.year) if self.quarter is None else f"Q{self.quarter}"


@dataclass(frozen=True, slots=True)
class Periods:
    """Durations by period, of one kind, in any order; those left out between two have no incident.

    Periods of two kinds, or one that comes twice, are a ValueError.
    """

    periods: tuple[Period, ...]
    by: Literal["year", "quarter"]

    def sheet(self, form: Form) -> Sheet:
        """The columns laid out for a width; the newest that fit, and how many do not."""
        for period in self.periods:
            if (period.quarter is None) != (self.by == "year"):
                raise ValueError(f"a {self.by} was expected, got {period.year} {period.name}")
            checked(period.figures, period.dots, f"{period.year} {period.name}")
        return _Layout(self.filled(), form).sheet()

    def filled(self) -> tuple[Period, ...]:
        """Every period from the first to the last."""
        known = {period.place: period for period in self.periods}
        if len(known) != len(self.periods):
            raise ValueError("a period comes twice")
        if not known:
            return ()
        return tuple(
            known.get(place) or self._empty(place) for place in range(min(known), max(known) + 1)
        )

    def _empty(self, place: int) -> Period:
        if self.by == "year":
            return Period(place, None, _NOTHING, ())
        return Period(place // _QUARTERS, place % _QUARTERS + 1, _NOTHING, ())


class _Layout:
    def __init__(self, periods: Sequence[Period], form: Form) -> None:
        self._form = form
        self._left, self._right = (36.0, 354.0) if form.narrow else (36.0, 1228.0)
        self._dot = 6.5 if form.narrow else 7.0
        kept = self._kept(periods)
        self._periods = periods[len(periods) - kept :]
        earlier = periods[: len(periods) - kept]
        self._earlier = sum(period.figures.count for period in earlier)
        self._top = 26.0 if self._earlier else 6.0
        self._base = self._top + _PLOT_PX
        self._slot = (self._right - self._left) / max(kept, 1)
        if self._periods and self._periods[-1].figures.shown_median is not None:
            # The last column's label has no neighbour's room to reach into.
            spare = _LABELLED_PX / 2 - self._slot / 2
            if self._slot > _LABELLED_PX * 0.7 and spare > 0:
                self._right -= spare
                self._slot = (self._right - self._left) / kept
        seconds = [dot.seconds for period in self._periods for dot in period.dots]
        self._scale = DURATIONS.scale(seconds, (self._base, self._top), 8)
        self._half = max(min(22.0, self._slot / 2 - 5), 5.0)
        self._swarm()

    def _kept(self, periods: Sequence[Period]) -> int:
        """How many columns are wide enough for what stands below them."""
        names = ["2000", "Q1", *(known + rest for known, rest in map(_n, periods))]
        least = max(text_width(name, NOTE_PX) for name in names) + 5
        return min(len(periods), int((self._right - self._left) / least))

    def _swarm(self) -> None:
        """Decide where the dots stand: each by itself, or on a grid where they are too many."""
        self._groups = [[self._scale.at(dot.seconds) for dot in p.dots] for p in self._periods]
        room = self._slot / 2 - self._dot / 2 - 1
        self._steps: list[tuple[float, ...]] | None = None
        if sum(map(len, self._groups)) > MOST_DOTS:
            return
        steps = [aside(group, self._dot + 1) for group in self._groups]
        if all(abs(step) <= room for group in steps for step in group):
            self._steps = steps

    def _middle(self, index: int) -> float:
        return round(self._left + (index + 0.5) * self._slot, 1)

    def sheet(self) -> Sheet:
        years = self._years()
        return Sheet.of(
            self._form.width,
            self._base + (52 if years else 36),
            self._bands(),
            *self._axis(),
            *years,
            *self._dots(),
            *self._medians(),
            *self._below(),
            Texts(self._note(), Ink.MUTED, size=NOTE_PX),
        )

    def _note(self) -> tuple[tuple[float, float, str], ...]:
        if not self._earlier:
            return ()
        first = self._periods[0]
        since = f"{first.name} {first.year}" if first.quarter else first.name
        left_out = words.plural(self._earlier, "earlier incident")
        return ((0.0, 12.0, f"Since {since}; {left_out} not drawn"),)

    def _bands(self) -> Boxes:
        found = []
        for index, period in enumerate(self._periods):
            middle, x = Middle.of(period.figures), self._middle(index)
            if middle.low is not None and middle.high is not None:
                found.append((x - self._half, middle.low, x + self._half, middle.high))
        return Boxes(tuple(found), Ink.BAND, y=self._scale)

    def _axis(self) -> tuple[Layer, ...]:
        ticks = DURATIONS.ticks(self._scale, 24)
        lines = tuple((self._left, value, self._right, value) for value, _ in ticks[1:])
        names = tuple((self._left - 8, self._scale.at(value) + 4, name) for value, name in ticks)
        return (
            Lines(lines, Ink.GRID, y=self._scale),
            Lines(((self._left, self._base, self._right, self._base),), Ink.CONTROL, 1.5),
            Texts(names, Ink.MUTED, "end"),
        )

    def _years(self) -> tuple[Layer, ...]:
        """For quarters: the years between lines of their own."""
        starts = [
            (self._left + index * self._slot, period.year)
            for index, period in enumerate(self._periods)
            if period.quarter and (index == 0 or period.quarter == 1)
        ]
        if not starts:
            return ()
        ends = [*(x for x, _ in starts[1:]), self._right]
        names = [
            (x + 4, self._base + 48, str(year))
            for (x, year), end in zip(starts, ends, strict=True)
            if end - x > 30
        ]
        lines = tuple((x, self._base, x, self._base + 50) for x, _ in starts)
        return Lines(lines, Ink.LINE), Texts(tuple(names))

    def _dots(self) -> tuple[Layer, ...]:
        if self._steps is None:
            return self._thin_dots()
        (leads,) = linked((sum(map(len, self._groups)),), self._form)
        spots = []
        for index, (period, steps) in enumerate(zip(self._periods, self._steps, strict=True)):
            for dot, step in zip(period.dots, steps, strict=True):
                spot = (self._middle(index) + step, self._scale.at(dot.seconds))
                spots.append((spot, dot.anchor if leads else None))
        return anchored(spots, self._dot)

    def _thin_dots(self) -> tuple[Layer, ...]:
        room = self._slot - 4
        grid = grid_for(self._groups, room)
        spans: list[Span] = []
        for index, found in enumerate(runs(self._groups, grid, room)):
            x = self._middle(index)
            for run in found:
                reach = (run.length - 1) * grid / 2
                y = min(run.place, self._base - diameter_on(grid))
                spans.append((x - reach, y, x + reach, y))
        return (run_lines(spans, grid),)

    def _medians(self) -> tuple[Layer, ...]:
        lines, names = [], []
        for index, period in enumerate(self._periods):
            median = period.figures.shown_median
            if median is None:
                continue
            x, y = self._middle(index), self._scale.at(median)
            lines.append((x - self._half, y, x + self._half, y))
            text = words.duration(median)
            width = text_width(text, NOTE_PX)
            start = self._reach(index, y, 1) + 4
            if start + width + 2 <= self._room_after(index, y):
                names.append((round(x + start, 1), y + 4, text))
        return Lines(tuple(lines), Ink.TEXT, 2), Texts(tuple(names), size=NOTE_PX)

    def _reach(self, index: int, y: float, side: int) -> float:
        """How far a column's line and its dots near height `y` go from its middle to one side."""
        if self._steps is None:
            return self._slot
        near = zip(self._groups[index], self._steps[index], strict=True)
        reach = [side * step + self._dot / 2 for place, step in near if abs(place - y) < 9]
        return max([self._half, *reach])

    def _room_after(self, index: int, y: float) -> float:
        """How far right of a column's middle a label may go."""
        if index + 1 == len(self._periods):
            return self._form.width - self._middle(index) + 4
        return self._slot - self._reach(index + 1, y, -1)

    def _below(self) -> tuple[Layer, ...]:
        yearly = bool(self._periods) and self._periods[0].quarter is None
        names: list[tuple[float, float, str]] = []
        known: list[tuple[float, str, str]] = []
        rest: list[tuple[float, str, str]] = []
        for index, period in enumerate(self._periods):
            x = self._middle(index)
            short = yearly and self._slot < 40
            names.append((x, self._base + 16, f"’{period.year % 100:02}" if short else period.name))
            told, of = _n(period)
            (rest if of else known).append((x, told, of))
        y = self._base + 32
        alone = tuple((x, y, told) for x, told, _ in known)
        # Where some are unknown the line breaks at the slash, half of the text on either side.
        first = tuple((round(x + _shift(told, of), 1), y, told) for x, told, of in rest)
        second = tuple((round(x + _shift(told, of), 1), y, of) for x, told, of in rest)
        return (
            Texts(tuple(names), Ink.TEXT if yearly else Ink.MUTED, "middle"),
            Texts(alone, align="middle", size=NOTE_PX),
            Texts(first, align="end", size=NOTE_PX),
            Texts(second, Ink.MUTED, size=NOTE_PX),
            Texts(((0.0, y, "n" if self._periods else "n = 0"),), Ink.MUTED, size=NOTE_PX),
        )


def _n(period: Period) -> tuple[str, str]:
    """Write "6" and "/7" where one of seven is unknown, else "6" and nothing."""
    figures = period.figures
    unknown = figures.known != figures.count
    return words.count(figures.known), f"/{words.count(figures.count)}" if unknown else ""


def _shift(first: str, second: str) -> float:
    """How far right of the middle two halves meet so that their whole is centred."""
    slash = 0.28 * NOTE_PX
    digits = text_width(second[1:], NOTE_PX)
    return (text_width(first, NOTE_PX) - digits - slash) / 2
