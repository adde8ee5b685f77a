"""What incidents cost users of each service: full-outage-equivalent time, summed."""

from __future__ import annotations

from collections.abc import Mapping

from hindsite.insight.filters import Filters
from hindsite.insight.impact import ImpactTotals, impact_by, impact_totals, impact_values
from hindsite.postmortem.schema import UNKNOWN
from hindsite.view import links, words
from hindsite.view.models import Disclosure, DisclosureRow, Link
from hindsite.view.panels.evidence import (
    defined_row,
    known_row,
    lower_bound_rows,
    missing_durations,
    source_rows,
    text_row,
)
from hindsite.view.panels.groups import group_cell, group_name
from hindsite.view.panels.panel import Cell, Panel, PanelTable
from hindsite.view.panels.setting import Setting, filtered
from hindsite.view.panels.working import query_texts

ROWS = 10
VALUES = 50


def outage_panel(
    setting: Setting,
    filters: Filters,
    *,
    anchor: str,
    by: str = "service",
    level: int = 2,
    values: int = VALUES,
) -> Panel:
    """The services (or another dimension) that lost the most, with what each sum rests on."""
    tables = setting.knowledge.tables
    with tables.hearing() as heard:
        whole = impact_totals(tables, filters)
        groups = impact_by(tables, by, filters)
    known = {name: one for name, one in groups.items() if one.equivalent_total_s is not None}
    ranked = sorted(known, key=lambda name: (name == UNKNOWN, -_sum(known[name]), name))
    shown = ranked[:ROWS]
    listed, cut_rows = setting.listed(_values(setting, filters), values)
    reasons = missing_durations(setting.knowledge, "outage_equivalent", filters, "computed")
    left_out, more_cut = setting.left_out(reasons)
    more = by == "service" and len(ranked) > ROWS
    return Panel(
        title=f"Full-outage equivalent by {group_name(by).lower()}, known for "
        f"{words.count(whole.equivalent_known)} of {words.plural(whole.count, 'incident')}",
        subtitle=_subtitle(whole, by) + filtered(filters),
        anchor=anchor,
        table=_table(setting, by, {name: known[name] for name in shown}) if shown else None,
        note=_note(by, len(shown), len(known), len(groups)),
        more=Link("All services", setting.links.to(links.SERVICES)) if more else None,
        disclosure=Disclosure(
            anchor,
            (*_working(setting, filters, whole), *cut_rows, *more_cut),
            listed,
            values_label="Incidents with a known value, longest first" if listed else "",
            left_out=left_out,
            queries=query_texts(heard),
        ),
        level=level,
    )


def _sum(totals: ImpactTotals) -> float:
    return totals.equivalent_total_s or 0


def _table(setting: Setting, by: str, groups: Mapping[str, ImpactTotals]) -> PanelTable:
    most = max(map(_sum, groups.values())) or 1
    rows = tuple(
        (
            group_cell(by, name, setting.knowledge, setting.links),
            Cell("", bar=round(100 * _sum(one) / most, 2), hatched=name == UNKNOWN),
            Cell(words.duration(_sum(one)), number=True),
            Cell(
                f"{words.count(one.equivalent_known)} of {words.count(one.count)}",
                number=True,
                unknown=True,
            ),
        )
        for name, one in groups.items()
    )
    return PanelTable((group_name(by), "", "Sum", "Known"), rows, "Full-outage equivalent")


def _subtitle(whole: ImpactTotals, by: str) -> str:
    text = (
        f"Time users were affected × share of users affected, summed by {group_name(by).lower()}."
    )
    left = whole.count - whole.equivalent_known
    if left == 1:
        return f"{text} The other incident is not zero: its share or length was not written down."
    if left:
        text += f" The other {words.count(left)} incidents are not zero: their share of users or "
        text += "their length was not written down."
    return text


def _note(by: str, shown: int, known: int, groups: int) -> str:
    name = group_name(by).lower()
    parts = [f"{shown} of {words.count(known)} with a known sum."] if shown < known else []
    if unknown := groups - known:
        parts.append(f"Nothing is known of {words.plural(unknown, f'other {name}')}.")
    return " ".join(parts)


def _values(setting: Setting, filters: Filters) -> list[tuple[str, str]]:
    by_id = setting.knowledge.by_id
    return [
        (id_, (words.at_least if by_id[id_].started_estimated else words.duration)(value))
        for id_, value in impact_values(setting.knowledge.tables, "outage_equivalent", filters)
        if value is not None
    ]


def _working(setting: Setting, filters: Filters, whole: ImpactTotals) -> tuple[DisclosureRow, ...]:
    formula = "impact × users_percent ÷ 100, summed"
    several = "an incident of several counts whole in each, so the sums overlap"
    return (
        defined_row("Formula", formula, "full-outage-equivalent", setting.links),
        known_row(whole.equivalent_known, whole.count),
        *lower_bound_rows(whole.equivalent_lower_bounds),
        text_row("Groups", several),
        text_row("Clock", "timestamps"),
        *source_rows(setting.knowledge, setting.links, filters),
    )
