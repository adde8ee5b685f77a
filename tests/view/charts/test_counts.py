"""The figures of counts and shares: causes by service, action ageing, phases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.view.charts.ageing import Age, Ageing
from hindsite.view.charts.ink import Ink
from hindsite.view.charts.matrix import Cell, Matrix, Total
from hindsite.view.charts.parts import hatching
from hindsite.view.charts.phases import Part, PhaseRow, Phases
from hindsite.view.charts.sheet import NARROW, WIDE, Boxes, Dots, Lines, Sheet, Texts


def texts(found: Sheet) -> list[str]:
    """Everything it says."""
    return [words[2] for layer in found.layers if isinstance(layer, Texts) for words in layer.words]


def boxes(found: Sheet, ink: Ink | None) -> list[tuple[float, float, float, float]]:
    """The boxes of one ink."""
    layers = [layer for layer in found.layers if isinstance(layer, Boxes) and layer.ink is ink]
    return [span for layer in layers for span in layer.spans]


def test_a_cell_is_a_circle_by_area_with_its_number() -> None:
    """Four times the incidents, twice the diameter; the whole cell leads to the list."""
    cells = {("deploy", "web"): Cell(16, "explore/?a"), ("deploy", "api"): Cell(4)}
    totals = (Total("web", 16), Total("api", 4))
    found = Matrix((Total("deploy", 20),), totals, cells).sheet(WIDE)
    small, large = (layer for layer in found.layers if isinstance(layer, Dots))
    assert large.diameter == pytest.approx(2 * small.diameter)
    assert {"16", "4", "20"} <= set(texts(found))
    (cell,) = (layer for layer in found.layers if isinstance(layer, Boxes))
    assert [anchor.title for anchor in cell.anchors if anchor] == ["deploy, web: 16 incidents"]


def test_what_a_phone_leaves_out_is_said() -> None:
    """Nine causes by four services."""
    causes = tuple(Total(f"cause-{n}", 1) for n in range(12))
    services = tuple(Total(f"service-{n}", 1) for n in range(6))
    assert "9 of 12 causes and 4 of 6 services" in texts(Matrix(causes, services).sheet(NARROW))


def test_bars_begin_at_zero_and_have_their_count() -> None:
    """One scale for all states, unknown hatched."""
    found = Ageing((Age("over a year", (4, 0, 2, 0, 3), "actions/"),)).sheet(WIDE)
    widths = []
    for layer in found.layers:
        if isinstance(layer, Boxes) and layer.ink is Ink.BAR:
            widths += [layer.x.at(x2) - layer.x.at(x) for x, _, x2, _ in layer.spans]
    assert widths[0] == pytest.approx(2 * widths[1])
    assert {"n = 9", "4", "2", "3", "0", "unknown"} <= set(texts(found))
    assert any(isinstance(layer, Lines) and layer.ink is Ink.BAR for layer in found.layers)


@given(st.floats(1, 300), st.floats(1, 40))
def test_hatching_stays_in_its_box(width: float, height: float) -> None:
    """Without a clip path, whose name could meet another's on the page."""
    for x, y, x2, y2 in hatching((10, 20, 10 + width, 20 + height)):
        assert 9.99 <= x <= x2 <= 10.01 + width
        assert 19.99 <= y2 <= y <= 20.01 + height
        assert x2 - x == pytest.approx(y - y2, abs=1e-6)


def row(*parts: tuple[str, float]) -> PhaseRow:
    """An incident of these phases."""
    found = tuple(Part(kind, seconds) for kind, seconds in parts)  # type: ignore[arg-type]
    return PhaseRow("2019-07-02", "One", found, "x/")


def test_phases_are_shares_of_the_whole_beside_which_they_stand() -> None:
    """An hour undetected of four is a quarter of the bar."""
    found = Phases((row(("undetected", 3600), ("responding", 10_800)),), 1).sheet(WIDE)
    first, second = (boxes(found, ink)[0] for ink in (Ink.UNDETECTED, Ink.RESPONDING))
    whole = second[2] - first[0]
    assert (second[0] - first[0]) / whole == pytest.approx(0.25, abs=0.01)
    assert "4h 00m" in texts(found)


def test_the_newest_forty_are_drawn_and_the_rest_counted() -> None:
    """Twenty on a phone."""
    rows = tuple(row(("responding", 60.0 * n)) for n in range(1, 61))
    assert "n = 40 of 90 incidents" in texts(Phases(rows, 90).sheet(WIDE))
    assert "n = 20 of 90 incidents" in texts(Phases(rows, 90).sheet(NARROW))


def test_a_length_of_zero_has_no_shares() -> None:
    """Nothing can be divided into phases."""
    with pytest.raises(ValueError, match="phases of no length"):
        Phases((row(("responding", 0)),), 1).sheet(WIDE)
