"""Dots that would hide each other, moved apart across the axis: never along it.

Up to `MOST_DOTS` each dot keeps a place of its own. Beyond, dots are thinner and stand on a grid:
a run of dots for each step of the axis, its length the count; all counts shrink alike where the
longest run would leave its room.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

MOST_DOTS = 200
# Dots' distances on a grid, in pixels, the first that fits; the smallest is still seen singly.
_GRIDS = (5.0, 4.0, 3.0, 2.0)


@dataclass(frozen=True, slots=True)
class Run:
    """`length` dots in a row across the axis at `place` pixels along it."""

    place: float
    length: int


def heaped(places: Sequence[float], distance: float) -> tuple[float, ...]:
    """How far each dot is lifted, in pixels, so that centres are `distance` apart at least.

    Dots are taken by place; each falls as low as those before it let it.
    """
    lifts = [0.0] * len(places)
    settled: list[tuple[float, float]] = []
    for index in sorted(range(len(places)), key=places.__getitem__):
        place = places[index]
        near = _near(settled, place, distance)
        stops = [0.0, *(lift + sqrt(distance**2 - (place - x) ** 2) for x, lift in near)]
        lifts[index] = min(stop for stop in stops if _free(near, place, stop, distance))
        settled.append((place, lifts[index]))
    return tuple(lifts)


def aside(places: Sequence[float], distance: float) -> tuple[float, ...]:
    """How far each dot steps aside, in pixels, right positive, so that none hides another.

    Each takes the free spot nearest to the middle, right before left.
    """
    steps = [0.0] * len(places)
    settled: list[tuple[float, float]] = []
    for index in sorted(range(len(places)), key=places.__getitem__):
        place = places[index]
        near = _near(settled, place, distance)
        spots = [0.0]
        for y, step in near:
            reach = sqrt(distance**2 - (place - y) ** 2)
            spots += [step + reach, step - reach]
        free = (spot for spot in spots if _free(near, place, spot, distance))
        steps[index] = min(free, key=lambda spot: (round(abs(spot), 6), -spot))
        settled.append((place, steps[index]))
    return tuple(steps)


def _near(
    settled: Sequence[tuple[float, float]], place: float, distance: float
) -> Sequence[tuple[float, float]]:
    first = bisect_left(settled, (place - distance, float("-inf")))
    return [spot for spot in settled[first:] if place - spot[0] < distance]


def _free(near: Sequence[tuple[float, float]], place: float, lift: float, distance: float) -> bool:
    # A hair's breadth: the spots touch the circle they were computed from.
    least = (distance - 1e-6) ** 2
    return all((place - x) ** 2 + (lift - y) ** 2 >= least for x, y in near)


def grid_for(groups: Iterable[Sequence[float]], room: float) -> float:
    """The widest grid on which each group's longest run stays within `room` pixels, or the last."""
    kept = [list(group) for group in groups]
    for grid in _GRIDS:
        if all(grid * _longest(group, grid) <= room for group in kept):
            return grid
    return _GRIDS[-1]


def _longest(places: Iterable[float], grid: float) -> int:
    return max(Counter(round(place / grid) for place in places).values(), default=0)


def runs(groups: Sequence[Sequence[float]], grid: float, room: float) -> list[tuple[Run, ...]]:
    """Each group's dots on the grid; one factor shrinks all where one run would leave its room."""
    counted = [Counter(round(place / grid) for place in group) for group in groups]
    longest = max((count for group in counted for count in group.values()), default=0)
    factor = min(1.0, room / (grid * longest)) if longest else 1.0
    return [
        tuple(
            Run(cell * grid, max(1, round(count * factor))) for cell, count in sorted(group.items())
        )
        for group in counted
    ]


def diameter_on(grid: float) -> float:
    """How wide dots are on a grid: half a pixel between them."""
    return grid - 0.5


def unhidden(spots: Sequence[tuple[float, float]], least: float) -> list[tuple[float, float]]:
    """Free dots, those that would cover another moved right until `least` pixels of them show."""
    found: list[tuple[float, float]] = []
    for x, y in spots:
        free = x
        while any(abs(free - a) < least and abs(y - b) < least for a, b in found):
            free += least
        found.append((free, y))
    return found


def scattered(
    spots: Iterable[tuple[float, float]], grid: float
) -> tuple[tuple[float, float, int], ...]:
    """Free dots on a grid, one for each cell that has any: (x, y, length) of runs to the right."""
    rows: dict[int, set[int]] = {}
    for x, y in spots:
        rows.setdefault(round(y / grid), set()).add(round(x / grid))
    found = []
    for row, cells in sorted(rows.items()):
        for cell in sorted(cells):
            if cell - 1 in cells:
                continue
            length = 1
            while cell + length in cells:
                length += 1
            found.append((cell * grid, row * grid, length))
    return tuple(found)
