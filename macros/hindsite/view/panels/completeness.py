"""What postmortems leave unknown, as a map: fields down, groups across.

In each cell the known share is filled and the rest is hatched; the number is the share in percent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hindsite.insight.completeness import (
    FieldCompleteness,
    completeness,
    completeness_by,
    incidents_without,
)
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.postmortem.schema import UNKNOWN
from hindsite.view import words
from hindsite.view.links import Links
from hindsite.view.models import Disclosure
from hindsite.view.panels.evidence import (
    defined_row,
    shown_rows,
    source_rows,
    text_row,
    valued,
)
from hindsite.view.panels.groups import cut, group_words, groups_shown, in_order, several_note
from hindsite.view.panels.panel import Cell, Panel, PanelTable
from hindsite.view.panels.working import query_texts

# Without these no duration can be computed; the incidents that lack one are listed.
_ENDS = ("started_at", "detected_at", "mitigated_at", "resolved_at", "impact.users_percent")
_OVER_ITEMS = "actions."


def completeness_panel(
    knowledge: Knowledge,
    links_: Links,
    filters: Filters,
    by: str,
    limit: int,
    *,
    anchor: str,
    level: int = 3,
) -> Panel:
    """The known share of every field, for all incidents meant and for each group."""
    with knowledge.tables.hearing() as heard:
        whole = completeness(knowledge.tables, filters)
        groups = _grouped(completeness_by(knowledge.tables, by, filters))
    sizes = {name: fields[0].count for name, fields in groups.items()}
    shown = cut(by, in_order(by, groups, sizes), limit)
    columns = {"all": whole, **shown}
    heads = ("Field", *(f"{name} ({_size(fields)})" for name, fields in columns.items()))
    rows = tuple(
        (Cell(field.field), *(_cell(fields[place]) for fields in columns.values()))
        for place, field in enumerate(whole)
    )
    notes = (
        "Hatched: not written down.",
        groups_shown(by, len(shown), len(groups)),
        several_note(by),
    )
    return Panel(
        title=_title(whole),
        subtitle=f"Known share of each field by {group_words(by)}, in percent; "
        "in brackets how many incidents.",
        anchor=anchor,
        table=PanelTable(heads, rows, f"Known fields by {group_words(by)}", is_map=True),
        note=" ".join(filter(None, notes)),
        disclosure=_disclosure(knowledge, links_, filters, whole, query_texts(heard), anchor),
        level=level,
    )


def _grouped(entries: Sequence[FieldCompleteness]) -> dict[str, list[FieldCompleteness]]:
    groups: dict[str, list[FieldCompleteness]] = {}
    for entry in entries:
        groups.setdefault(entry.group or UNKNOWN, []).append(entry)
    return groups


def _size(fields: Sequence[FieldCompleteness]) -> str:
    return words.count(fields[0].count)


def _cell(field: FieldCompleteness) -> Cell:
    if field.share is None:
        return Cell("none", number=True, unknown=True)
    percent = 100 * field.share
    # No share that is not whole is printed as 0 or 100.
    shown = min(max(round(percent), int(field.known > 0)), 100 - int(field.unknown > 0))
    return Cell(str(shown), number=True, known=percent)


def _title(whole: Sequence[FieldCompleteness]) -> str:
    of_incidents = [one for one in whole if not one.field.startswith(_OVER_ITEMS) and one.count]
    if not of_incidents:
        return "What is written down: no incident matches"
    least = min(of_incidents, key=lambda one: (one.share or 0, one.field))
    known = f"{words.count(least.known)} of {words.plural(least.count, 'incident')}"
    return f"What is written down; the least, {least.field}, for {known}"


def _disclosure(
    knowledge: Knowledge,
    links_: Links,
    filters: Filters,
    whole: Sequence[FieldCompleteness],
    queries: tuple[str, ...],
    anchor: str,
) -> Disclosure:
    lacking = _lacking(knowledge, filters)
    listed = [(id_, f"no {words.joined(fields)}") for id_, fields in lacking.items()]
    counts = "; ".join(
        f"{one.field} {words.count(one.known)} of {words.count(one.count)}" for one in whole
    )
    rows = (
        defined_row(
            "Formula", "known ÷ all; a moment is known by the clock", "completeness", links_
        ),
        text_row("Counted over", "incidents; actions.… over their action items"),
        text_row("Known", counts),
        *source_rows(knowledge, links_, filters),
        *shown_rows(len(listed)),
    )
    some = words.plural(len(listed), "incident")
    return Disclosure(
        anchor,
        rows,
        valued(knowledge, links_, listed),
        values_label=f"{some} without a time or share that durations need, newest first",
        queries=queries,
    )


def _lacking(knowledge: Knowledge, filters: Filters) -> Mapping[str, list[str]]:
    """For each incident that lacks one of the ends of durations, the newest first, which."""
    lacking: dict[str, list[str]] = {}
    for field in _ENDS:
        for id_ in incidents_without(knowledge.tables, field, filters):
            lacking.setdefault(id_, []).append(field)
    order = [one.id for one in knowledge.counted]
    return {id_: lacking[id_] for id_ in order if id_ in lacking}
