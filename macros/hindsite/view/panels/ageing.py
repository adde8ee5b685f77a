"""How old what was promised is, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from hindsite.insight.actions import ActionCounts, AgeGroup, count_actions_by_age
from hindsite.insight.filters import Filters
from hindsite.view import words
from hindsite.view.charts.ageing import Age, Ageing
from hindsite.view.models import Disclosure
from hindsite.view.panels.durations import percent_of
from hindsite.view.panels.evidence import defined_row, source_rows, text_row
from hindsite.view.panels.panel import Cell, Panel, PanelTable, table_html
from hindsite.view.panels.setting import Setting, filtered
from hindsite.view.panels.working import query_texts

_YEAR_DAYS = 365


def ageing_panel(setting: Setting, filters: Filters, *, anchor: str, level: int = 2) -> Panel:
    """Action items by age and state as of the commit; without a commit there are no ages."""
    as_of = setting.knowledge.as_of
    if as_of is None:
        why = "Ages are counted to the commit's date, and this is not a git checkout."
        return Panel("Action items by age", why, anchor, level=level)
    with setting.knowledge.tables.hearing() as heard:
        ages = count_actions_by_age(setting.knowledge.tables, filters, as_of)
    total = sum(age.counts.total for age in ages)
    known = sum(age.counts.known for age in ages)
    drawn = tuple(Age(_label(age), _states(age.counts)) for age in ages) if total else ()
    rows = (
        defined_row(
            "Age", "days from the incident's date to the commit's", "action-age", setting.links
        ),
        text_row("Known", f"state of {words.count(known)} of {words.count(total)} items"),
        text_row("As of", f"{words.long_day(as_of)}, the commit's date"),
        *source_rows(setting.knowledge, setting.links, filters),
    )
    return Panel(
        title=_title(ages),
        subtitle=f"Action items by age and state as of {words.long_day(as_of)}; "
        f"n = {words.count(total)}.{filtered(filters)}",
        anchor=anchor,
        chart=setting.drawn(Ageing(drawn)) if total else None,
        note="Hatched: no state is written down." if known < total else "",
        disclosure=Disclosure(
            anchor, rows, queries=query_texts(heard), table_html=table_html(_table(ages))
        ),
        level=level,
    )


def _title(ages: Sequence[AgeGroup]) -> str:
    unfinished = sum(age.counts.unfinished for age in ages)
    if not unfinished:
        return "Action items by age"
    old = sum(age.counts.unfinished for age in ages if age.from_days >= _YEAR_DAYS)
    return (
        f"{words.count(old)} of {words.plural(unfinished, 'unfinished action item')} "
        f"{'is' if old == 1 else 'are'} a year old or older"
    )


def _label(age: AgeGroup) -> str:
    if age.below_days is None:
        return "a year and older"
    if age.from_days == 0:
        return f"under {age.below_days} days"
    return f"{age.from_days} to {age.below_days - 1} days"


def _states(counts: ActionCounts) -> tuple[int, int, int, int, int]:
    return counts.done, counts.in_progress, counts.open, counts.dropped, counts.unknown


def _table(ages: Sequence[AgeGroup]) -> PanelTable:
    rows = tuple(
        (
            Cell(_label(age)),
            *(Cell(words.count(n), number=True) for n in _states(age.counts)),
            Cell(
                percent_of(age.counts.done, age.counts.known) if age.counts.known else "unknown",
                number=True,
                unknown=not age.counts.known,
            ),
        )
        for age in ages
    )
    heads = ("Age", "Done", "In progress", "Open", "Dropped", "Unknown", "Done of known")
    return PanelTable(heads, rows, "Action items by age and state")
