"""Action items by age and state: a bar of each state for each age, on one scale of counts."""

from __future__ import annotations

from dataclasses import dataclass

from hindsite.view import words
from hindsite.view.charts.ink import Ink
from hindsite.view.charts.parts import fitted, hatched, text_width
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

STATES = ("done", "in progress", "open", "dropped", "unknown")
_BAR_PX, _ROW_PX, _ROW_NARROW_PX = 12.0, 26.0, 42.0
_HEAD_PX = 24.0


@dataclass(frozen=True, slots=True)
class Age:
    """Action items of an age ("30 to 90 days"): how many are in each state of `STATES`."""

    label: str
    counts: tuple[int, int, int, int, int]
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Ageing:
    """The ages in their order."""

    ages: tuple[Age, ...]

    def sheet(self, form: Form) -> Sheet:
        """A column of bars for each state, so that every bar begins at zero and has its count."""
        return _Layout(self, form).sheet()


class _Layout:
    def __init__(self, it: Ageing, form: Form) -> None:
        self._ages = it.ages
        self._form = form
        widest = max((text_width(age.label, TEXT_PX) for age in it.ages), default=0.0)
        self._label = min(widest + 12, 200.0)
        totals = [words.count(sum(age.counts)) for age in it.ages]
        total = max((text_width(f"n = {text}", TEXT_PX) for text in totals), default=0.0)
        self._left = 0.0 if form.narrow else round(self._label + total + 20)
        self._slot = (form.width - self._left) / len(STATES)
        self._most = max((count for age in it.ages for count in age.counts), default=0)
        widest = text_width(words.count(self._most), NOTE_PX) + 6
        self._room = self._slot - widest - (8 if form.narrow else 20)

    def sheet(self) -> Sheet:
        if not self._ages:
            return Sheet.of(self._form.width, 30, Texts(((0.0, 18.0, "n = 0"),), Ink.MUTED))
        row = _ROW_NARROW_PX if self._form.narrow else _ROW_PX
        bottom = _HEAD_PX + 4 + len(self._ages) * row
        tops = [_HEAD_PX + 4 + index * row for index in range(len(self._ages))]
        zeros = tuple((x, _HEAD_PX, x, bottom) for x in map(self._zero, range(len(STATES))))
        return Sheet.of(
            self._form.width,
            bottom + 4,
            self._heads(),
            Lines(((0.0, _HEAD_PX, float(self._form.width), _HEAD_PX),), Ink.CONTROL),
            Lines(() if self._form.narrow else zeros, Ink.GRID),
            *self._bars(tops),
            *self._labels(tops),
        )

    def _zero(self, state: int) -> float:
        return round(self._left + state * self._slot, 1)

    def _heads(self) -> Texts:
        heads = tuple((self._zero(i), _HEAD_PX - 9, state) for i, state in enumerate(STATES))
        return Texts(heads, Ink.MUTED, size=NOTE_PX)

    def _bars(self, tops: list[float]) -> tuple[Layer, ...]:
        unknown: list[Span] = []
        counts, layers = [], []
        for state in range(len(STATES)):
            zero = self._zero(state)
            scale = Scale("linear", (0, max(self._most, 1)), (zero, zero + self._room))
            spans, ways = [], []
            for age, top in zip(self._ages, tops, strict=True):
                count, y = age.counts[state], top + (22 if self._form.narrow else 7)
                end = max(scale.at(count), zero + 1.5 if count else 0)
                ink_end = end if count else zero
                counts.append((round(ink_end + 5, 1), y + 10, words.count(count)))
                if not count:
                    continue
                if STATES[state] == "unknown":
                    unknown.append((zero, y, round(end, 1), y + _BAR_PX))
                    continue
                spans.append((0.0, y, count, y + _BAR_PX))
                said = f"{age.label}, {STATES[state]}: {words.count(count)}"
                ways.append(None if age.href is None else Anchor(age.href, said))
            layers.append(Boxes(tuple(spans), Ink.BAR, x=scale, anchors=if_any(ways)))
        return (*layers, *hatched(unknown), Texts(tuple(counts), size=NOTE_PX))

    def _labels(self, tops: list[float]) -> tuple[Layer, ...]:
        narrow = self._form.narrow
        names, totals = [], []
        for age, top in zip(self._ages, tops, strict=True):
            y = top + (15 if narrow else 17)
            label = fitted(age.label, 200.0, TEXT_PX)
            x = text_width(label, TEXT_PX) + 8 if narrow else self._label
            names.append((0.0, y, label))
            totals.append((round(x, 1), y, f"n = {words.count(sum(age.counts))}"))
        return Texts(tuple(names)), Texts(tuple(totals), Ink.MUTED)
