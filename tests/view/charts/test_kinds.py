"""What holds for every kind of chart, at every size."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import altair as alt
import pytest

from bench.charts import KINDS, incidents
from hindsite.view.charts.drawings import Chart, Drawings
from hindsite.view.charts.sheet import NARROW, WIDE, Form
from hindsite.view.charts.vega import specification
from hindsite.view.links import Links

COUNTS = (0, 1, 3, 8, 60)
every_kind = pytest.mark.parametrize("kind", KINDS)


def drawn(kind: str, count: int) -> Chart:
    """A kind's chart of so many generated incidents."""
    return Drawings().chart(KINDS[kind](incidents(count)))


def size(chart: Chart) -> float:
    """Both drawings together, in kB."""
    return (len(chart.wide.encode()) + len(chart.narrow.encode())) / 1e3


@every_kind
@pytest.mark.parametrize("form", [WIDE, NARROW], ids=["wide", "narrow"])
def test_altair_finds_the_specification_valid(kind: str, form: Form) -> None:
    """What production leaves unchecked: the schema of Vega-Lite."""
    for count in (0, 60):
        alt.LayerChart.from_dict(specification(KINDS[kind](incidents(count)).sheet(form)))


@every_kind
def test_every_size_is_whole_xml_without_ids_or_scripts(kind: str) -> None:
    """Two charts on a page cannot meet, and nothing in one acts."""
    for count in COUNTS:
        chart = drawn(kind, count)
        for drawing in (chart.wide, chart.narrow):
            root = ET.fromstring(drawing)  # noqa: S314 - what is under test made it
            tags = {element.tag for element in root.iter()}
            assert tags <= {"svg", "g", "a", "title", "path", "text"}
            assert not any("id" in element.attrib for element in root.iter())


@every_kind
def test_colours_are_the_themes(kind: str) -> None:
    """One drawing for both themes: no colour of its own is left in it."""
    chart = drawn(kind, 60)
    for drawing in (chart.wide, chart.narrow):
        colours = set(re.findall(r'(?:fill|stroke)="([^"]*)"', drawing))
        assert all(colour == "none" or colour.startswith("var(--hs-") for colour in colours)


@every_kind
def test_links_are_out_of_the_tab_order_and_named(kind: str) -> None:
    """The table below a figure is where they are reached by key."""
    root = ET.fromstring(drawn(kind, 60).linked(Links("../")).wide)  # noqa: S314 - as above
    links = list(root.iter("a"))
    assert all(link.get("tabindex") == "-1" for link in links)
    address = "{http://www.w3.org/1999/xlink}href"
    assert all((link.get(address) or "").startswith("../") for link in links)
    assert links


@every_kind
def test_the_same_incidents_give_the_same_bytes(kind: str) -> None:
    """Nothing depends on time, chance or the order of a set."""
    assert drawn(kind, 8) == drawn(kind, 8)


@every_kind
def test_nothing_leaves_the_sheet(kind: str) -> None:
    """Every mark lies within the width and height of the drawing."""
    for form in (WIDE, NARROW):
        for count in (*COUNTS, 500):
            sheet = KINDS[kind](incidents(count)).sheet(form)
            for layer in sheet.layers:
                for row in layer.rows:
                    x, y = layer.x.at(row[0]), layer.y.at(row[1])
                    assert -0.5 <= x <= sheet.width + 0.5
                    assert -0.5 <= y <= sheet.height + 0.5


@every_kind
def test_a_page_stays_small(kind: str) -> None:
    """200 incidents are links, 10,000 are thin dots; neither is most of a page."""
    assert size(drawn(kind, 200)) < 60
    assert size(drawn(kind, 10_000)) < 80
