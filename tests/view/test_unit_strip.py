from __future__ import annotations

from hindsite.postmortem.schema import Postmortem
from hindsite.view.links import Links
from hindsite.view.models import UnitColumn, UnitStrip
from hindsite.view.unit_strip import MOST_SQUARES, TALLEST_SQUARES, unit_strip
from tests.insight.knowing import lasting

SEVERITIES = ("SEV1", "SEV2", "SEV3")


def strip(*incidents: Postmortem) -> UnitStrip:
    """The strip of these incidents."""
    ordered = sorted(incidents, key=lambda one: (one.day, one.id), reverse=True)
    found = unit_strip(ordered, SEVERITIES, Links(""))
    assert found is not None
    return found


def columns(found: UnitStrip) -> list[UnitColumn]:
    """The columns that hold anything."""
    return [one for year in found.years for one in year.columns if one.squares or one.bars]


def test_without_incidents_there_is_no_strip() -> None:
    """An empty collection has nothing to draw."""
    assert unit_strip((), SEVERITIES, Links("")) is None


def test_six_years_are_drawn_by_month() -> None:
    """A short collection by month, all months of its years present."""
    found = strip(lasting(1, "2019-07-31"), lasting(1, "2024-01-01"))
    assert found.title == "Every incident, by month"
    assert [len(year.columns) for year in found.years] == [12] * 6
    assert [one.label for one in columns(found)] == ["2019-07", "2024-01"]
    assert found.description == "2 incidents from 2019 to 2024"


def test_more_years_are_drawn_by_quarter() -> None:
    """A long one by quarter; years before the last ten are left out on a phone, and counted."""
    found = strip(lasting(1, "2012-09-30"), lasting(1, "2018-10-01"), lasting(1, "2024-04-01"))
    assert found.title == "Every incident, by quarter"
    assert [one.label for one in columns(found)] == ["2012 Q3", "2018 Q4", "2024 Q2"]
    assert [year.label for year in found.years if year.old] == ["2012", "2013", "2014"]
    assert found.since == "Since 2015."
    assert found.older is not None
    assert found.older.text == "1 older incident"


def test_the_most_severe_are_at_the_base() -> None:
    """Unknown severity lies on top; of equals the earlier is lower."""
    found = strip(
        lasting(1, "2024-01-01", "u", severity="unknown"),
        lasting(1, "2024-01-02", "c", severity="SEV3"),
        lasting(1, "2024-01-03", "a", severity="SEV1"),
        lasting(1, "2024-01-04", "b", severity="SEV3"),
    )
    (column,) = columns(found)
    assert [square.rank for square in column.squares] == [1, 3, 3, 0]
    assert [square.href[-2] for square in column.squares] == ["a", "c", "b", "u"]
    assert [badge.word for badge in found.key] == ["SEV1", "SEV3", "unknown"]
    assert column.squares[0].label == "2024-01-03, SEV1, The web is down"


def test_a_tall_column_becomes_bars() -> None:
    """One column too high for squares makes all of them bars, to one scale."""
    tall = [lasting(1, "2024-01-01", f"n{n}", severity="SEV2") for n in range(TALLEST_SQUARES)]
    assert not columns(strip(*tall))[0].bars
    found = strip(*tall, lasting(1, "2024-01-02", severity="SEV1"), lasting(1, "2024-02-01"))
    first, second = columns(found)
    assert [(bar.rank, bar.count, bar.percent) for bar in first.bars] == [
        (1, 1, 6.7),
        (2, 14, 93.3),
    ]
    assert [(bar.rank, bar.percent) for bar in second.bars] == [(2, 6.7)]
    assert (first.href, first.squares, found.tallest) == ("years/2024/", (), 15)


def test_many_incidents_become_bars() -> None:
    """Thousands of squares would be most of the page."""
    many = [
        lasting(1, f"{2000 + n % 40}-{1 + n % 12:02}-01", f"n{n}") for n in range(MOST_SQUARES + 1)
    ]
    assert all(column.bars for column in columns(strip(*many)))
    assert all(column.squares for column in columns(strip(*many[:-1])))


def test_what_is_said_is_what_is_drawn() -> None:
    """Beyond sixty years the strip begins later, and counts no more than it shows."""
    found = strip(*(lasting(1, "1950-01-01", f"n{n}") for n in range(20)), lasting(1, "2024-01-01"))
    assert (found.description, found.tallest) == ("1 incident from 1965 to 2024", 1)
    assert columns(found)[0].squares
