"""Vega's SVG rewritten: small, themed, linked and safe.

Only marks come over, each layer as one group with its colours, in the order of the sheet. Whatever
Vega adds for itself (frames, roles, fonts) stays behind. Words and addresses are taken from the
sheet, never through Vega, and escaped here: quotes as well, so that no text can look like `href="`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.etree import ElementTree as ET

from markupsafe import Markup, escape

from hindsite.view.charts.ink import INKS, Ink
from hindsite.view.charts.sheet import Anchor, Boxes, Dots, Layer, Lines, Sheet, Texts

ROOT = "~/"
"""Stands before every address until the page is known that shows the drawing."""

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "http://www.w3.org/1999/xlink"
_NUMBER = r"(-?[\d.]+(?:e-?\d+)?)"
_PLACE = re.compile(rf"translate\({_NUMBER},{_NUMBER}\)")
_BOX = re.compile(rf"M{_NUMBER},{_NUMBER}h{_NUMBER}v{_NUMBER}h")
_RADIUS = re.compile(rf"M{_NUMBER},0A")
_MARKS = re.compile(r"\blayer_(\d+)_marks\b")


@dataclass(frozen=True, slots=True)
class _Shape:
    """A piece of a path: where it begins, what is drawn from there, and how far that leads."""

    x: float
    y: float
    stroke: str
    across: float = 0.0
    down: float = 0.0


def slim(drawn: str, sheet: Sheet) -> Markup:
    """The drawing for a page: addresses below the site's root behind `ROOT`, no ids, no fonts.

    `drawn` is what `vega.drawn` made of `sheet`; anything else is a ValueError.
    """
    # The text is this process's own renderer's, not a stranger's.
    root = ET.fromstring(drawn)  # noqa: S314
    found = {int(number): list(group.iter()) for number, group in _groups(root)}
    groups = [_group(layer, found.get(n, [])) for n, layer in enumerate(sheet.layers)]
    size = f"{_short(sheet.width)} {_short(sheet.height)}"
    head = (
        f'<svg xmlns:xlink="{_XLINK}" viewBox="0 0 {size}" fill="none" font-size="12"'
        ' aria-hidden="true">'
    )
    return Markup(f"{head}{''.join(groups)}</svg>")  # noqa: S704 - numbers, our names, escaped text


def _groups(root: ET.Element) -> Iterator[tuple[str, ET.Element]]:
    for group in root.iter(f"{_SVG}g"):
        if marks := _MARKS.search(group.get("class", "")):
            yield marks[1], group


def _group(layer: Layer, elements: Sequence[ET.Element]) -> str:
    marks = [element for element in elements if element.tag != f"{_SVG}g"]
    if len(marks) != len(layer.rows):
        message = f"{len(layer.rows)} marks were laid out, {len(marks)} were drawn"
        raise ValueError(f"{message}: a value has no place on its scale")
    style = "".join(f' {name}="{value}"' for name, value in _style(layer, marks[0]).items())
    return f"<g{style}>{_body(layer, marks)}</g>"


def _style(layer: Layer, mark: ET.Element) -> dict[str, str]:
    """What all marks of a layer share, as attributes of their group."""
    if isinstance(layer, Dots):
        return {"stroke": _colour(mark, "fill"), "stroke-width": _diameter(mark), **_ROUND}
    if isinstance(layer, Lines):
        return {"stroke": _colour(mark, "stroke"), **_stroke(mark)}
    if isinstance(layer, Boxes):
        outline = {"stroke": _colour(mark, "stroke"), **_stroke(mark)} if layer.outline else {}
        return {"fill": _colour(mark, "fill"), **outline}
    halo = _HALO if layer.halo else {}
    return {"fill": _colour(mark, "fill"), **_letters(mark), **halo}


_ROUND = {"stroke-linecap": "round"}
_HALO = {
    "stroke": Ink.GROUND.css,
    "stroke-width": "3",
    "stroke-linejoin": "round",
    "paint-order": "stroke",
}


def _colour(mark: ET.Element, name: str) -> str:
    value = mark.get(name, "none")
    return "none" if value in {"none", "transparent"} else INKS[value].css


def _stroke(mark: ET.Element) -> dict[str, str]:
    found = {"stroke-width": mark.get("stroke-width", "1")}
    if found["stroke-width"] == "1":
        found = {}
    names = ("stroke-linecap", "stroke-dasharray")
    return found | {name: value for name in names if (value := mark.get(name, "butt")) != "butt"}


def _letters(mark: ET.Element) -> dict[str, str]:
    found = {}
    if (align := mark.get("text-anchor", "start")) != "start":
        found["text-anchor"] = align
    if (size := (mark.get("font-size") or "12px").removesuffix("px")) != "12":
        found["font-size"] = size
    if mark.get("font-weight") == "600":
        found["font-weight"] = "600"
    return found


def _diameter(mark: ET.Element) -> str:
    radius = _RADIUS.match(mark.get("d", ""))
    if radius is None:
        raise ValueError(f"a circle was expected, got the path {mark.get('d')!r}")
    return _short(2 * float(radius[1]))


def _body(layer: Layer, marks: Sequence[ET.Element]) -> str:
    anchors = layer.anchors or (None,) * len(marks)
    if isinstance(layer, Texts):
        words = (_text(mark, row[2]) for mark, row in zip(marks, layer.rows, strict=True))
        return "".join(_linked(text, way) for text, way in zip(words, anchors, strict=True))
    draw = _DRAW[type(layer)]
    ways = zip((draw(mark) for mark in marks), anchors, strict=True)
    parts = (
        (_path([shape for shape, _ in pairs]), way)
        for way, pairs in ((way, list(pairs)) for way, pairs in groupby(ways, key=_way))
    )
    return "".join(_linked(path, way) for path, way in parts)


def _way(pair: tuple[_Shape, Anchor | None]) -> Anchor | None:
    return pair[1]


def _path(shapes: Sequence[_Shape]) -> str:
    """One path for neighbours that lead to the same place, each begun from where the last ended."""
    found: list[str] = []
    x = y = 0.0
    for shape in shapes:
        across, down = _short(shape.x - x), _short(shape.y - y)
        found.append(f"{'m' if found else 'M'}{across} {down}{shape.stroke}")
        x, y = round(shape.x + shape.across, 1), round(shape.y + shape.down, 1)
    return f'<path d="{"".join(found)}"/>'


def _linked(mark: str, way: Anchor | None) -> str:
    if way is None:
        return mark
    name = f"<title>{escape(_printable(way.title))}</title>" if way.title else ""
    # By its older name: Material's instant navigation takes every `a[href]` for one of HTML.
    return f'<a xlink:href="{ROOT}{escape(way.href)}" tabindex="-1">{name}{mark}</a>'


def _text(mark: ET.Element, words: str) -> str:
    x, y = _place(mark)
    return f'<text x="{_short(x)}" y="{_short(y)}">{escape(_printable(words))}</text>'


def _printable(words: str) -> str:
    """Spaces for the characters that XML has no way to write, and the rest that is not seen."""
    if words.isprintable():
        return words
    return "".join(letter if letter.isprintable() else " " for letter in words)


def _place(mark: ET.Element) -> tuple[float, float]:
    found = _PLACE.search(mark.get("transform", ""))
    return (float(found[1]), float(found[2])) if found else (0.0, 0.0)


def _dot(mark: ET.Element) -> _Shape:
    # A stroke of no length with round ends is a circle, in a tenth of the letters.
    x, y = map(_tenth, _place(mark))
    return _Shape(x, y, "h0")


def _line(mark: ET.Element) -> _Shape:
    x, y = map(_tenth, _place(mark))
    across, down = (_tenth(float(mark.get(name, "0"))) for name in ("x2", "y2"))
    if not down:
        return _Shape(x, y, f"h{_short(across)}", across)
    stroke = f"l{_short(across)} {_short(down)}" if across else f"v{_short(down)}"
    return _Shape(x, y, stroke, across, down)


def _box(mark: ET.Element) -> _Shape:
    found = _BOX.match(mark.get("d", ""))
    if found is None:
        raise ValueError(f"a rectangle was expected, got the path {mark.get('d')!r}")
    x, y, width, height = (_tenth(float(number)) for number in found.groups())
    return _Shape(x, y, f"h{_short(width)}v{_short(height)}h{_short(-width)}z")


_DRAW = {Dots: _dot, Lines: _line, Boxes: _box}


def _tenth(value: float) -> float:
    return round(value, 1)


def _short(value: float) -> str:
    """A number to a tenth of a pixel: "12", "12.5", "-3"."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
