"""The desk that answers the macros' calls.

A macro never raises inside the template: its mistakes are collected with the page and the line, so
that a build reports all of them at once. What it prints is put into the page after the page's own
Markdown was rendered, so that no Markdown rule ever reads it; until then a token stands there.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field

from jinja2 import Environment, StrictUndefined, Undefined

from hindsite.errors import HindsiteError, Problem
from hindsite.view import data_reference, macro_slots, reference_pages
from hindsite.view.calls import charts, figures, lists, queries
from hindsite.view.calls.arguments import check_call, one_of, public
from hindsite.view.calls.asking import Asking
from hindsite.view.macro_places import Call, PagePlace, reporting, template_line

Macro = Callable[..., str]

MACROS: tuple[Macro, ...] = (
    lists.incidents,
    figures.figure,
    charts.chart,
    figures.table,
    figures.compare,
    figures.recurring,
    figures.impact,
    figures.availability,
    figures.completeness,
    lists.timeline,
    lists.actions,
    lists.causes,
    queries.query,
)


@dataclass
class Desk(Asking):
    """Answers the calls of one build. The plugin sets `knowledge` and `page` before they come."""

    problems: list[Problem] = field(default_factory=list)
    slots: list[str] = field(default_factory=list)
    _calls: list[Call] = field(default_factory=list)

    def macros(self) -> dict[str, Macro]:
        """The macros by name, ready to be registered."""
        return {macro.__name__: self._answering(macro) for macro in MACROS}

    def fill(self, html: str) -> str:
        """A rendered page with every token replaced by what its macro printed.

        A token where a block cannot stand is a problem of its call.
        """
        for wrong in macro_slots.misplaced(html, self.slots):
            self.problems.append(self._calls[wrong.slot].problem(wrong.message))
        return macro_slots.fill(html, self.slots)

    def keep(self, html: str, name: str = "macro") -> str:
        """The token that stands for what `name` printed until the page is rendered."""
        self.slots.append(html)
        self._calls.append(self._call(name))
        return macro_slots.token(len(self.slots) - 1)

    def undefined(self) -> type[Undefined]:
        """What an undefined name is in a page: a problem with its line, and then nothing."""

        def tell(name: str, message: str) -> None:
            known = ", ".join(macro.__name__ for macro in MACROS)
            self.problems.append(self._call(name).problem(f"{message}; the macros are {known}"))

        return reporting(tell)

    def kept(self, name: str, part: Callable[..., str]) -> Macro:
        """The same part of a page as a macro: its output a token, its mistakes problems."""

        @functools.wraps(part)
        def answer(*args: object, **kwargs: object) -> str:
            try:
                return self.keep(part(*args, **kwargs), name)
            except HindsiteError as error:
                self.problems.append(self._call(name).problem(str(error)))
                return ""

        return answer

    def example(self, source: str) -> str:
        """What the calls of an example print on this collection.

        An example names what one collection has; where this one has not, the reason stands in its
        place, for it is no mistake of the page.
        """
        calls = {one.__name__: self._drawn(one) for one in MACROS}
        page = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701 - HTML is meant
        try:
            return page.from_string(source).render(calls)
        except HindsiteError as error:
            return reference_pages.unanswered(str(error))

    def _answering(self, macro: Macro) -> Macro:
        answer = self.kept(macro.__name__, self._drawn(macro))
        functools.update_wrapper(answer, macro)
        answer.__signature__ = public(macro)  # type: ignore[attr-defined]
        return answer

    def _drawn(self, macro: Macro) -> Macro:
        def draw(*args: object, **kwargs: object) -> str:
            check_call(macro, args, kwargs)
            return macro(self, *args, **kwargs)

        return draw

    def _call(self, name: str) -> Call:
        page = self.page or PagePlace("docs", "", 0)
        return Call(name, page.path, page.lines_before + (template_line() or 1))


def reference(desk: Desk) -> dict[str, Macro]:
    """The parts of the documentation that are made from the code, by the name pages call."""

    def macro_reference(*names: str) -> str:
        known = {macro.__name__: macro for macro in MACROS}
        asked = [known[one_of("macro", name, known)] for name in names] or MACROS
        entries = ((macro.__name__, public(macro), inspect.getdoc(macro) or "") for macro in asked)
        return reference_pages.macros(entries, desk.example)

    parts: dict[str, Macro] = {
        "macro_reference": macro_reference,
        "rule_reference": reference_pages.rules,
        "house_rule_reference": reference_pages.house_rules,
        "rule_option_reference": reference_pages.rule_options,
        "field_reference": reference_pages.fields,
        "option_reference": reference_pages.options,
        "table_reference": reference_pages.tables,
        "data_file_reference": lambda: data_reference.data_files(desk.asked()[1]),
        "incident_sheet_reference": lambda: data_reference.sheet("incidents"),
        "action_sheet_reference": lambda: data_reference.sheet("actions"),
    }
    return {name: desk.kept(name, part) for name, part in parts.items()}
