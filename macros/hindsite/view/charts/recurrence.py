"""When causes came back: a row for each cause, a dot for each incident, one time axis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hindsite.view import words
from hindsite.view.charts.ink import Ink
from hindsite.view.charts.packing import MOST_DOTS, diameter_on, grid_for, heaped, runs
from hindsite.view.charts.parts import (
    anchored,
    day_anchor,
    day_number,
    fitted,
    linked,
    run_lines,
    span_of,
    text_width,
    year_axis,
    year_scale,
)
from hindsite.view.charts.sheet import (
    NOTE_PX,
    TEXT_PX,
    Anchor,
    Form,
    Layer,
    Lines,
    Sheet,
    Span,
    Texts,
    if_any,
)

_ROWS = 9
_DOT = 7.0
_ROOM = 44.0


@dataclass(frozen=True, slots=True)
class Seen:
    """An incident on its day."""

    day: date
    title: str
    href: str | None = None

    @property
    def anchor(self) -> Anchor | None:
        """Where its dot leads."""
        return day_anchor(self.day, self.title, self.href)


@dataclass(frozen=True, slots=True)
class CauseRow:
    """A cause, its incidents, and what is said at the row's end ("205 days between")."""

    label: str
    incidents: tuple[Seen, ...]
    note: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Causes by their count, the most first; nine are drawn. The axis runs over whole years."""

    causes: tuple[CauseRow, ...]
    since: int
    until: int

    def sheet(self, form: Form) -> Sheet:
        """The rows laid out for a width."""
        days = (one.day for row in self.causes for one in row.incidents)
        span_of(days, self.since, self.until)
        return _Layout(self, form).sheet()


class _Layout:
    def __init__(self, it: Recurrence, form: Form) -> None:
        self._it = it
        self._form = form
        self._rows = it.causes[:_ROWS]
        widest = max((text_width(row.label, TEXT_PX) for row in self._rows), default=0.0)
        self._label = min(widest + 12, 190.0)
        noted = max((text_width(row.note, NOTE_PX) for row in self._rows), default=0.0)
        right = 1228.0 - (noted + 12 if noted else 0)
        counted = max((text_width(_n(row), NOTE_PX) for row in self._rows), default=0.0)
        left = round(self._label + max(counted, 34) + 12)
        places = (4.0, 354.0) if form.narrow else (left, right)
        self._time = year_scale(it.since, it.until, places)
        self._groups = [
            [self._time.at(day_number(one.day)) for one in row.incidents] for row in self._rows
        ]
        self._lifts = self._heap()
        self._grid = 0.0 if self._lifts else grid_for(self._groups, _ROOM)
        self._runs = [] if self._lifts else runs(self._groups, self._grid, _ROOM)

    def _heap(self) -> list[tuple[float, ...]]:
        """Each row's dots heaped; nothing where a row has too many, or its heap is too high."""
        if any(len(group) > MOST_DOTS for group in self._groups):
            return []
        heaps = [heaped(group, _DOT + 1) for group in self._groups]
        return heaps if max((lift for h in heaps for lift in h), default=0) <= 2 * _ROOM else []

    def sheet(self) -> Sheet:
        if not self._rows:
            return Sheet.of(self._form.width, 30, Texts(((0.0, 18.0, "n = 0"),), Ink.MUTED))
        bases = self._bases()
        left = 0.0 if self._form.narrow else self._time.places[0]
        lines = tuple((left, base, self._time.places[1], base) for base in bases[:-1])
        return Sheet.of(
            self._form.width,
            bases[-1] + 24,
            Lines(lines, Ink.GRID),
            *self._dots(bases),
            *self._labels(bases),
            *year_axis(self._time, self._it.since, self._it.until, bases[-1]),
        )

    def _bases(self) -> list[float]:
        found, y = [], 0.0
        for index in range(len(self._rows)):
            if self._lifts:
                tall = max(self._lifts[index], default=0.0) + _DOT
            else:
                tall = max((run.length for run in self._runs[index]), default=1) * self._grid
            y = round(y + (24 if self._form.narrow else 8) + max(14.0, tall + 4), 1)
            found.append(y)
        return found

    def _tops(self, bases: list[float]) -> list[float]:
        return [0.0, *bases[:-1]]

    def _dots(self, bases: list[float]) -> tuple[Layer, ...]:
        if not self._lifts:
            return (run_lines(self._spans(bases), self._grid),)
        leading = linked(map(len, self._groups), self._form)
        spots = []
        for index, row in enumerate(self._rows):
            low = bases[index] - _DOT / 2 - 2
            for one, x, lift in zip(
                row.incidents, self._groups[index], self._lifts[index], strict=True
            ):
                spots.append(((x, low - lift), one.anchor if leading[index] else None))
        return anchored(spots, _DOT)

    def _spans(self, bases: list[float]) -> list[Span]:
        found: list[Span] = []
        for base, row in zip(bases, self._runs, strict=True):
            low = base - diameter_on(self._grid) / 2 - 2
            found += [(r.place, low, r.place, low - (r.length - 1) * self._grid) for r in row]
        return found

    def _labels(self, bases: list[float]) -> tuple[Layer, ...]:
        names, counts, notes, ways = [], [], [], []
        narrow = self._form.narrow
        for row, base, top in zip(self._rows, bases, self._tops(bases), strict=True):
            y = top + 17 if narrow else base - 4
            label = fitted(row.label, 200.0 if narrow else self._label, TEXT_PX)
            names.append((0.0, y, label))
            ways.append(None if row.href is None else Anchor(row.href, ""))
            x = text_width(label, TEXT_PX) + 8 if narrow else self._label
            counts.append((round(x, 1), y, _n(row)))
            if row.note:
                notes.append((354.0 if narrow else 1232.0, y, row.note))
        return (
            Texts(tuple(names), anchors=if_any(ways)),
            Texts(tuple(counts), Ink.MUTED, size=NOTE_PX),
            Texts(tuple(notes), Ink.MUTED, "end", size=NOTE_PX),
        )


def _n(row: CauseRow) -> str:
    return f"n = {words.count(len(row.incidents))}"
