"""What the newest incidents' time went into."""

from __future__ import annotations

from hindsite.insight.filters import Filters
from hindsite.insight.phases import with_phases
from hindsite.postmortem.schema import Postmortem
from hindsite.view import links, words
from hindsite.view.charts.phases import Part, PhaseRow, Phases
from hindsite.view.models import Disclosure
from hindsite.view.moments import elapsed, milestones, spans
from hindsite.view.panels.evidence import defined_row, source_rows, text_row
from hindsite.view.panels.panel import Panel
from hindsite.view.panels.setting import Setting, filtered
from hindsite.view.panels.working import query_texts

ROWS = 20


def phases_panel(
    setting: Setting, filters: Filters, *, anchor: str, level: int = 2, rows: int = ROWS
) -> Panel:
    """The phases of the newest incidents whose start and end are known, as shares of the whole."""
    knowledge = setting.knowledge
    with knowledge.tables.hearing() as heard:
        found = with_phases(knowledge.tables, filters)
    count = len(knowledge.chosen(filters))
    drawn = tuple(phase_row(knowledge.by_id[id_]) for id_ in found[:rows])
    said = [(id_, _said(row)) for id_, row in zip(found[:rows], drawn, strict=True)]
    listed, cut_rows = setting.listed(said, rows)
    working = (
        defined_row("Phases", "the parts between an incident's moments", "phases", setting.links),
        text_row(
            "Known",
            f"start and end of {words.count(len(found))} of {words.plural(count, 'incident')}",
        ),
        *source_rows(knowledge, setting.links, filters),
        *cut_rows,
    )
    return Panel(
        title=_title(len(drawn), len(found)),
        subtitle="Each bar is an incident, its phases as shares of its length, which stands at "
        f"the right. The newest first.{filtered(filters)}",
        anchor=anchor,
        chart=setting.drawn(Phases(drawn, len(found))) if drawn else None,
        note="Hatched: nobody wrote down when it was noticed."
        if any(part.kind == "hatched" for row in drawn for part in row.parts)
        else "",
        disclosure=Disclosure(
            anchor,
            working,
            listed,
            values_label=f"{words.plural(len(drawn), 'incident')}, newest first" if drawn else "",
            queries=query_texts(heard),
        ),
        level=level,
    )


def _title(drawn: int, found: int) -> str:
    if drawn < found:
        return f"What the time of the {drawn} newest incidents went into"
    return "What the incidents' time went into"


def phase_row(incident: Postmortem) -> PhaseRow:
    """An incident with a start and an end by the clock, as a bar of its phases."""
    parts = tuple(
        Part(span.kind, elapsed(span.start, span.end)) for span in spans(milestones(incident))
    )
    label = f"{words.iso_day(incident.day)}  {incident.title}"
    return PhaseRow(
        label,
        incident.title,
        parts,
        links.incident(incident.id),
        at_least=incident.started_estimated,
    )


_NAMES = {"hatched": "not known when noticed"}


def _said(row: PhaseRow) -> str:
    said = (
        f"{_NAMES.get(part.kind, part.kind)} {words.duration(part.seconds)}" for part in row.parts
    )
    return ", ".join(said)
