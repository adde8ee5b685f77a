"""Names beside dots, in the room that is left."""

from __future__ import annotations

from collections.abc import Sequence

from hindsite.view.charts.ink import Ink
from hindsite.view.charts.parts import text_width
from hindsite.view.charts.sheet import NOTE_PX, Layer, Span, Spot, Texts


class Names:
    """Names for some of the dots at `spots`: right of a dot or else left, where they meet nothing.

    They stay between the places `bounds`; `most` of them at most.
    """

    def __init__(self, spots: Sequence[Spot], bounds: tuple[float, float], most: int) -> None:
        self._taken = [(x - 6, y - 6, x + 6, y + 6) for x, y in spots]
        self._most = most
        self._left, self._right = bounds
        self._start: list[tuple[float, float, str]] = []
        self._end: list[tuple[float, float, str]] = []

    def cover(self, x: float, y: float, width: float, height: float) -> None:
        """Keep a part of the panel free of names."""
        self._taken.append((x, y, x + width, y + height))

    def try_at(self, spot: Spot, text: str) -> None:
        """Place a name where there is room for it."""
        if len(self._start) + len(self._end) >= self._most:
            return
        x, y = spot
        width = text_width(text, NOTE_PX)
        for side, found, at in ((x + 8, self._start, x + 9), (x - 8 - width, self._end, x - 9)):
            box = (side, y - 7, side + width, y + 7)
            if self._free(box):
                found.append((round(at, 1), round(y + 4, 1), text))
                self._taken.append(box)
                return

    def _free(self, box: Span) -> bool:
        inside = box[0] >= self._left and box[2] <= self._right
        return inside and not any(_meet(box, taken) for taken in self._taken)

    def layers(self) -> tuple[Layer, ...]:
        """The names that found room."""
        return (
            Texts(tuple(self._start), Ink.MUTED, size=NOTE_PX, halo=True),
            Texts(tuple(self._end), Ink.MUTED, "end", size=NOTE_PX, halo=True),
        )


def _meet(a: Span, b: Span) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
