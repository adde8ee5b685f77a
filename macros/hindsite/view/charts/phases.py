"""What an incident's time went into: its phases as shares of the whole, a bar for each incident.

Shares, not lengths: durations have heavy tails, so on a linear axis one incident of two weeks
would flatten all others, and on a logarithmic one stacked lengths mean nothing. A share begins at
zero and adds up to the whole, and the length it is a share of stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from hindsite.view import words
from hindsite.view.charts.ink import Ink
from hindsite.view.charts.parts import fitted, hatching, text_width
from hindsite.view.charts.scale import Scale
from hindsite.view.charts.sheet import (
    NOTE_PX,
    TEXT_PX,
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
from hindsite.view.moments import PhaseKind

MOST_ROWS, MOST_ROWS_NARROW = 40, 20
_ROW_PX, _ROW_NARROW_PX, _BAR_PX = 20.0, 36.0, 12.0
_HEAD_PX = 44.0
_NAMES: dict[PhaseKind, str] = {
    "undetected": "undetected",
    "responding": "responding",
    "recovering": "recovering",
    "hatched": "detection time unknown",
}
_LOOKS: dict[PhaseKind, tuple[Ink, Ink | None]] = {
    "undetected": (Ink.UNDETECTED, None),
    "responding": (Ink.RESPONDING, None),
    "recovering": (Ink.RECOVERING_GROUND, Ink.RECOVERING),
    "hatched": (Ink.GROUND, Ink.RESPONDING),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A phase and its length in seconds."""

    kind: PhaseKind
    seconds: float


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """An incident whose start and end are known: its phases in their order, none left out.

    `at_least`: its start is only the earliest known time. No length at all is a ValueError.
    """

    label: str
    title: str
    parts: tuple[Part, ...]
    href: str | None = None
    at_least: bool = False

    @property
    def total(self) -> float:
        """The whole, in seconds."""
        return sum(part.seconds for part in self.parts)

    @property
    def whole(self) -> Anchor | None:
        """Where its label leads, and "title, 4h 00m"."""
        return None if self.href is None else Anchor(self.href, f"{self.title}, {_total(self)}")

    def anchor(self, part: Part) -> Anchor | None:
        """Where a piece leads, and "title: undetected 3m"."""
        said = f"{self.title}: {_NAMES[part.kind]} {words.duration(part.seconds)}"
        return None if self.href is None else Anchor(self.href, said)


@dataclass(frozen=True, slots=True)
class Phases:
    """Incidents by their phases, the newest first; `count` is all that there are.

    Forty are drawn, on a phone twenty.
    """

    incidents: tuple[PhaseRow, ...]
    count: int

    def sheet(self, form: Form) -> Sheet:
        """The bars laid out for a width."""
        for row in self.incidents:
            if row.total <= 0:
                raise ValueError(f"{row.title}: phases of no length have no shares")
        return _Layout(self, form).sheet()


class _Layout:
    def __init__(self, it: Phases, form: Form) -> None:
        self._it = it
        self._form = form
        self._rows = it.incidents[: MOST_ROWS_NARROW if form.narrow else MOST_ROWS]
        self._used = {part.kind for row in self._rows for part in row.parts if part.seconds}
        # Four names do not fit on one line of a phone.
        self._head = _HEAD_PX + (18 if form.narrow and len(self._used) == len(_NAMES) else 0)
        self._totals = [_total(row) for row in self._rows]
        widest = max((text_width(text, TEXT_PX) for text in self._totals), default=0.0)
        names = max((text_width(row.label, TEXT_PX) for row in self._rows), default=0.0)
        self._label = 250.0 if form.narrow else min(names + 16, 420.0)
        left = 0.0 if form.narrow else round(self._label)
        right = 356.0 if form.narrow else round(1232 - widest - 12)
        self._scale = Scale("linear", (0, 1), (left, right))

    def sheet(self) -> Sheet:
        if not self._rows:
            return Sheet.of(self._form.width, 30, Texts(((0.0, 18.0, "n = 0"),), Ink.MUTED))
        row = _ROW_NARROW_PX if self._form.narrow else _ROW_PX
        tops = [self._head + 4 + index * row for index in range(len(self._rows))]
        bottom = tops[-1] + row
        note = self._note()
        return Sheet.of(
            self._form.width,
            bottom + (24 if note else 6),
            *self._axis(bottom),
            *self._pieces(tops),
            *self._labels(tops),
            *self._key(),
            Texts(((0.0, bottom + 16, note),) if note else (), Ink.MUTED, size=NOTE_PX),
        )

    def _note(self) -> str:
        if len(self._rows) == self._it.count:
            return ""
        return f"n = {len(self._rows)} of {words.plural(self._it.count, 'incident')}"

    def _axis(self, bottom: float) -> tuple[Layer, ...]:
        marks = (0.0, 0.25, 0.5, 0.75, 1.0)
        names = [(self._scale.at(share), self._head - 8, f"{share:.0%}") for share in marks]
        lines = tuple((share, self._head, share, bottom) for share in marks)
        left, right = self._scale.places
        return (
            Lines(lines, Ink.GRID, x=self._scale),
            Lines(((left, self._head, right, self._head),), Ink.CONTROL),
            Texts(tuple(names[:1]), Ink.MUTED, size=NOTE_PX),
            Texts(tuple(names[1:-1]), Ink.MUTED, "middle", size=NOTE_PX),
            Texts(tuple(names[-1:]), Ink.MUTED, "end", size=NOTE_PX),
        )

    def _pieces(self, tops: list[float]) -> tuple[Layer, ...]:
        spans: dict[PhaseKind, list[Span]] = {kind: [] for kind in _LOOKS}
        anchors: dict[PhaseKind, list[Anchor | None]] = {kind: [] for kind in _LOOKS}
        strokes: list[Span] = []
        for row, top in zip(self._rows, tops, strict=True):
            y, done = top + (18 if self._form.narrow else 4), 0.0
            for part in row.parts:
                if not part.seconds:
                    continue
                start, done = done / row.total, done + part.seconds
                span = self._piece(start * row.total, done, row.total, y)
                spans[part.kind].append(span)
                anchors[part.kind].append(None if self._form.narrow else row.anchor(part))
                if part.kind == "hatched":
                    strokes += hatching(span)
        layers = [
            Boxes(tuple(spans[kind]), fill, outline, anchors=if_any(anchors[kind]))
            for kind, (fill, outline) in _LOOKS.items()
        ]
        return (*layers, Lines(tuple(strokes), Ink.RESPONDING))

    def _piece(self, start: float, end: float, total: float, y: float) -> Span:
        """A phase's place; a pixel of the ground between two, and one left of the shortest."""
        x, x2 = self._scale.at(start / total), self._scale.at(end / total)
        gap = 1.0 if end < total else 0.0
        return (round(x, 1), y, round(max(x2 - gap, x + 1), 1), y + _BAR_PX)

    def _labels(self, tops: list[float]) -> tuple[Layer, ...]:
        drop = 13 if self._form.narrow else 14
        names = tuple(
            (0.0, top + drop, fitted(row.label, self._label - 12, TEXT_PX))
            for row, top in zip(self._rows, tops, strict=True)
        )
        right = 356.0 if self._form.narrow else 1232.0
        totals = tuple(
            (right, top + drop, text) for text, top in zip(self._totals, tops, strict=True)
        )
        anchors = if_any(row.whole for row in self._rows)
        return Texts(names, anchors=anchors), Texts(totals, align="end")

    def _key(self) -> tuple[Layer, ...]:
        x, y, found, names = self._scale.places[0], 12.0, [], []
        strokes: tuple[Span, ...] = ()
        for kind, (fill, outline) in _LOOKS.items():
            if kind not in self._used:
                continue
            width = 28 + text_width(_NAMES[kind], NOTE_PX)
            if x + width > self._form.width:
                x, y = self._scale.places[0], y + 18
            box = (x + 0.5, y - 9.5, x + 10.5, y + 0.5)
            found.append(Boxes((box,), fill, outline))
            strokes += hatching(box) if kind == "hatched" else ()
            names.append((round(x + 16, 1), y, _NAMES[kind]))
            x += width
        lines = Lines(strokes, Ink.RESPONDING)
        return (*found, lines, Texts(tuple(names), Ink.MUTED, size=NOTE_PX))


def _total(row: PhaseRow) -> str:
    return (words.at_least if row.at_least else words.duration)(row.total)
