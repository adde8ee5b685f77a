"""Causes by service: how many incidents have both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt

from hindsite.view import words
from hindsite.view.charts.ink import Ink
from hindsite.view.charts.parts import text_width, wrapped
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
    Span,
    Spot,
    Texts,
)

_ROW_PX, _LARGEST, _LEAST = 30.0, 27.0, 3.0
_ROWS, _COLUMNS, _COLUMNS_NARROW = 9, 9, 4
_HEAD_PX = 40.0


@dataclass(frozen=True, slots=True)
class Total:
    """A cause or a service, and how many incidents have it."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Cell:
    """How many incidents have a cause and a service; `href` leads to their list."""

    count: int
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Causes and services, by value, and what they share; a pair that is left out shares nothing.

    The first nine of each are drawn, on a phone four of the services.
    """

    causes: tuple[Total, ...]
    services: tuple[Total, ...]
    cells: Mapping[tuple[str, str], Cell] = field(default_factory=dict)  # (cause, service)

    def sheet(self, form: Form) -> Sheet:
        """Causes as rows, services as columns: circles by area, numbers in them."""
        return _Layout(self, form).sheet()


class _Layout:
    def __init__(self, it: Matrix, form: Form) -> None:
        self._it = it
        self._form = form
        self._rows = it.causes[:_ROWS]
        self._columns = it.services[: _COLUMNS_NARROW if form.narrow else _COLUMNS]
        self._longest = 96.0 if form.narrow else 190.0
        widest = max((text_width(row.name, TEXT_PX) for row in self._rows), default=0.0)
        self._label = min(widest + 12, self._longest)
        self._left = round(self._label + 34)
        slot = (form.width - self._left) / max(len(self._columns), 1)
        self._slot = min(slot, 130.0)
        drawn = [it.cells[pair].count for row in self._rows for pair in self._pairs(row)]
        self._most = max(drawn, default=0)

    def _pairs(self, row: Total) -> list[tuple[str, str]]:
        pairs = ((row.name, column.name) for column in self._columns)
        return [pair for pair in pairs if pair in self._it.cells]

    def sheet(self) -> Sheet:
        if not self._rows or not self._columns:
            return Sheet.of(self._form.width, 30, Texts(((0.0, 18.0, "n = 0"),), Ink.MUTED))
        base = _HEAD_PX + len(self._rows) * _ROW_PX
        note = self._note()
        return Sheet.of(
            self._form.width,
            base + (24 if note else 6),
            *self._frame(),
            *self._circles(),
            Texts(((0.0, base + 18, note),) if note else (), Ink.MUTED, size=NOTE_PX),
        )

    def _note(self) -> str:
        shown = (
            (len(self._rows), len(self._it.causes), "causes"),
            (len(self._columns), len(self._it.services), "services"),
        )
        parts = [f"{some} of {words.count(of)} {what}" for some, of, what in shown if some < of]
        return words.joined(parts)

    def _middle(self, index: int) -> float:
        return round(self._left + (index + 0.5) * self._slot, 1)

    def _frame(self) -> tuple[Layer, ...]:
        right = self._left + len(self._columns) * self._slot
        heads, totals = [], []
        for index, column in enumerate(self._columns):
            lines = wrapped(column.name, self._slot - 2, NOTE_PX)
            for place, line in enumerate(lines):
                y = _HEAD_PX - 10 - (len(lines) - 1 - place) * 13
                heads.append((self._middle(index), y, line))
        bases = [(0.0, self._base(i), right, self._base(i)) for i in range(len(self._rows) - 1)]
        names = [name for i in range(len(self._rows)) for name in self._name(i)]
        totals = [
            (float(self._left - 10), self._base(i) - 11, words.count(row.count))
            for i, row in enumerate(self._rows)
        ]
        return (
            Texts(tuple(heads), Ink.MUTED, "middle", size=NOTE_PX),
            Texts(((float(self._left - 10), _HEAD_PX - 10, "n"),), Ink.MUTED, "end", size=NOTE_PX),
            Lines(((0.0, _HEAD_PX, right, _HEAD_PX),), Ink.CONTROL),
            Lines(tuple(bases), Ink.GRID),
            Texts(tuple(names)),
            Texts(tuple(totals), Ink.MUTED, "end"),
        )

    def _name(self, index: int) -> list[tuple[float, float, str]]:
        """A cause's name, on two lines where it is long."""
        lines = wrapped(self._rows[index].name, self._label, TEXT_PX)
        first = self._base(index) - (11 if len(lines) == 1 else 17)
        return [(0.0, first + place * 13, line) for place, line in enumerate(lines)]

    def _base(self, index: int) -> float:
        return _HEAD_PX + (index + 1) * _ROW_PX

    def _circles(self) -> tuple[Layer, ...]:
        sizes: dict[float, list[Spot]] = {}
        numbers: list[tuple[float, float, str]] = []
        targets: list[tuple[Span, Anchor | None]] = []
        for i, row in enumerate(self._rows):
            for j, column in enumerate(self._columns):
                cell = self._it.cells.get((row.name, column.name))
                if cell is None or cell.count == 0:
                    continue
                spot = (self._middle(j), self._base(i) - _ROW_PX / 2)
                anchor = _anchor(cell, row.name, column.name)
                sizes.setdefault(self._diameter(cell.count), []).append(spot)
                numbers.append((spot[0], spot[1] + 4, words.count(cell.count)))
                targets.append((self._whole(i, j), anchor))
        circles = (Dots(tuple(spots), size, Ink.BAND) for size, spots in sorted(sizes.items()))
        # The whole cell is what one clicks: a circle can be smaller than a finger.
        cells = Boxes(
            tuple(cell for cell, anchor in targets if anchor),
            None,
            anchors=tuple(anchor for _, anchor in targets if anchor),
        )
        return (*circles, Texts(tuple(numbers), align="middle"), cells)

    def _whole(self, row: int, column: int) -> Span:
        x, base = self._left + column * self._slot, self._base(row)
        return (round(x + 1, 1), base - _ROW_PX + 1, round(x + self._slot - 1, 1), base - 1)

    def _diameter(self, count: int) -> float:
        """By area: a count twice as large has a circle twice as large."""
        return round(max(_LEAST, _LARGEST * sqrt(count / self._most)), 1)


def _anchor(cell: Cell, cause: str, service: str) -> Anchor | None:
    if cell.href is None:
        return None
    return Anchor(cell.href, f"{cause}, {service}: {words.plural(cell.count, 'incident')}")
