# ruff: noqa: D417 - pages never give the desk, and these docstrings are their reference
"""The macros: what a call in a page asks, and the desk that answers it.

A macro never raises inside the template: its mistakes are collected with the page and the line, so
that a build reports all of them at once. What it prints is put into the page after the page's own
Markdown was rendered, so that no Markdown rule ever reads it; until then a token stands there.
"""

from __future__ import annotations

import difflib
import functools
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Undefined

from hindsite.errors import HindsiteError, Problem
from hindsite.insight.actions import ActionFilter
from hindsite.insight.distributions import CLOCKS, METRICS
from hindsite.insight.filters import FILTER_NAMES
from hindsite.insight.knowledge import Knowledge
from hindsite.postmortem.schema import ACTION_STATUSES, ACTION_TYPES, UNKNOWN
from hindsite.view import figures, macro_slots, reference_pages
from hindsite.view.links import Links
from hindsite.view.macro_places import Call, PagePlace, reporting, template_line

FIGURE_METRICS: tuple[str, ...] = ("count", *METRICS, "actions_open")
MOST_ROWS = 500


class MacroError(HindsiteError):
    """A wrong argument of a macro; the text says what is allowed."""


@dataclass
class Desk:
    """Answers the calls of one build. The plugin sets `knowledge` and `page` before they come."""

    knowledge: Knowledge | None = None
    page: PagePlace | None = None
    problems: list[Problem] = field(default_factory=list)
    slots: list[str] = field(default_factory=list)
    _calls: list[Call] = field(default_factory=list)

    def macros(self) -> dict[str, Callable[..., str]]:
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

    def asked(self) -> tuple[Knowledge, Links]:
        """The knowledge, and the links of the page that asks."""
        if self.knowledge is None or self.page is None:
            raise MacroError("macros can be called in pages of docs/ only")
        return self.knowledge, Links.of(self.page.url)

    def _answering(self, macro: Callable[..., str]) -> Callable[..., str]:
        signature = inspect.signature(macro)

        @functools.wraps(macro)
        def answer(*args: object, **kwargs: object) -> str:
            try:
                _check_call(macro, signature, args, kwargs)
                return self.keep(macro(self, *args, **kwargs), macro.__name__)
            except HindsiteError as error:
                self.problems.append(self._call(macro.__name__).problem(str(error)))
                return ""

        answer.__signature__ = _public(signature)  # type: ignore[attr-defined]
        return answer

    def _call(self, name: str) -> Call:
        page = self.page or PagePlace("docs", "", 0)
        return Call(name, page.path, page.lines_before + (template_line() or 1))


def _public(signature: inspect.Signature) -> inspect.Signature:
    parameters = list(signature.parameters.values())[1:]
    return signature.replace(parameters=parameters)


def _check_call(
    macro: Callable[..., str],
    signature: inspect.Signature,
    args: tuple[object, ...],
    kwargs: dict[str, object],
) -> None:
    try:
        _public(signature).bind(*args, **kwargs)
    except TypeError as error:
        raise MacroError(f"{error}; it is called as {macro.__name__}{_shape(signature)}") from None
    if not any(one.kind is one.VAR_KEYWORD for one in signature.parameters.values()):
        return
    named = tuple(_public(signature).parameters)[:-1]
    for name in kwargs:
        if name not in (*named, *FILTER_NAMES):
            raise MacroError(_unknown_argument(name, named))


def _unknown_argument(name: str, named: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name, (*named, *FILTER_NAMES), n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    own = f"{', '.join(named)}, and the filters " if named else "the filters "
    return f"there is no argument {name!r}; {hint}Allowed are {own}{', '.join(FILTER_NAMES)}"


def _shape(signature: inspect.Signature) -> str:
    plain = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in _public(signature).parameters.values()
    ]
    return str(inspect.Signature(plain))


def _one_of(name: str, value: object, allowed: Iterable[str]) -> str:
    words = tuple(allowed)
    if isinstance(value, str) and value in words:
        return value
    near = difflib.get_close_matches(str(value), words, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    raise MacroError(f"{name} {value!r} is not known; {hint}Allowed are {', '.join(words)}")


def _some_of(name: str, value: object, allowed: Iterable[str]) -> tuple[str, ...]:
    if value is None:
        return ()
    items = value if isinstance(value, list | tuple) else (value,)
    return tuple(_one_of(name, item, allowed) for item in items)


def _limit(value: object) -> int | None:
    if value is None:
        return MOST_ROWS
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_ROWS:
        raise MacroError(f"limit must be a whole number from 1 to {MOST_ROWS}, got {value!r}")
    return value


# --- The macros. Their docstrings are the reference page. ----------------------------------------


def incidents(desk: Desk, limit: int | None = 20, sort: str = "newest", **filters: Any) -> str:
    """A table of incidents.

    Args:
        limit: How many rows at most, 1 to 500.
        sort: `newest`, `oldest`, `longest` (time to resolve, unknown last) or `severity`.
        filters: Any of the filters.

    Example:
        {{ incidents(cause="config-change", since="2020-01-01", limit=5) }}
    """
    knowledge, links = desk.asked()
    order = _one_of("sort", sort, figures.SORTS)
    chosen = knowledge.filters(filters)
    return figures.incidents_html(knowledge, links, chosen, order, _limit(limit))


def figure(
    desk: Desk, metric: str, statistic: str = "median", clock: str = "computed", **filters: Any
) -> str:
    """One number with its n, and how it was computed.

    Args:
        metric: `count` of incidents; a duration: `detect`, `acknowledge`, `mitigate`, `resolve`,
            `impact`, `outage_equivalent`; or `actions_open`, the action items not finished.
        statistic: For a duration: `median`, `p90`, `total`, `mean`, `min` or `max`.
        clock: `computed` from the timestamps, or `stated` by the authors; never mixed.
        filters: Any of the filters.

    Example:
        {{ figure("resolve", severity="SEV1") }}
    """
    knowledge, links = desk.asked()
    return figures.figure_html(
        knowledge,
        links,
        knowledge.filters(filters),
        metric=_one_of("metric", metric, FIGURE_METRICS),
        statistic=_one_of("statistic", statistic, figures.STATISTICS),
        clock=_one_of("clock", clock, CLOCKS),
        anchor=f"figure-{len(desk.slots) + 1}",
    )


def timeline(desk: Desk, id: str) -> str:  # noqa: A002 - the contract's word for it
    """The timeline of one incident.

    Args:
        id: The incident's id: its file's name without `.md`.

    Example:
        {{ timeline("2019-07-02-cloudflare-regex") }}
    """
    knowledge, links = desk.asked()
    known = [postmortem.id for postmortem in knowledge.counted]
    if id not in known:
        near = difflib.get_close_matches(str(id), known, n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(near)}?" if near else "it is a file's name without .md"
        raise MacroError(f"there is no incident {id!r}; {hint}")
    return figures.timeline_html(knowledge, links, knowledge.by_id[id])


def actions(
    desk: Desk,
    status: Any = None,
    type: Any = None,  # noqa: A002 - the contract's word for it
    owner: Any = None,
    overdue: bool = False,  # noqa: FBT001, FBT002 - called by keyword in pages
    limit: int | None = 50,
    **filters: Any,
) -> str:
    """A table of action items: unfinished first, then unknown, then finished; the newest first.

    Args:
        status: `open`, `in-progress`, `done`, `dropped` or `unknown`; a list means any of them.
        type: `prevent`, `detect`, `mitigate`, `process` or `unknown`; a list means any of them.
        owner: As written in the postmortem; a list means any of them.
        overdue: `true` keeps unfinished items whose due date is past, as of the commit's date.
        limit: How many rows at most, 1 to 500.
        filters: Any of the filters; they choose the incidents whose items are shown.

    Example:
        {{ actions(status=["open", "in-progress"], type="prevent", limit=5) }}
    """
    knowledge, links = desk.asked()
    if not isinstance(overdue, bool):
        raise MacroError(f"overdue must be true or false, got {overdue!r}")
    if overdue and knowledge.as_of is None:
        raise MacroError("overdue needs the commit's date, and this is not a git checkout")
    chosen = ActionFilter(
        status=_some_of("status", status, (*ACTION_STATUSES, UNKNOWN)),
        type=_some_of("type", type, (*ACTION_TYPES, UNKNOWN)),
        owner=_some_of("owner", owner, _owners(knowledge)),
        overdue=overdue,
    )
    checked = knowledge.filters(filters)
    return figures.actions_html(knowledge, links, checked, chosen, _limit(limit))


def _owners(knowledge: Knowledge) -> list[str]:
    sql = "SELECT DISTINCT coalesce(owner, 'unknown') AS name FROM actions ORDER BY name"
    return [row[0] for row in knowledge.tables.ask(sql)]


def causes(desk: Desk, limit: int | None = None, **filters: Any) -> str:
    """The causes of incidents, the most frequent first, with when each was last seen.

    Args:
        limit: How many causes at most; all of them by default.
        filters: Any of the filters; they choose the incidents that are counted.

    Example:
        {{ causes(since="2020-01-01", limit=5) }}
    """
    knowledge, links = desk.asked()
    return figures.causes_html(knowledge, links, knowledge.filters(filters), _limit(limit))


MACROS: tuple[Callable[..., str], ...] = (incidents, figure, timeline, actions, causes)


def reference(desk: Desk) -> dict[str, Callable[[], str]]:
    """The parts of the documentation that are made from the code, by the name pages call."""
    parts: dict[str, Callable[[], str]] = {
        "macro_reference": lambda: reference_pages.macros(
            (macro.__name__, _public(inspect.signature(macro)), inspect.getdoc(macro) or "")
            for macro in MACROS
        ),
        "rule_reference": reference_pages.rules,
        "field_reference": reference_pages.fields,
        "option_reference": reference_pages.options,
    }
    return {name: _kept(desk, name, part) for name, part in parts.items()}


def _kept(desk: Desk, name: str, part: Callable[[], str]) -> Callable[[], str]:
    return lambda: desk.keep(part(), name)
