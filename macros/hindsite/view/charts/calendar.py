"""Incidents by month and year: a square each, severity by the badges' fills."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hindsite.view import words
from hindsite.view.charts.ink import Ink
from hindsite.view.charts.parts import day_anchor, linked, text_width
from hindsite.view.charts.sheet import (
    NOTE_PX,
    Anchor,
    Boxes,
    Form,
    Layer,
    Lines,
    Sheet,
    Span,
    Texts,
    if_any,
)
from hindsite.view.models import Badge, Rank

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIZES = (11.0, 8.0, 6.0, 5.0, 4.0, 3.0)
# How high a month's lines of squares are at most; then they are smaller, or stand for more.
_LINES_PX = 40.0
_MOST_YEARS = 40
# Fill, outline and dash of a badge's look; the last is an unknown severity.
_LOOKS: dict[Rank, tuple[Ink | None, Ink | None, tuple[float, float] | None]] = {
    1: (Ink.SEV1, Ink.SEV1, None),
    2: (Ink.SEV2_GROUND, Ink.SEV2, None),
    3: (Ink.GROUND, Ink.SEV3, None),
    4: (None, Ink.SEV4, (2, 2)),
    0: (None, Ink.MUTED, (1, 2)),
}
_THIN: dict[Rank, Ink] = {1: Ink.SEV1, 2: Ink.SEV2, 3: Ink.SEV3, 4: Ink.SEV4, 0: Ink.MUTED}
_HATCHED = (1.0, 1.0)
_SMALLEST_OUTLINED = 8.0
# An outline for each square costs twelve bytes of the page; more are strokes.
_MOST_OUTLINED = 2000
_ORDER: tuple[Rank, ...] = (1, 2, 3, 4, 0)


@dataclass(frozen=True, slots=True)
class Day:
    """An incident on its day; `rank` is its severity's look (0 unknown)."""

    day: date
    rank: Rank
    title: str
    href: str | None = None

    @property
    def anchor(self) -> Anchor | None:
        """Where its square leads."""
        return day_anchor(self.day, self.title, self.href)


@dataclass(frozen=True, slots=True)
class Calendar:
    """All incidents, in any order, and the severities of the key, the most serious first."""

    incidents: tuple[Day, ...]
    key: tuple[Badge, ...]

    def sheet(self, form: Form) -> Sheet:
        """Years below one another, months side by side; the newest years where there are many."""
        return _Layout(self, form).sheet()


class _Layout:
    def __init__(self, it: Calendar, form: Form) -> None:
        self._form = form
        self._key = it.key
        ordered = sorted(it.incidents, key=lambda one: (_ORDER.index(one.rank), one.day, one.title))
        last = max((one.day.year for one in ordered), default=0)
        first = min((one.day.year for one in ordered), default=0)
        self._years = range(max(first, last - _MOST_YEARS + 1), last + 1) if ordered else range(0)
        shown = [one for one in ordered if one.day.year in self._years]
        self._left_out = len(ordered) - len(shown)
        self._cells: dict[tuple[int, int], list[Day]] = {}
        for one in shown:
            self._cells.setdefault((one.day.year, one.day.month), []).append(one)
        self._left, right = 40.0, float(form.width) - (34 if form.narrow else 60)
        self._right = right
        self._slot = (right - self._left) / 12
        self._size, self._each = self._choose()
        self._linked = linked((len(shown),), form)[0] and self._each == 1

    def _choose(self) -> tuple[float, int]:
        """The largest squares that fit, and how many incidents one of them stands for."""
        most = max(map(len, self._cells.values()), default=0)
        sizes = [size for size in _SIZES if not self._form.narrow or size <= 8]
        if sum(map(len, self._cells.values())) > _MOST_OUTLINED:
            sizes = [size for size in sizes if size < _SMALLEST_OUTLINED]
        for size in sizes:
            if -(-most // self._across(size)) * (size + 1) <= _LINES_PX:
                return size, 1
        fit = self._across(_SIZES[-1]) * int(_LINES_PX / (_SIZES[-1] + 1))
        return _SIZES[-1], -(-most // fit)

    def _across(self, size: float) -> int:
        return max(1, int((self._slot - 3) / (size + 1)))

    def sheet(self) -> Sheet:
        y, rows = 44.0, []
        for year in self._years:
            tall = max(16.0, self._lines(year) * (self._size + 1) + 5)
            rows.append((year, y, y + tall))
            y += tall
        if not rows:
            return Sheet.of(self._form.width, 30, Texts(((0.0, 18.0, "n = 0"),), Ink.MUTED))
        squares = self._squares(rows)
        return Sheet.of(
            self._form.width,
            y + (22 if self._note() else 4),
            *self._frame(rows),
            *squares,
            *self._legend(),
            Texts(
                ((0.0, y + 16, note),) if (note := self._note()) else (), Ink.MUTED, size=NOTE_PX
            ),
        )

    def _note(self) -> str:
        each = f"One square: {self._each} incidents, or fewer" if self._each > 1 else ""
        earlier = words.plural(self._left_out, "earlier incident")
        since = f"Since {self._years[0]}; {earlier} not drawn" if self._left_out else ""
        return ". ".join(part for part in (each, since) if part)

    def _lines(self, year: int) -> int:
        counts = (len(self._counted(year, month)) for month in range(1, 13))
        return -(-max(counts) // self._across(self._size))

    def _counted(self, year: int, month: int) -> list[Day]:
        """The incidents of a month that have a square: all of them, or one for so many."""
        found = self._cells.get((year, month), [])
        if self._each == 1:
            return found
        counts = Counter(one.rank for one in found)
        return [
            next(one for one in found if one.rank == rank)
            for rank in _ORDER
            for _ in range(-(-counts[rank] // self._each))
        ]

    def _frame(self, rows: Sequence[tuple[int, float, float]]) -> tuple[Layer, ...]:
        head = rows[0][1] - 6
        short = self._form.narrow
        names = tuple(
            (self._left + month * self._slot, head - 4, name[0] if short else name)
            for month, name in enumerate(_MONTHS)
        )
        lines = tuple((0.0, base, float(self._form.width), base) for _, _, base in rows[:-1])
        totals = tuple(
            (float(self._form.width), top + 13, words.count(self._total(year)))
            for year, top, _ in rows
        )
        return (
            Texts(names, Ink.MUTED, size=NOTE_PX),
            Texts(((float(self._form.width), head - 4, "n"),), Ink.MUTED, "end", size=NOTE_PX),
            Lines(((0.0, head, float(self._form.width), head),), Ink.CONTROL),
            Lines(lines, Ink.GRID),
            Texts(tuple((0.0, top + 13, str(year)) for year, top, _ in rows)),
            Texts(totals, Ink.MUTED, "end"),
        )

    def _total(self, year: int) -> int:
        return sum(len(found) for (of, _), found in self._cells.items() if of == year)

    def _squares(self, rows: Sequence[tuple[int, float, float]]) -> tuple[Layer, ...]:
        placed: dict[Rank, list[tuple[Span, Anchor | None]]] = {rank: [] for rank in _ORDER}
        step, across = self._size + 1, self._across(self._size)
        for year, top, _ in rows:
            for month in range(1, 13):
                left = round(self._left + (month - 1) * self._slot)
                for index, one in enumerate(self._counted(year, month)):
                    x, y = left + index % across * step, top + 4 + index // across * step
                    span = (x, y, x + self._size, y + self._size)
                    placed[one.rank].append((span, one.anchor if self._linked else None))
        return tuple(self._layer(rank, placed[rank]) for rank in _ORDER)

    def _layer(self, rank: Rank, placed: list[tuple[Span, Anchor | None]]) -> Layer:
        spans = tuple(span for span, _ in placed)
        if self._thin:
            return self._strokes(spans, rank)
        fill, outline, dash = _LOOKS[rank]
        anchors = if_any(anchor for _, anchor in placed)
        return Boxes(tuple(map(_inset, spans)), fill, outline, dash, anchors=anchors)

    @property
    def _thin(self) -> bool:
        return self._size < _SMALLEST_OUTLINED

    def _strokes(self, spans: tuple[Span, ...], rank: Rank) -> Layer:
        """Squares too small for an outline, side by side as one broken stroke."""
        found: list[list[float]] = []
        for x, y, x2, y2 in spans:
            middle = (y + y2) / 2
            if found and found[-1][1] == middle and 0 < x - found[-1][2] < 1.5:
                found[-1][2] = x2
            else:
                found.append([x, middle, x2])
        lines = tuple((x, y, x2, y) for x, y, x2 in found)
        return Lines(
            lines, _THIN[rank], self._size, dash=_HATCHED if rank == 0 else (self._size, 1)
        )

    def _legend(self) -> tuple[Layer, ...]:
        steps = [round(30 + text_width(badge.word, NOTE_PX)) for badge in self._key]
        x = 0.0 if self._form.narrow else float(self._form.width - sum(steps) + 14)
        found, names = [], []
        for badge, step in zip(self._key, steps, strict=True):
            found.append(self._swatch(x, badge.rank))
            names.append((x + 16, 12.0, badge.word))
            x += step
        return (*found, Texts(tuple(names), Ink.MUTED, size=NOTE_PX))

    def _swatch(self, x: float, rank: Rank) -> Layer:
        if self._thin:
            dash = _HATCHED if rank == 0 else None
            return Lines(((x, 8.0, x + 10, 8.0),), _THIN[rank], 10, dash)
        fill, outline, dash = _LOOKS[rank]
        return Boxes((_inset((x, 3.0, x + 10, 13.0)),), fill, outline, dash)


def _inset(span: Span) -> Span:
    """Half a pixel in: an outline is drawn on the edge, half of it outside."""
    x, y, x2, y2 = span
    return (x + 0.5, y + 0.5, x2 - 0.5, y2 - 0.5)
