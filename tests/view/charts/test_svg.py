from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from hindsite.view.charts.ink import INKS, Ink
from hindsite.view.charts.scale import Scale
from hindsite.view.charts.sheet import Anchor, Boxes, Dots, Layer, Lines, Sheet, Texts
from hindsite.view.charts.svg import slim
from hindsite.view.charts.vega import drawn

XLINK = "{http://www.w3.org/1999/xlink}href"
EVIL = 'Fails </title></svg><script>alert(1)</script> & "href="~/x" javascript:alert(2)'


def draw(*layers: Layer) -> ET.Element:
    """A sheet drawn and read again."""
    sheet = Sheet.of(200, 100, *layers)
    return ET.fromstring(slim(drawn(sheet), sheet))  # noqa: S314 - what is under test made it


def only(root: ET.Element, tag: str) -> ET.Element:
    """The one element of a name."""
    (found,) = root.iter(tag)
    return found


def test_a_drawing_scales_and_stays_silent() -> None:
    """It has a view box, no fixed size, and nothing for a screen reader."""
    root = draw(Lines(((0, 5, 10, 5),), Ink.GRID))
    assert root.get("viewBox") == "0 0 200 100"
    assert root.get("width") is None
    assert root.get("aria-hidden") == "true"


def test_dots_are_strokes_of_no_length() -> None:
    """A circle in ten letters; unlinked neighbours share a path."""
    root = draw(Dots(((10, 20), (30.25, 20)), 8))
    group, path = only(root, "g"), only(root, "path")
    assert group.attrib == {
        "stroke": "var(--hs-mark)",
        "stroke-width": "8",
        "stroke-linecap": "round",
    }
    assert path.get("d") == "M10 20h0m20.2 0h0"


def test_values_stand_where_their_scale_says() -> None:
    """Vega's places are those the layout reckons with."""
    for kind in ("linear", "log", "symlog"):
        scale = Scale(kind, (1, 1000), (20, 180), 5.0)
        root = draw(Dots(((50.0, 9.0),), 8, x=scale))
        assert only(root, "path").get("d") == f"M{scale.at(50):.1f} 9h0"


def test_boxes_and_lines_keep_their_size() -> None:
    """Width, height, dash and ends come over."""
    root = draw(
        Boxes(((10, 5, 30, 25),), Ink.BAND, Ink.LINE),
        Lines(((5, 50, 65, 50),), Ink.MARK, 1.5, (0, 2), round_ends=True),
    )
    box, line = root.iter("g")
    assert box.attrib == {"fill": "var(--hs-band)", "stroke": "var(--hs-line)"}
    assert only(box, "path").get("d") == "M10 5h20v20h-20z"
    assert line.get("stroke-dasharray") == "0,2"
    assert only(line, "path").get("d") == "M5 50h60"


def test_a_text_says_only_what_differs_from_the_page() -> None:
    """Its family is the page's; weight, end and size where they are not the usual."""
    root = draw(Texts(((4, 12, "n = 3"),), Ink.MUTED, "end", bold=True, size=11.5))
    assert only(root, "g").attrib == {
        "fill": "var(--hs-muted)",
        "text-anchor": "end",
        "font-size": "11.5",
        "font-weight": "600",
    }
    text = only(root, "text")
    assert (text.get("x"), text.get("y"), text.text) == ("4", "12", "n = 3")


def test_what_strangers_wrote_stays_text() -> None:
    """A title that closes the drawing and opens a script is words, wherever it stands."""
    anchor = Anchor("incidents/x/", EVIL)
    root = draw(Dots(((1, 2),), 8, anchors=(anchor,)), Texts(((1, 2, EVIL),)))
    assert {element.tag for element in root.iter()} == {"svg", "g", "a", "title", "path", "text"}
    assert only(root, "title").text == EVIL
    assert only(root, "text").text == EVIL
    assert only(root, "a").attrib == {XLINK: "~/incidents/x/", "tabindex": "-1"}


def test_no_text_can_look_like_a_link() -> None:
    """The marker before addresses is found in addresses alone."""
    sheet = Sheet.of(9, 9, Texts(((1, 2, EVIL),)))
    assert 'href="' not in slim(drawn(sheet), sheet)


def test_characters_that_xml_lacks_become_spaces() -> None:
    """A control character in a title does not break the page."""
    root = draw(Texts(((1, 2, "a\x00b\x1bc"),)))
    assert only(root, "text").text == "a b c"


def test_linked_dots_have_a_path_each() -> None:
    """And those between them that lead nowhere still share one."""
    spots = ((1.0, 1.0), (2.0, 1.0), (3.0, 1.0))
    root = draw(Dots(spots, 8, anchors=(None, None, Anchor("x/", "One"))))
    assert [element.tag for element in only(root, "g")] == ["path", "a"]


def test_a_value_without_a_place_is_an_error() -> None:
    """Vega leaves it out without a word; a figure that misses an incident is wrong."""
    scale = Scale("log", (1, 10), (0, 100))
    with pytest.raises(ValueError, match="2 marks were laid out, 1 were drawn"):
        draw(Dots(((5.0, 1.0), (float("nan"), 1.0)), 8, x=scale))


def test_anchors_match_their_marks() -> None:
    """A link on the wrong dot would be worse than none."""
    with pytest.raises(ValueError, match="got 1 anchors for 2 marks"):
        Sheet.of(9, 9, Dots(((1, 1), (2, 2)), 8, anchors=(None,)))


def test_every_ink_has_a_placeholder_of_its_own() -> None:
    """Two colours never become one."""
    assert len(INKS) == len(Ink)
