"""The colours of a drawing: placeholders while it is drawn, the theme's custom properties after."""

from __future__ import annotations

from enum import Enum


class Ink(Enum):
    """A colour by its use; the value is the theme's custom property."""

    TEXT = "--hs-text"
    MUTED = "--hs-muted"
    CONTROL = "--hs-control"
    LINE = "--hs-line"
    GROUND = "--hs-ground"
    MARK = "--hs-mark"
    BAR = "--hs-bar"
    BAND = "--hs-band"
    GRID = "--hs-grid"
    SEV1 = "--hs-sev1-ground"
    SEV2 = "--hs-sev2-line"
    SEV2_GROUND = "--hs-sev2-ground"
    SEV3 = "--hs-sev3-line"
    SEV3_GROUND = "--hs-sev3-ground"
    SEV4 = "--hs-sev4-line"
    UNDETECTED = "--hs-undetected"
    RESPONDING = "--hs-responding"
    RECOVERING = "--hs-recovering-line"
    RECOVERING_GROUND = "--hs-recovering-ground"

    @property
    def placeholder(self) -> str:
        """A colour that stands for this one in a specification: no renderer knows `var(…)`."""
        return f"#0ff1{_PLACES[self]:02x}"

    @property
    def css(self) -> str:
        """What the finished drawing says."""
        return f"var({self.value})"


_PLACES = {ink: place for place, ink in enumerate(Ink)}
INKS = {ink.placeholder: ink for ink in Ink}
