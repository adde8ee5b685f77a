from __future__ import annotations

import pytest

from bench.charts import figures
from hindsite.view.charts.ink import Ink
from hindsite.view.charts.parts import Timed
from hindsite.view.charts.sheet import NARROW, WIDE, Boxes, Dots, Form, Lines, Sheet, Texts
from hindsite.view.charts.strip import Strip, StripRow

HOUR = 3600.0


def row(label: str, *values: float, count: int | None = None) -> StripRow:
    """A row of these values."""
    dots = tuple(
        Timed(value, f"Incident {value:.0f}", f"incidents/{value:.0f}/") for value in values
    )
    return StripRow(label, figures(list(values), count or len(values)), dots)


def sheet(*values: float, form: Form = WIDE) -> Sheet:
    """A strip of one row."""
    return Strip((row("All", *values),)).sheet(form)


def texts(found: Sheet) -> list[str]:
    """Everything it says."""
    return [words[2] for layer in found.layers if isinstance(layer, Texts) for words in layer.words]


def medians(found: Sheet) -> int:
    """How many median lines are drawn."""
    lines = [layer for layer in found.layers if isinstance(layer, Lines) and layer.ink is Ink.TEXT]
    return sum(len(layer.spans) for layer in lines)


def bands(found: Sheet) -> int:
    """How many intervals are drawn."""
    return sum(len(layer.spans) for layer in found.layers if isinstance(layer, Boxes))


@pytest.mark.parametrize(
    ("n", "lines", "shown"), [(0, 0, 0), (2, 0, 0), (3, 1, 0), (5, 1, 0), (6, 1, 1)]
)
def test_few_values_show_less(n: int, lines: int, shown: int) -> None:
    """Dots alone, then a median, from six values on an interval; n is always printed."""
    found = sheet(*(HOUR * (place + 1) for place in range(n)))
    assert (medians(found), bands(found)) == (lines, shown)
    assert f"n = {n}" in texts(found)
    assert ("too few for an interval" in texts(found)) is (3 <= n < 6)


def test_the_narrow_form_says_the_same_above_its_row() -> None:
    """Median and interval on one line."""
    found = sheet(*(HOUR * place for place in range(1, 8)), form=NARROW)
    assert "4h 00m (1h 00m to 7h 00m)" in texts(found)


def test_a_dot_leads_to_its_incident() -> None:
    """With title and value for a pointer."""
    (dots,) = (layer for layer in sheet(HOUR).layers if isinstance(layer, Dots))
    (anchor,) = dots.anchors
    assert anchor is not None
    assert (anchor.href, anchor.title) == ("incidents/3600/", "Incident 3600, 1h 00m")


def test_many_dots_are_thin_and_lead_nowhere() -> None:
    """Above two hundred in a row."""
    found = sheet(*(HOUR + place for place in range(201)))
    assert not any(isinstance(layer, Dots) for layer in found.layers)
    assert not any(layer.anchors for layer in found.layers)


def test_a_lower_bound_says_so() -> None:
    """An estimated start makes a duration the least it can have been."""
    anchor = Timed(5400, "Slow", "x/", at_least=True).anchor
    assert anchor is not None
    assert anchor.title == "Slow, at least 1h 30m"


def test_dots_are_the_values_the_figures_rest_on() -> None:
    """A figure that counts other incidents than it draws is refused."""
    wrong = StripRow("All", figures([1.0, 2.0], 2), (Timed(1.0, "One"),))
    with pytest.raises(ValueError, match="All: 2 known values and 1 dots"):
        Strip((wrong,)).sheet(WIDE)
