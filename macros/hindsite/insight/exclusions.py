"""Why an incident is in no figure of a duration: what its postmortem does not say."""

from __future__ import annotations

from hindsite.insight.distributions import Chosen, column_of
from hindsite.library.tables import Tables


def _missing(moment: str) -> str:
    """SQL: why a moment ends no duration; NULL where it is known by the clock."""
    return f"""
        CASE {moment}_precision WHEN 'time' THEN NULL
            WHEN 'day' THEN '{moment}_at is a date without a time'
            ELSE 'no {moment}_at' END"""


_ESTIMATED = """
        CASE WHEN started_estimated
            THEN 'the start is an estimate, so time to detect is unknown' END"""
# A mitigation of which only the date is known hides the resolution: users were better off by then.
_END = f"""
        CASE WHEN mitigated_precision IS NOT NULL THEN {_missing("mitigated")}
            WHEN resolved_precision IS NOT NULL THEN {_missing("resolved")}
            ELSE 'no mitigated_at and no resolved_at' END"""
_SHARE = """
        CASE WHEN users_percent IS NULL THEN 'no users_percent' END"""

# Metric → what it needs; each is the SQL of a reason, NULL where the need is met.
_NEEDS: dict[str, tuple[str, ...]] = {
    "detect": (_ESTIMATED, _missing("started"), _missing("detected")),
    "acknowledge": (_missing("detected"), _missing("acknowledged")),
    "mitigate": (_missing("started"), _missing("mitigated")),
    "resolve": (_missing("started"), _missing("resolved")),
    "impact": (_missing("started"), _END),
    "outage_equivalent": (_missing("started"), _END, _SHARE),
}


def reason_of(metric: str, clock: str = "computed") -> str:
    """SQL over `incidents`: everything that a value misses, "; " between; empty if nothing."""
    needs = _NEEDS[metric] if clock == "computed" else ("'no stated duration'",)
    return f"concat_ws('; ', {', '.join(needs)})"


def excluded(
    tables: Tables, metric: str, filters: Chosen, clock: str = "computed"
) -> list[tuple[str, str]]:
    """Each incident without a value, the newest first: its id, and in words what is missing.

    Everything that is missing is named, "; " between: "no detected_at; no users_percent".
    """
    column = column_of(metric, clock)
    where, parameters = filters.where()
    sql = f"""
        SELECT id, {reason_of(metric, clock)} AS reason
        FROM incidents WHERE {column} IS NULL AND ({where})
        ORDER BY day DESC, id DESC
    """  # noqa: S608 - made of constants; values are parameters
    return [(row[0], row[1]) for row in tables.ask(sql, parameters)]
