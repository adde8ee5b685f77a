from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.view.charts.packing import (
    Run,
    aside,
    grid_for,
    heaped,
    runs,
    scattered,
    unhidden,
)

places = st.lists(st.floats(0, 300).map(lambda place: round(place, 1)), max_size=40)


def apart(spots: list[tuple[float, float]], distance: float) -> bool:
    """Whether all centres are that far from one another."""
    pairs = combinations(spots, 2)
    return all((a - c) ** 2 + (b - d) ** 2 >= (distance - 0.001) ** 2 for (a, b), (c, d) in pairs)


def test_dots_of_one_place_stand_on_one_another() -> None:
    """Upward, each on the one before."""
    assert heaped([50, 50, 50], 9) == pytest.approx((0, 9, 18))


def test_dots_that_have_room_stay_on_the_line() -> None:
    """A dot is lifted only where it would hide another."""
    assert heaped([0, 9, 40], 9) == (0, 0, 0)


def test_dots_step_right_first_then_left() -> None:
    """The first stays in the middle."""
    assert aside([50, 50, 50], 8) == pytest.approx((0, 8, -8))


@given(places)
def test_no_heaped_dot_hides_another(found: list[float]) -> None:
    """And none sinks below the line or moves along it."""
    lifts = heaped(found, 9)
    assert apart(list(zip(found, lifts, strict=True)), 9)
    assert min(lifts, default=0) >= 0


@given(places)
def test_no_dot_that_steps_aside_hides_another(found: list[float]) -> None:
    """In columns as on lines."""
    assert apart(list(zip(found, aside(found, 8), strict=True)), 8)


@given(places, st.randoms())
def test_a_heap_does_not_depend_on_the_order(found: list[float], chance: object) -> None:
    """The same incidents give the same drawing."""
    shuffled = list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    first = sorted(zip(found, heaped(found, 9), strict=True))
    assert sorted(zip(shuffled, heaped(shuffled, 9), strict=True)) == first


def test_a_grid_counts_the_dots_of_each_step() -> None:
    """A run's length is a number of incidents, as long as there is room."""
    assert runs([[10, 10, 14]], 2.0, 40) == [(Run(10, 2), Run(14, 1))]


def test_runs_that_leave_their_room_shrink_all_alike() -> None:
    """Lengths stay in proportion, and what happened once stays visible."""
    ((long, half, once),) = runs([[0.0] * 100 + [10.0] * 50 + [20.0]], 2.0, 40)
    assert (long.length, half.length, once.length) == (20, 10, 1)


def test_the_grid_is_the_widest_that_fits() -> None:
    """Dots grow thinner with their number."""
    assert grid_for([[0.0] * 10], 50) == 5
    assert grid_for([[0.0] * 20], 50) == 2
    assert grid_for([[0.0] * 500], 50) == 2


@given(st.lists(st.tuples(st.floats(0, 200), st.floats(0, 100)), max_size=60))
def test_every_scattered_dot_has_its_cell(spots: list[tuple[float, float]]) -> None:
    """Merged dots share a cell; none is lost, none is invented."""
    drawn = {
        (round(x / 3) + n, round(y / 3))
        for x, y, length in scattered(spots, 3)
        for n in range(length)
    }
    assert drawn == {(round(x / 3), round(y / 3)) for x, y in spots}


def test_dots_of_one_spot_show_beside_one_another() -> None:
    """Two incidents of one day that took equally long are two dots."""
    assert unhidden([(5, 5), (5, 5), (50, 5)], 4) == [(5, 5), (9, 5), (50, 5)]
