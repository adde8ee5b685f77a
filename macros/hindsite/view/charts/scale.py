"""Scales: where a value stands in pixels, by the same formulas as Vega's."""

from __future__ import annotations

from dataclasses import dataclass
from math import expm1, log, log1p
from typing import Literal

Kind = Literal["pixels", "linear", "log", "symlog"]


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps `domain` (values) to `places` (pixels).

    `symlog` is logarithmic, with room for zero at its end: sign(v) · log(1 + |v| / constant).
    Source: J. B. W. Webber, A bi-symmetric log transformation for wide-range data (2013), as in
    d3-scale. `pixels` takes values for places.
    """

    kind: Kind
    domain: tuple[float, float] = (0.0, 1.0)
    places: tuple[float, float] = (0.0, 1.0)
    constant: float = 1.0

    def at(self, value: float) -> float:
        """The place of a value in pixels; a value a log scale has no place for is a ValueError."""
        if self.kind == "pixels":
            return value
        first, last = (self._bent(end) for end in self.domain)
        share = (self._bent(value) - first) / (last - first)
        return self.places[0] + share * (self.places[1] - self.places[0])

    def _bent(self, value: float) -> float:
        if self.kind == "linear":
            return value
        return log(value) if self.kind == "log" else log1p(value / self.constant)


PIXELS = Scale("pixels")


def spread(
    kind: Kind,
    first: float,
    last: float,
    places: tuple[float, float],
    spare: float,
    constant: float,
) -> Scale:
    """A scale from `first` on whose value `last` stands `spare` pixels before its end."""
    whole = abs(places[1] - places[0])
    grown = whole / max(whole - spare, 1.0)
    if kind == "log":
        end = first * (last / first) ** grown
    elif kind == "symlog":
        end = constant * expm1(log1p(last / constant) * grown)
    else:
        end = first + (last - first) * grown
    return Scale(kind, (first, round(end, 3)), places, constant)
