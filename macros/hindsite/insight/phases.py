"""Which incidents have phases: those whose start and an end are known by the clock."""

from __future__ import annotations

from hindsite.insight.filters import Filters
from hindsite.library.tables import Tables


def with_phases(tables: Tables, filters: Filters) -> list[str]:
    """Ids of the incidents with a start, an end and a length between them, the newest first.

    The end is the resolution, else the mitigation, as on the phase bar.
    """
    where, parameters = filters.where()
    sql = f"""
        SELECT id FROM incidents WHERE coalesce(resolve_s, mitigate_s) > 0 AND ({where})
        ORDER BY day DESC, id DESC
    """  # noqa: S608 - the condition is made of constants; values are parameters
    return [row[0] for row in tables.ask(sql, parameters)]
