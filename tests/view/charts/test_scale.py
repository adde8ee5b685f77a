from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.view.charts.ladder import DAYS, DURATIONS
from hindsite.view.charts.scale import PIXELS, Scale

HOUR, DAY = 3600.0, 86_400.0
PLACES = (96.0, 1082.0)
lengths = st.lists(st.one_of(st.just(0.0), st.floats(0.01, 4e8)), min_size=1, max_size=30)


def labels(*values: float, gap: float = 66) -> list[str]:
    """The ticks of an axis for these values."""
    scale = DURATIONS.scale(values, PLACES, 12)
    return [label for _, label in DURATIONS.ticks(scale, gap)]


def test_a_log_scale_spaces_equal_ratios_equally() -> None:
    """From 1 to 100 over 200 pixels, 10 stands in the middle."""
    scale = Scale("log", (1, 100), (0, 200))
    assert [scale.at(value) for value in (1, 10, 100)] == pytest.approx([0, 100, 200])


def test_pixels_are_their_own_places() -> None:
    """Where a place was chosen, no scale moves it."""
    assert PIXELS.at(12.5) == 12.5


def test_an_upward_axis_begins_at_the_bottom() -> None:
    """Places may run from the larger to the smaller: up the sheet."""
    scale = Scale("linear", (0, 10), (200, 100))
    assert (scale.at(0), scale.at(10)) == (200, 100)


def test_ticks_are_times_that_people_name() -> None:
    """Minutes to two weeks: the steps of a clock and a calendar, not powers of ten."""
    expected = ["15m", "1h", "3h", "6h", "12h", "1d", "3d", "1w"]
    assert labels(1500, 13 * DAY) == expected


def test_less_room_leaves_fewer_ticks() -> None:
    """The names most used stay."""
    assert labels(1500, 13 * DAY, gap=150) == ["15m", "1h", "6h", "1d", "1w"]


def test_zero_has_a_place_of_its_own() -> None:
    """Detected at once is no value that a logarithm has: the axis begins at zero then."""
    scale = DURATIONS.scale((0, 60, HOUR), PLACES, 12)
    assert scale.kind == "symlog"
    assert scale.at(0) == PLACES[0]
    assert labels(0, 60, HOUR)[0] == "0m"


def test_without_values_the_axis_is_the_usual_one() -> None:
    """An empty figure still says what it would measure."""
    assert labels()[0] == "10m"
    assert labels()[-1] == "1w"


def test_days_are_named_in_days() -> None:
    """One unit an axis."""
    scale = DAYS.scale((3, 900), PLACES, 8)
    assert [label for _, label in DAYS.ticks(scale, 30)][:3] == ["1", "7", "30"]


def test_a_negative_length_is_refused() -> None:
    """No axis of lengths has a place for it."""
    with pytest.raises(ValueError, match="cannot be negative, got -1"):
        DURATIONS.scale((-1, 5), PLACES, 8)


@given(lengths)
def test_every_value_is_inside_and_the_order_is_kept(values: list[float]) -> None:
    """Whatever the range, dots stay on the axis, in order, and the largest clear of its end."""
    scale = DURATIONS.scale(values, PLACES, 12)
    places = [scale.at(value) for value in sorted(values)]
    assert places == sorted(places)
    assert PLACES[0] - 0.01 <= places[0]
    assert places[-1] <= PLACES[1] - 11.9


@given(lengths, st.floats(20, 200))
def test_ticks_keep_their_distance(values: list[float], gap: float) -> None:
    """No two labels touch, and none lies off the axis."""
    scale = DURATIONS.scale(values, PLACES, 12)
    places = [scale.at(value) for value, _ in DURATIONS.ticks(scale, gap)]
    assert all(b - a >= gap for a, b in pairwise(places))
    assert all(PLACES[0] - 0.01 <= place <= PLACES[1] + 0.01 for place in places)
