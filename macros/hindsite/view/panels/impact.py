"""What incidents cost users, by groups: sums, each with how many values it rests on."""

from __future__ import annotations

from hindsite.insight.filters import Filters
from hindsite.insight.impact import ImpactTotals, impact_by, impact_totals, impact_values
from hindsite.insight.knowledge import Knowledge
from hindsite.postmortem.schema import UNKNOWN
from hindsite.view import words
from hindsite.view.links import Links
from hindsite.view.models import Disclosure, DisclosureRow
from hindsite.view.panels.evidence import (
    FORMULAS,
    defined_row,
    known_row,
    lower_bound_rows,
    missing_durations,
    reasoned,
    shown_rows,
    source_rows,
    text_row,
    valued,
)
from hindsite.view.panels.groups import (
    cut,
    group_cell,
    group_name,
    group_words,
    groups_shown,
    in_order,
    several_note,
)
from hindsite.view.panels.panel import Cell, Panel, PanelTable
from hindsite.view.panels.working import query_texts

_HEADS = ("", "Full-outage equivalent", "Users affected", "Failed requests", "Lost data")


def impact_panel(
    knowledge: Knowledge,
    links_: Links,
    filters: Filters,
    by: str,
    limit: int,
    *,
    anchor: str,
    level: int = 3,
) -> Panel:
    """Sums of full-outage-equivalent time, users and requests for each group, and of all."""
    with knowledge.tables.hearing() as heard:
        groups = impact_by(knowledge.tables, by, filters)
        whole = impact_totals(knowledge.tables, filters)
    sums = {name: -1 if (one := _seconds(group)) is None else one for name, group in groups.items()}
    shown = cut(by, in_order(by, groups, sums), limit)
    most = max((_seconds(one) or 0 for one in shown.values()), default=0)
    rows = [
        (group_cell(by, name, knowledge, links_), *_cells(one, most)) for name, one in shown.items()
    ]
    rows.append((Cell("all"), *_cells(whole, 0)))
    head = group_name(by)
    notes = (
        groups_shown(by, len(shown), len(groups)),
        several_note(by),
    )
    return Panel(
        title=_title(whole, by),
        subtitle="Sums of what the postmortems state, with the number of incidents that state it."
        + (f" Only {filters.words}." if filters.words else ""),
        anchor=anchor,
        table=PanelTable((head, *_HEADS), tuple(rows), f"Impact by {group_words(by)}", stacks=True),
        note=" ".join(filter(None, notes)),
        disclosure=_disclosure(knowledge, links_, filters, whole, query_texts(heard), anchor),
        level=level,
    )


def _seconds(one: ImpactTotals) -> float | None:
    return one.equivalent_total_s


def _title(whole: ImpactTotals, by: str) -> str:
    known = f"{words.count(whole.equivalent_known)} of {words.plural(whole.count, 'incident')}"
    return f"Full-outage equivalent by {group_words(by)}, known for {known}"


def _cells(one: ImpactTotals, most: float) -> tuple[Cell, ...]:
    seconds = _seconds(one)
    count = words.count(one.count)
    bar = 100 * seconds / most if most and seconds is not None else None
    duration = "unknown" if seconds is None else words.duration(seconds)
    at_least = "at least, " if one.equivalent_lower_bounds else ""
    return (
        Cell("", bar=bar),
        _sum(None if seconds is None else duration, f"{at_least}{one.equivalent_known} of {count}"),
        _sum(_count(one.users_total), f"{one.users_known} of {count}"),
        _sum(_count(one.requests_total), f"{one.requests_known} of {count}"),
        _sum(
            _count(one.data_loss_count) if one.data_loss_known else None,
            f"{one.data_loss_known} of {count}",
        ),
    )


def _count(number: int | None) -> str | None:
    return None if number is None else words.count(number)


def _sum(text: str | None, known: str) -> Cell:
    if text is None:
        return Cell(UNKNOWN, number=True, unknown=True, more=f"({known})")
    return Cell(text, number=True, more=f"({known})")


def _disclosure(
    knowledge: Knowledge,
    links_: Links,
    filters: Filters,
    whole: ImpactTotals,
    queries: tuple[str, ...],
    anchor: str,
) -> Disclosure:
    metric = "outage_equivalent"
    values = [
        (id_, words.duration(value))
        for id_, value in impact_values(knowledge.tables, metric, filters)
        if value is not None
    ]
    left_out = missing_durations(knowledge, metric, filters, "computed")
    rows: list[DisclosureRow] = [
        defined_row("Formula", f"sum of {FORMULAS[metric]}", "full-outage-equivalent", links_),
        known_row(whole.equivalent_known, whole.count),
        *lower_bound_rows(whole.equivalent_lower_bounds),
        defined_row(
            "Users",
            "sum of the counts stated, a person once for each incident",
            "users-affected",
            links_,
        ),
        text_row("Groups", "an incident counts whole in each group that it is in"),
        *source_rows(knowledge, links_, filters),
        *shown_rows(len(values), len(left_out)),
    ]
    return Disclosure(
        anchor,
        tuple(rows),
        valued(knowledge, links_, values),
        values_label=f"{words.plural(len(values), 'incident')}, the largest first",
        left_out=reasoned(knowledge, links_, left_out),
        queries=queries,
    )
