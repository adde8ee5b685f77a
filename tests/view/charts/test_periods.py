from __future__ import annotations

import pytest

from bench.charts import figures
from hindsite.view.charts.parts import Timed
from hindsite.view.charts.periods import Period, Periods
from hindsite.view.charts.sheet import NARROW, WIDE, Form, Sheet, Texts


def period(year: int, quarter: int | None, *values: float, count: int | None = None) -> Period:
    """A period of these values, of `count` incidents."""
    dots = tuple(Timed(value, "Incident", "x/") for value in values)
    return Period(year, quarter, figures(list(values), count or len(values)), dots)


def said(found: Sheet) -> list[str]:
    """Everything it says, from left to right."""
    words = [row for layer in found.layers if isinstance(layer, Texts) for row in layer.words]
    return [text for _, _, text in sorted(words)]


def years(*periods: Period, form: Form = WIDE) -> list[str]:
    """What a figure by year says."""
    return said(Periods(periods, "year").sheet(form))


def test_years_without_incidents_keep_their_slot() -> None:
    """Time in order, with a zero under what is empty."""
    found = years(period(2019, None, 60), period(2021, None, 60))
    assert [text for text in found if text in {"2019", "2020", "2021"}] == ["2019", "2020", "2021"]
    assert "0" in found


def test_n_tells_how_many_are_unknown() -> None:
    """Written "6/7" where one of seven is not known, a plain number where all are."""
    found = years(period(2019, None, *(60.0 * n for n in range(1, 7)), count=7))
    assert "6" in found
    assert "/7" in found


def test_a_median_is_named_beside_its_line() -> None:
    """From three values on."""
    assert "2h 00m" in years(period(2019, None, 3600, 7200, 10_800))
    assert "1h 30m" not in years(period(2019, None, 3600, 7200))


def test_quarters_stand_between_the_lines_of_their_year() -> None:
    """The year is named once, the quarters below their columns."""
    found = said(Periods((period(2021, 2, 60), period(2022, 1, 60)), "quarter").sheet(WIDE))
    assert [text for text in found if text.startswith("Q")] == ["Q2", "Q3", "Q4", "Q1"]
    assert {"2021", "2022"} <= set(found)


def test_a_phone_has_the_newest_years_and_counts_the_rest() -> None:
    """What is not drawn is said."""
    found = years(*(period(year, None, 60) for year in range(1990, 2027)), form=NARROW)
    assert "’26" in found
    assert "’90" not in found
    assert any(
        text.startswith("Since ") and "earlier incidents not drawn" in text for text in found
    )


def test_two_kinds_of_periods_do_not_mix() -> None:
    """A quarter among years would be counted twice."""
    with pytest.raises(ValueError, match="a year was expected, got 2019 Q1"):
        years(period(2019, 1, 60))


def test_a_period_comes_once() -> None:
    """Of two, one would be lost without a word."""
    with pytest.raises(ValueError, match="comes twice"):
        years(period(2019, None, 60), period(2019, None, 90))
