"""The templates: what comes in as text stays text, and every page is one well-formed page."""

from __future__ import annotations

import dataclasses
import inspect
import re
import types
import typing
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import markdown  # type: ignore[import-untyped]  # ships no types
import pytest
from jinja2 import TemplateNotFound, UndefinedError
from markupsafe import Markup
from material.plugins.search.plugin import Parser  # type: ignore[import-untyped]  # likewise

from hindsite.view import models
from hindsite.view.models import Badge, Chip, Link, Pair, ResultList, ResultRow, Term
from hindsite.view.panels.chains import ChainsView
from hindsite.view.panels.panel import PanelTable
from hindsite.view.panels.verdict import Verdict
from hindsite.view.templates import number, percent, pixels, render

CASES = Path(__file__).parents[1] / "cases" / "templates"
HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>'",
    "</ol></section><base href=//x>",
    "{{ 7 * 7 }}{% raw %}${{ secrets.X }}",
    "' onmouseover=alert(1) x='",
    "--><svg onload=alert(1)>",
)
PAGES: dict[str, type] = {
    "incident": models.IncidentView,
    "home": models.HomeView,
    "list": models.ListView,
    "cause": models.CauseView,
    "causes": models.CauseIndexView,
    "services": models.ServiceIndexView,
    "years": models.YearIndexView,
    "actions": models.ActionsView,
}
PARTS: dict[str, type] = {
    "macro_incidents": models.ResultList,
    "macro_figure": models.FigureView,
    "macro_timeline": models.RailPart,
    "macro_actions": models.ActionList,
}
# What panels put into their body.
INNER: dict[str, type] = {
    "panel_table": PanelTable,
    "panel_verdict": Verdict,
    "panel_chains": ChainsView,
    "panel_returns": models.CameBack,
}
ALLOWED = frozenset(
    re.findall(
        r"\w+",
        """
        a aside b br button caption circle code dd details div dl dt em fieldset figcaption figure
        form h1 h2 h3 i input kbd label legend li line nav ol p path pre section small span summary
        svg table tbody td textarea th thead time tr ul
        """,
    )
)


class Filler:
    """Models with `text` in every text field: whole (all that is optional too) or minimal."""

    def __init__(self, text: str, *, whole: bool) -> None:
        self.text = text
        self.whole = whole

    def make(self, kind: typing.Any) -> typing.Any:
        """A value of a type as annotated; of several types the first."""
        return next(iter(self.every(kind)))

    def every(self, kind: typing.Any) -> Iterator[typing.Any]:
        """A value for each alternative of a type."""
        origin, inside = typing.get_origin(kind), typing.get_args(kind)
        if kind is Pair:
            yield from self._pairs()
        elif dataclasses.is_dataclass(kind) or hasattr(kind, "_fields"):
            yield self._model(typing.cast("type", kind))
        elif origin is tuple:
            yield self._tuple(inside)
        elif origin in (typing.Union, types.UnionType):
            for one in inside if self.whole else reversed(inside):
                yield from self.every(one)
        elif origin is typing.Literal:
            yield from inside
        else:
            yield self._plain(kind)

    def _plain(self, kind: typing.Any) -> object:
        simple: dict[object, object] = {
            bool: self.whole,
            int: 0,
            float: 12.5,
            Markup: Markup("<kbd>markup</kbd>"),
            type(None): None,
        }
        return simple.get(kind, self.text)

    def _model(self, kind: type) -> object:
        """A record, of every field or of those that it must have."""
        hints = typing.get_type_hints(kind)
        needed = [
            name
            for name, parameter in inspect.signature(kind).parameters.items()
            if self.whole or parameter.default is inspect.Parameter.empty
        ]
        return kind(**{name: self.make(hints[name]) for name in needed})

    def _tuple(self, inside: tuple[typing.Any, ...]) -> tuple[object, ...]:
        if inside[-1] is not Ellipsis:
            return tuple(self.make(one) for one in inside)
        return tuple(self.every(inside[0])) if self.whole else ()

    def _pairs(self) -> Iterator[Pair]:
        link, chip = Link(self.text, self.text), Chip(self.text, self.text, 3)
        yield Pair(self.text, "links", (link,))
        yield Pair(self.text, "chips", (chip,))
        yield Pair(self.text, "words", (self.text,))
        yield Pair(self.text, "code", (self.text,))
        yield Pair(self.text, "missing", (self.text,))


class Reading(HTMLParser):
    """What a browser would find: elements, attributes, text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.elements.append((tag, dict(attrs)))
        if tag not in ("input", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element of a drawing, closed at once."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """An element ends; it must be the innermost."""
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        """Text between elements."""
        self.text += data


def filled(name: str, text: str, *, whole: bool = True) -> str:
    """A template printed with `text` in every field that takes text."""
    filler = Filler(text, whole=whole)
    if name == "macro_causes":
        return render(name, view=(filler.make(models.CauseRow),))
    return render(name, view=filler.make({**PAGES, **PARTS, **INNER}[name]))


EVERY = (*PAGES, *PARTS, *INNER, "macro_causes")


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", EVERY)
def test_text_stays_text(name: str, text: str) -> None:
    """Whatever a field holds, it adds no element and no attribute, and is shown as written."""
    found = Reading(filled(name, text))
    plain = Reading(filled(name, "plain"))
    assert [tag for tag, _ in found.elements] == [tag for tag, _ in plain.elements]
    assert [list(attrs) for _, attrs in found.elements] == [
        list(attrs) for _, attrs in plain.elements
    ]
    assert text in found.text
    assert found.open == []


@pytest.mark.parametrize("name", EVERY)
def test_only_known_elements_and_numbers_in_styles(name: str) -> None:
    """No template prints scripts, images, titles or handlers; a style holds numbers alone."""
    for tag, attrs in Reading(filled(name, "plain")).elements:
        assert tag in ALLOWED
        assert not [key for key in attrs if key.startswith("on") or key == "title"]
        style = attrs.get("style") or "left:0%"
        assert re.fullmatch(
            r"((left|right|width|height|padding-bottom|--x):[\d.]+(%|rem)?;?)+", style
        )


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("whole", [True, False])
def test_pages_have_one_title(name: str, *, whole: bool) -> None:
    """A page has one h1, whether all is known or next to nothing."""
    elements = [tag for tag, _ in Reading(filled(name, "plain", whole=whole)).elements]
    assert elements.count("h1") == 1


@pytest.mark.parametrize("name", EVERY)
def test_minimal_models_are_enough(name: str) -> None:
    """Every template prints a model of which only the required fields are given."""
    assert Reading(filled(name, "plain", whole=False)).open == []


@pytest.mark.parametrize("name", [*PARTS, "macro_causes"])
def test_parts_pass_through_markdown(name: str) -> None:
    """What a macro prints into a written page comes out of Markdown as it went in."""
    part = filled(name, "a *b* `c`")
    page = markdown.markdown(f"Before\n\n{part}\n\nAfter", extensions=["attr_list", "md_in_html"])
    assert "".join(part.split()) in "".join(page.split())


def sections(html: str) -> list[tuple[str, str]]:
    """What the theme's search takes from a page: each section's title and text."""
    parser = Parser()
    parser.feed(html)
    parser.close()
    return [
        (
            "".join(found.title).strip(),
            re.sub(r"\s+(?=<)|(?<=>)\s+", "", "".join(found.text)).strip(),
        )
        for found in parser.data
        if not found.is_excluded()
    ]


@pytest.mark.parametrize("name", [*PARTS, "macro_causes", "home", "causes", "years", "services"])
def test_generated_parts_stay_out_of_the_search(name: str) -> None:
    """The theme's search finds nothing of lists, facts and tables."""
    page = f"<h1 id='a'>Title</h1>{filled(name, 'plainword')}<p>after</p>"
    assert sections(page) == [("Title", "<p>after</p>")]


def test_prose_is_searched_and_what_stands_around_it_is_not() -> None:
    """The theme's search gets an incident's prose, and nothing of what stands between."""
    body = (
        models.Prose(Markup("<h2 id='s'>Summary</h2><p>firstprose</p>")),
        models.ActionsPart(Filler("generated", whole=True).make(models.ActionTable)),
        models.Prose(Markup("<p>secondprose</p>")),
    )
    view = dataclasses.replace(Filler("generated", whole=True).make(models.IncidentView), body=body)
    assert sections(render("incident", view=view)) == [
        ("", ""),
        ("Summary", "<p>firstprose</p><p>secondprose</p>"),
    ]


ROW = ResultRow(
    day="2019-07-02",
    badge=Badge("SEV1", 1, "severity 1"),
    title="One regular expression exhausts CPUs across Cloudflare",
    href="../incidents/2019-07-02-cloudflare-regex/",
    services=(Term("cloudflare-http-proxy"), Term("cloudflare-waf")),
    more_services=3,
    causes=(
        Term("deploy"),
        Term("code-defect"),
        Term("config-change", active=True),
        Term("process-gap"),
    ),
    duration="1h 10m",
    mark_percent=24.93,
)


def test_rows_are_small() -> None:
    """A row costs at most 700 bytes: a list of 200 stays a light page."""
    one, two = (
        len(render("macro_incidents", view=ResultList(rows))) for rows in ((ROW,), (ROW, ROW))
    )
    assert two - one <= 700


LIST = ResultList(
    (
        ROW,
        dataclasses.replace(ROW, duration=None, mark_percent=None, in_review=True, services=()),
    ),
    models.Scale((models.Tick("10m", 0), models.Tick("1w", 88.55)), definition_href="../d/"),
)
ACTIONS = models.ActionTable(
    (
        models.ActionRow(Markup("Guard it with a <code>lock</code>"), "done", type="prevent"),
        models.ActionRow(Markup("Add metrics"), due="2023-08-01", overdue=True),
    ),
    ("state", "type", "due"),
    summary="1 of 2 done, 1 past its due date",
    missing="No owner or ticket is recorded for these 2 items.",
)


@pytest.mark.parametrize(
    ("case", "name", "view"),
    [("list", "macro_incidents", LIST), ("actions", "macro_actions", models.ActionList(ACTIONS))],
)
def test_golden(case: str, name: str, view: object) -> None:
    """The markup of the two commonest parts, to the letter."""
    assert render(name, view=view) == (CASES / f"{case}.html").read_text(encoding="utf-8")


def test_unknown_is_written_out() -> None:
    """An unknown duration, state, owner or severity is a word, never a dash or a gap."""
    row = dataclasses.replace(ROW, duration=None, mark_percent=None)
    assert "<em>unknown</em>" in render("macro_incidents", view=ResultList((row,)))
    table = models.ActionList(models.ActionTable((models.ActionRow(Markup("Do")),)))
    assert Reading(render("macro_actions", view=table)).text.count("nknown") == 4


def test_a_missing_field_or_template_is_an_error() -> None:
    """Nothing undefined is printed as nothing."""
    with pytest.raises(AttributeError):
        render("list", view=object())
    with pytest.raises(UndefinedError):
        render("list")
    with pytest.raises(TemplateNotFound):
        render("nowhere", view=None)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "1;x:url(//h)", True, None])
def test_positions_are_numbers(value: float) -> None:
    """A style takes finite numbers and nothing else."""
    with pytest.raises(ValueError, match="a finite number"):
        number(value)


def test_numbers_as_css() -> None:
    """Three decimals at most, no exponent, no trailing zeros; 20 px of the design are 1 rem."""
    assert (number(0), number(1e-7), number(100.0), percent(12.3456)) == (
        "0",
        "0",
        "100",
        "12.346%",
    )
    assert pixels(56) == "2.8rem"
