from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from hindsite.insight.distributions import Distribution
from hindsite.view.links import Links
from hindsite.view.panels.service_strip import MOST_DOTS, service_strip
from hindsite.view.rows import scale
from hindsite.view.service_panels import ServiceFigures, service_panels
from tests.insight.knowing import impact, knowing, lasting

SCALE = scale(Links(""))


def dots(html: str) -> list[tuple[float, float]]:
    """The dots' places in the path."""
    return [(float(x), float(y)) for x, y in re.findall(r"M([\d.]+) ([\d.]+)h0", html)]


def test_a_dot_for_each_incident_and_the_median() -> None:
    """Few dots stand singly on the base; three have a line, no band."""
    figures = Distribution(3, 3, median=3600.0)
    html = service_strip([1200, 3600, 86_400], figures, SCALE)
    assert len(dots(html)) == 3
    assert "hs-mini-median" in html
    assert "hs-mini-band" not in html


@given(st.lists(st.integers(0, 10**7), max_size=2000))
def test_a_strip_stays_small(seconds: list[int]) -> None:
    """However many dots: within the row, of bounded height and bytes."""
    html = service_strip(seconds, Distribution(len(seconds), len(seconds)), SCALE)
    assert all(0 <= x <= 100 and y >= 0 for x, y in dots(html))
    assert len(html) < 25_000
    if len(seconds) <= MOST_DOTS and len(set(seconds)) == len(seconds):
        assert len(dots(html)) <= max(len(seconds), 101 * 14)


def test_a_service_tells_years_and_cost() -> None:
    """The strip where a time is known; years newest first; unknown sums are the word."""
    knowledge = knowing(
        lasting(60, "2024-01-01", services=("web",), impact=impact(users_percent=100.0)),
        lasting(None, "2023-01-01", services=("web", "api")),
    )
    figures = ServiceFigures(knowledge)
    strip, (years, cost) = service_panels("web", figures, Links("../"))
    assert strip[0].title == "Time to resolve"
    assert years.table is not None
    assert [row[0].text for row in years.table.rows] == ["2024", "2023"]
    assert cost.table is not None
    told = {row[0].text: (row[1].text, row[2].text) for row in cost.table.rows}
    assert told["Full-outage equivalent"] == ("1h 00m", "1 of 2")
    assert told["Users affected"] == ("unknown", "0 of 2")
    assert told["Availability in 2024"][1] == "1 of 1"
    assert len(service_panels("api", figures, Links("../"))) == 1
