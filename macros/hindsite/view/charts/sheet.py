"""What a chart is before it is drawn: layers of dots, lines, boxes and texts on a sheet of pixels.

A layer's coordinates are values of its scales: seconds, days or counts where an axis measures them,
pixels of the design where a place was chosen. Pixels run from the upper left corner; text stands on
its base line. Layers are painted in their order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from hindsite.view.charts.ink import Ink
from hindsite.view.charts.scale import PIXELS, Scale

TEXT_PX = 12.0
NOTE_PX = 11.5
Align = Literal["start", "middle", "end"]
Spot = tuple[float, float]
Span = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Form:
    """The width a chart is laid out for, in pixels, and whether that is a phone's."""

    width: int
    narrow: bool


WIDE = Form(1232, narrow=False)
NARROW = Form(358, narrow=True)


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a mark leads: an address below the site's root, and the words that name it."""

    href: str
    title: str


def if_any(anchors: Iterable[Anchor | None]) -> tuple[Anchor | None, ...]:
    """A layer's anchors; nothing where no mark of it leads anywhere."""
    kept = tuple(anchors)
    return kept if any(kept) else ()


@dataclass(frozen=True, slots=True)
class Dots:
    """Filled circles. `anchors` is empty or has one entry for each spot, None where unlinked."""

    spots: tuple[Spot, ...]
    diameter: float
    ink: Ink = Ink.MARK
    x: Scale = PIXELS
    y: Scale = PIXELS
    anchors: tuple[Anchor | None, ...] = ()

    @property
    def rows(self) -> tuple[Spot, ...]:
        """The marks, in painting order."""
        return self.spots


@dataclass(frozen=True, slots=True)
class Lines:
    """Straight lines from (x, y) to (x2, y2); `dash` is stroke and gap, `round_ends` caps them.

    A dash of no length with round ends is a row of dots.
    """

    spans: tuple[Span, ...]
    ink: Ink
    width: float = 1.0
    dash: tuple[float, float] | None = None
    round_ends: bool = False
    x: Scale = PIXELS
    y: Scale = PIXELS
    anchors: tuple[Anchor | None, ...] = ()

    @property
    def rows(self) -> tuple[Span, ...]:
        """The marks, in painting order."""
        return self.spans


@dataclass(frozen=True, slots=True)
class Boxes:
    """Rectangles from (x, y) to (x2, y2): filled, outlined, or both."""

    spans: tuple[Span, ...]
    ink: Ink | None
    outline: Ink | None = None
    dash: tuple[float, float] | None = None
    x: Scale = PIXELS
    y: Scale = PIXELS
    anchors: tuple[Anchor | None, ...] = ()

    @property
    def rows(self) -> tuple[Span, ...]:
        """The marks, in painting order."""
        return self.spans


@dataclass(frozen=True, slots=True)
class Texts:
    """Words at (x, y), where `align` says; a `halo` of the ground keeps them clear of marks."""

    words: tuple[tuple[float, float, str], ...]
    ink: Ink = Ink.TEXT
    align: Align = "start"
    bold: bool = False
    size: float = TEXT_PX
    halo: bool = False
    anchors: tuple[Anchor | None, ...] = ()
    x: Scale = PIXELS
    y: Scale = PIXELS

    @property
    def rows(self) -> tuple[tuple[float, float, str], ...]:
        """The marks, in painting order."""
        return self.words


Layer = Dots | Lines | Boxes | Texts


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawing's size in pixels of the design, and its layers that have marks."""

    width: float
    height: float
    layers: tuple[Layer, ...]

    @classmethod
    def of(cls, width: float, height: float, *layers: Layer) -> Sheet:
        """A sheet of the layers that have anything to show.

        A layer whose anchors do not match its marks is a ValueError.
        """
        for layer in layers:
            if layer.anchors and len(layer.anchors) != len(layer.rows):
                found = f"{len(layer.anchors)} anchors for {len(layer.rows)} marks"
                raise ValueError(f"a layer has one anchor for each mark or none, got {found}")
        return cls(width, height, tuple(layer for layer in layers if layer.rows))
