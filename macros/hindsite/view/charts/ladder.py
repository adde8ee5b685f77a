"""Axes with human ticks: the values people name, chosen by range and room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hindsite.view.charts.scale import Scale, spread

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0
# A domain needs some length, or one value alone would have nowhere to stand.
_SHORTEST = 4.0
_SELDOM = 2


@dataclass(frozen=True, slots=True)
class Step:
    """A value with a name; the lower its `rank`, the sooner it is a tick."""

    value: float
    label: str
    rank: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps of a measure, ascending, and what zero is called."""

    steps: tuple[Step, ...]
    zero: str
    usual: tuple[float, float]  # what an axis without any value runs over

    def scale(self, values: Iterable[float], places: tuple[float, float], spare: float) -> Scale:
        """A logarithmic scale for `values` (none negative) from a step below the smallest.

        The largest stands `spare` pixels before the end. A zero has a place of its own (`symlog`).
        """
        known = sorted(values)
        if known and known[0] < 0:
            raise ValueError(f"a length cannot be negative, got {known[0]}")
        if not known:
            return spread("log", *self.usual, places, spare, 1.0)
        positive = [value for value in known if value > 0]
        smallest = positive[0] if positive else self.usual[0]
        largest = positive[-1] if positive else smallest
        if len(positive) < len(known) or smallest <= self.steps[0].value:
            constant = self._below(smallest) / 2
            return spread("symlog", 0.0, max(largest, constant * 8), places, spare, constant)
        first = self._below(smallest)
        return spread("log", first, max(largest, first * _SHORTEST), places, spare, 1.0)

    def _below(self, value: float) -> float:
        """The highest step that leaves a dot at `value` clear of the axis."""
        lower = [step.value for step in self.steps if step.value * 1.15 <= value]
        return lower[-1] if lower else value / 2

    def ticks(self, scale: Scale, gap: float) -> tuple[tuple[float, str], ...]:
        """Values and labels for an axis, `gap` pixels apart at least; the axis' start is one."""
        first, last = scale.domain
        chosen = [Step(0.0, self.zero, 0)] if first == 0 else self._named(first)
        inside = [step for step in self.steps if first < step.value <= last]
        for step in sorted(inside, key=lambda one: (one.rank, one.value)):
            place = scale.at(step.value)
            # A name used less needs more room: it helps a short axis and clutters a long one.
            least = gap if step.rank < _SELDOM else gap * 1.6
            if all(abs(place - scale.at(other.value)) >= least for other in chosen):
                chosen.append(step)
        return tuple((step.value, step.label) for step in sorted(chosen, key=_value))

    def _named(self, value: float) -> list[Step]:
        return [step for step in self.steps if step.value == value]


def _value(step: Step) -> float:
    return step.value


def _ladder(
    zero: str, usual: tuple[float, float], steps: Sequence[tuple[float, str, int]]
) -> Ladder:
    return Ladder(tuple(Step(*step) for step in steps), zero, usual)


DURATIONS = _ladder(
    "0m",
    (10 * _MINUTE, 7 * _DAY),
    (
        (1, "1s", 1),
        (10, "10s", 1),
        (_MINUTE, "1m", 0),
        (5 * _MINUTE, "5m", 2),
        (10 * _MINUTE, "10m", 0),
        (15 * _MINUTE, "15m", 3),
        (30 * _MINUTE, "30m", 3),
        (_HOUR, "1h", 0),
        (3 * _HOUR, "3h", 1),
        (6 * _HOUR, "6h", 0),
        (12 * _HOUR, "12h", 1),
        (_DAY, "1d", 0),
        (3 * _DAY, "3d", 1),
        (7 * _DAY, "1w", 0),
        (14 * _DAY, "2w", 3),
        (30 * _DAY, "30d", 0),
        (90 * _DAY, "90d", 2),
        (365 * _DAY, "365d", 0),
        (3650 * _DAY, "3,650d", 1),
    ),
)
DAYS = _ladder(
    "0",
    (1, 730),
    (
        (1, "1", 0),
        (7, "7", 0),
        (30, "30", 0),
        (90, "90", 2),
        (182, "182", 1),
        (365, "365", 2),
        (730, "730", 0),
        (1825, "1,825", 2),
        (3650, "3,650", 1),
        (18_250, "18,250", 2),
    ),
)
