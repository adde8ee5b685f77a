"""Two groups of incidents side by side, and whether chance alone would set them so far apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from hindsite.errors import HindsiteError
from hindsite.insight.comparison import Comparison, compare, compared_groups
from hindsite.insight.distributions import Chosen, Distribution
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.view import words
from hindsite.view.facts import MEASURES
from hindsite.view.links import Links
from hindsite.view.models import Disclosure, DisclosureRow
from hindsite.view.panels.evidence import (
    clock_row,
    defined_row,
    duration_values,
    formula_row,
    known_row,
    lower_bound_rows,
    missing_durations,
    reasoned,
    shown_rows,
    source_rows,
    text_row,
    valued,
)
from hindsite.view.panels.panel import Cell, Panel, PanelTable, table_html
from hindsite.view.panels.tabled import COLUMNS, figure_cell
from hindsite.view.panels.verdict import Verdict, verdict_of
from hindsite.view.panels.working import query_texts
from hindsite.view.templates import render

_COLUMNS = ("median", "interval", "quartiles")
TEST = (
    "two-sided Mann-Whitney, exact for small groups and with ties: how often chance alone would "
    "set groups of these sizes at least so far apart"
)
SOURCES = (
    "Mann and Whitney, Annals of Mathematical Statistics 18 (1947); Lehmann, Nonparametrics "
    "(1975), sections 1.2 to 1.5; Conover, Practical Nonparametric Statistics, 3rd edition, "
    "section 5.1"
)


@dataclass(frozen=True, slots=True)
class Group:
    """One of the groups: its own filters with those that hold for both, and its name."""

    filters: Filters
    name: str

    @classmethod
    def of(
        cls, side: str, own: object, common: Mapping[str, object], knowledge: Knowledge
    ) -> Group:
        """A group as a page writes it; raises HindsiteError naming the side that is wrong."""
        if not isinstance(own, Mapping) or not own:
            raise HindsiteError(
                f'{side} must be filters like {{"cause": "config-change"}}, got {own!r}'
            )
        if twice := sorted(name for name in own if name in common):
            raise HindsiteError(
                f"{side} names {words.joined(twice)}, which the filters of both groups name too; "
                "name it in one of the two places"
            )
        try:
            named = knowledge.filters(own)
            return cls(knowledge.filters({**common, **own}), named.words or "every incident")
        except HindsiteError as error:
            raise HindsiteError(f"{side}: {error}") from None


def compared_panel(
    knowledge: Knowledge,
    links_: Links,
    metric: str,
    first: Group,
    second: Group | None,
    *,
    within: Filters,
    clock: str,
    anchor: str,
    level: int = 3,
) -> Panel:
    """A duration in two groups; without a second, against all other incidents `within`."""
    other = second.filters if second else None
    with knowledge.tables.hearing() as heard:
        result = compare(knowledge.tables, metric, first.filters, other, clock, within=within)
    names = (first.name, second.name if second else "all other incidents")
    verdict = verdict_of(result, names, knowledge, links_)
    groups = compared_groups(first.filters, other, within)
    return Panel(
        title=f"{MEASURES[metric][1]}{_stated(clock)}: {verdict.headline}",
        subtitle=_subtitle(names, within),
        anchor=anchor,
        body_html=table_html(_table(names, result)) + _html(verdict),
        disclosure=_disclosure(
            knowledge, links_, (metric, clock), groups, result, within, query_texts(heard), anchor
        ),
        level=level,
    )


def _html(verdict: Verdict) -> Markup:
    return Markup(render("panel_verdict", view=verdict))  # noqa: S704 - the template escapes


def _stated(clock: str) -> str:
    return ", as stated" if clock == "stated" else ""


def _subtitle(names: tuple[str, str], within: Filters) -> str:
    both = f"; both {within.words}" if within.words else ""
    said = f"{names[0]}, against {names[1]}{both}."
    return said[0].upper() + said[1:]


def _table(names: tuple[str, str], result: Comparison) -> PanelTable:
    rows = (_row(name, one) for name, one in zip(names, (result.first, result.second), strict=True))
    heads = ("Group", "Known", *(COLUMNS[name][0] for name in _COLUMNS))
    return PanelTable(heads, tuple(rows), "The two groups", stacks=True)


def _row(name: str, one: Distribution) -> tuple[Cell, ...]:
    known = f"{words.count(one.known)} of {words.count(one.count)}"
    return (
        Cell(name),
        Cell(known, number=True, unknown=not one.known),
        *(figure_cell(one, column) for column in _COLUMNS),
    )


def _disclosure(
    knowledge: Knowledge,
    links_: Links,
    asked: tuple[str, str],
    groups: tuple[Chosen, Chosen],
    result: Comparison,
    within: Filters,
    queries: tuple[str, ...],
    anchor: str,
) -> Disclosure:
    metric, clock = asked
    values, left_out = _evidence(knowledge, metric, clock, groups)
    left_out += [(id_, "in both groups") for id_ in result.shared]
    return Disclosure(
        anchor,
        (
            *_working(metric, clock, result, links_),
            *source_rows(knowledge, links_, within),
            *shown_rows(len(values), len(left_out)),
        ),
        valued(knowledge, links_, values),
        values_label=f"{words.plural(len(values), 'incident')}, each group's shortest first",
        left_out=reasoned(knowledge, links_, left_out),
        queries=queries,
    )


def _evidence(
    knowledge: Knowledge, metric: str, clock: str, groups: tuple[Chosen, Chosen]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    values, left_out = [], []
    for side, chosen in zip(("first", "second"), groups, strict=True):
        for id_, value in duration_values(knowledge, metric, chosen, clock):
            values.append((id_, f"{side}, {value}"))
        for id_, reason in missing_durations(knowledge, metric, chosen, clock):
            left_out.append((id_, f"{side}, {reason}"))
    return values, left_out


def _working(metric: str, clock: str, result: Comparison, links_: Links) -> list[DisclosureRow]:
    known = result.first.known + result.second.known
    count = result.first.count + result.second.count
    return [
        formula_row(metric, clock, links_),
        known_row(known, count),
        defined_row("Chance", TEST, "comparison", links_),
        text_row("Source", SOURCES),
        *lower_bound_rows(result.first.lower_bounds + result.second.lower_bounds),
        clock_row(clock),
    ]
