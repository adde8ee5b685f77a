"""Sheets drawn by Altair and vl-convert. Importing this module takes most of a second."""

from __future__ import annotations

from typing import Any, Literal

import altair as alt
import vl_convert
from altair.utils.schemapi import debug_mode

from hindsite.view.charts.ink import Ink
from hindsite.view.charts.scale import Scale
from hindsite.view.charts.sheet import Boxes, Dots, Layer, Lines, Sheet, Texts

# Words come from strangers, and a NUL among them ends the whole process in the renderer: only their
# places go through it, the words themselves are written afterwards.
_STAND_IN = "x"


def drawn(sheet: Sheet) -> str:
    """The sheet as Vega's own SVG: a group of marks for each layer, in their order."""
    return vl_convert.vegalite_to_svg(specification(sheet))


def specification(sheet: Sheet) -> dict[str, Any]:
    """The sheet as a Vega-Lite specification.

    Altair's checks against its schema are off, they take ten times as long as the rest; a test
    validates a sheet of every kind.
    """
    with debug_mode(False):  # noqa: FBT003 - its only argument
        spec = alt.TopLevelLayerSpec(
            layer=[_unit(layer, number) for number, layer in enumerate(sheet.layers)],
            width=sheet.width,
            height=sheet.height,
            padding=0,
            autosize=alt.AutoSizeParams(type="none"),
            background="transparent",
            resolve=alt.Resolve(scale=alt.ScaleResolveMap(x="independent", y="independent")),
            config=alt.Config(view=alt.ViewConfig(stroke="transparent"), aria=False),
        ).to_dict(validate=False)
    spec["$schema"] = alt.SCHEMA_URL
    # The rows join last: Altair would copy each of them several times.
    spec["datasets"] = {_name(number): _rows(layer) for number, layer in enumerate(sheet.layers)}
    return spec


def _name(number: int) -> str:
    return f"layer-{number}"


def _rows(layer: Layer) -> list[dict[str, Any]]:
    if isinstance(layer, Texts):
        return [{"x": x, "y": y, "text": _STAND_IN} for x, y, _ in layer.rows]
    fields = ("x", "y", "x2", "y2")
    return [dict(zip(fields, row, strict=False)) for row in layer.rows]


def _unit(layer: Layer, number: int) -> alt.UnitSpec:
    return alt.UnitSpec(
        data=alt.NamedData(name=_name(number)), mark=_mark(layer), encoding=_encoding(layer)
    )


def _encoding(layer: Layer) -> alt.Encoding:
    channels: dict[str, Any] = {"x": _position("x", layer.x), "y": _position("y", layer.y)}
    if isinstance(layer, Lines | Boxes):
        channels.update(x2=alt.SecondaryFieldDef(field="x2"), y2=alt.SecondaryFieldDef(field="y2"))
    if isinstance(layer, Texts):
        channels["text"] = alt.StringFieldDef(field="text", type="nominal")
    return alt.Encoding(**channels)


def _position(field: str, scale: Scale) -> alt.PositionFieldDef:
    return alt.PositionFieldDef(field=field, type="quantitative", axis=None, scale=_scale(scale))


def _scale(scale: Scale) -> alt.Scale | None:
    if scale.kind == "pixels":
        return None
    more: dict[str, Any] = {"constant": scale.constant} if scale.kind == "symlog" else {}
    if scale.kind == "linear":
        more["zero"] = False
    domain, places = list(scale.domain), list(scale.places)
    return alt.Scale(type=scale.kind, domain=domain, range=places, nice=False, **more)


def _mark(layer: Layer) -> alt.MarkDef:
    if isinstance(layer, Dots):
        # Vega's size is the square of a circle's diameter.
        return _ink("point", layer.ink, shape="circle", filled=True, size=layer.diameter**2)
    if isinstance(layer, Lines):
        more: dict[str, Any] = {"strokeDash": list(layer.dash)} if layer.dash else {}
        cap = "round" if layer.round_ends else "butt"
        return _ink("rule", layer.ink, strokeWidth=layer.width, strokeCap=cap, **more)
    if isinstance(layer, Boxes):
        return _box(layer)
    return _ink(
        "text",
        layer.ink,
        align={"start": "left", "middle": "center", "end": "right"}[layer.align],
        baseline="alphabetic",
        fontSize=layer.size,
        fontWeight=600 if layer.bold else 400,
    )


def _box(layer: Boxes) -> alt.MarkDef:
    fill = layer.ink.placeholder if layer.ink else "transparent"
    more: dict[str, Any] = {"strokeDash": list(layer.dash)} if layer.dash else {}
    if layer.outline:
        more |= {"stroke": layer.outline.placeholder, "strokeWidth": 1}
    return alt.MarkDef(type="rect", fill=fill, **more)


def _ink(kind: Literal["point", "rule", "text"], ink: Ink, **more: Any) -> alt.MarkDef:
    return alt.MarkDef(type=kind, color=ink.placeholder, opacity=1, **more)
