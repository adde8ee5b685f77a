"""The figures on a time axis: how a cause comes back, recurrence, calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bench.charts import BADGES
from hindsite.view.charts.calendar import Calendar, Day
from hindsite.view.charts.ink import Ink
from hindsite.view.charts.parts import Middle
from hindsite.view.charts.recurrence import CauseRow, Recurrence, Seen
from hindsite.view.charts.returns import Return, Returns, days_words
from hindsite.view.charts.sheet import NARROW, WIDE, Boxes, Dots, Form, Lines, Sheet, Texts

START = date(2019, 3, 1)


def texts(found: Sheet) -> list[str]:
    """Everything it says."""
    return [words[2] for layer in found.layers if isinstance(layer, Texts) for words in layer.words]


def returns(*incidents: Return, resolve: Middle = Middle(), gap: Middle = Middle()) -> Sheet:  # noqa: B008 - frozen
    """Both panels from 2018 to 2021."""
    return Returns(incidents, resolve, gap, 2018, 2021).sheet(WIDE)


def test_an_unknown_time_is_a_hollow_dot_on_a_line_of_its_own() -> None:
    """It happened, how long it took nobody wrote down."""
    known = returns(Return(START, "One", "x/", 3600))
    unknown = returns(Return(START, "One", "x/", None))
    assert "unknown" not in texts(known)
    assert "unknown" in texts(unknown)
    assert any(isinstance(layer, Lines) and layer.dash == (1, 4) for layer in unknown.layers)
    rings = [layer for layer in unknown.layers if isinstance(layer, Dots)]
    assert [layer.ink for layer in rings] == [Ink.GROUND, Ink.MARK, Ink.GROUND]


def test_medians_are_named_on_their_lines() -> None:
    """In the unit of their panel."""
    middle, gap = Middle(14_100, 3600, 20_000), Middle(205, 29, 522)
    found = returns(
        Return(START, "One", seconds=7200, gap_days=30),
        Return(START, "Two", seconds=7200, gap_days=300),
        resolve=middle,
        gap=gap,
    )
    assert {"median 3h 55m", "median 205 days"} <= set(texts(found))
    assert sum(len(layer.spans) for layer in found.layers if isinstance(layer, Boxes)) == 2


def test_only_what_lies_far_out_is_named() -> None:
    """A name inside the band would say nothing."""
    found = returns(
        Return(START, "One", seconds=500_000, name="Twilio"),
        Return(START + timedelta(300), "Two", seconds=7200, name="GitHub"),
        resolve=Middle(7200, 3600, 20_000),
    )
    assert "Twilio" in texts(found)
    assert "GitHub" not in texts(found)


@pytest.mark.parametrize(
    ("days", "expected"), [(0, "0 days"), (1, "1 day"), (205, "205 days"), (1643, "4.5 years")]
)
def test_days_are_words(days: float, expected: str) -> None:
    """Years from two years on."""
    assert days_words(days) == expected


def test_an_incident_off_the_axis_is_an_error() -> None:
    """A figure never leaves one out unsaid."""
    with pytest.raises(ValueError, match="2030-01-01 is outside the axis"):
        returns(Return(date(2030, 1, 1), "Late"))


def seen(count: int) -> CauseRow:
    """A cause with so many incidents on one day."""
    return CauseRow("deploy", tuple(Seen(START, f"Number {n}", "x/") for n in range(count)))


@pytest.mark.parametrize("form", [WIDE, NARROW])
def test_a_recurrence_strip_has_a_row_for_each_of_nine_causes(form: Form) -> None:
    """Name and n, the rest is left to the list."""
    found = texts(Recurrence((seen(2),) * 12, 2018, 2021).sheet(form))
    assert found.count("deploy") == 9
    assert found.count("n = 2") == 9


def test_a_calendar_has_a_square_for_each_incident() -> None:
    """In its month and year, its severity by the badge's look; empty years stay."""
    days = (Day(START, 1, "One", "a/"), Day(date(2021, 3, 9), 2, "Two", "b/"))
    found = Calendar(days, BADGES[:2]).sheet(WIDE)
    squares = [layer for layer in found.layers if isinstance(layer, Boxes) and layer.anchors]
    (one,), (two,) = (layer.spans for layer in squares)
    assert one[0] == two[0]
    assert one[1] < two[1]
    assert {"2019", "2020", "2021", "SEV1", "SEV2"} <= set(texts(found))


def test_too_many_for_squares_are_shared_squares_and_said() -> None:
    """What one square stands for is written below."""
    days = tuple(Day(START, 1, f"Number {n}") for n in range(5000))
    found = texts(Calendar(days, BADGES[:1]).sheet(NARROW))
    assert any(text.startswith("One square: ") for text in found)
    assert "5,000" in found
