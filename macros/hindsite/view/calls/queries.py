# ruff: noqa: D417 - pages never give the desk, and these docstrings are their reference
"""The macro for a maintainer's own SQL."""

from __future__ import annotations

from hindsite.view.calls.arguments import MacroError, one_of, row_limit, text_of
from hindsite.view.calls.asking import Asking
from hindsite.view.panels.panel import panel_html
from hindsite.view.panels.queried import query_bars_panel, query_panel

_FORMS = ("table", "chart")


def query(
    desk: Asking,
    sql: str,
    as_: str = "table",
    title: str = "Query",
    x: str | None = None,
    y: str | None = None,
    limit: int | None = 50,
) -> str:
    """Your own SQL over the tables, as a table or as bars.

    One SELECT or WITH statement of DuckDB's SQL. It can read the tables and nothing else, and is
    stopped after 10 seconds. Columns named `id` or `incident_id` lead to the incidents, `service`,
    `cause` and `year` to their pages; lengths in columns that end in `_s` are printed in words, and
    NULL as unknown.

    Args:
        sql: The query. Give it an `ORDER BY`, so that two builds print the same.
        as_: `table`, or `chart`: a bar for each row.
        title: The heading.
        x: For a chart the column of labels; by default the first.
        y: For a chart the column of lengths, numbers from 0 up; by default the first such column.
        limit: How many rows at most, 1 to 500; a note says where there are more.

    Example:
        {{ query("SELECT detected_by, count(*) AS incidents FROM incidents
                  GROUP BY detected_by ORDER BY incidents DESC, detected_by",
                 as_="chart", title="Who noticed") }}
    """
    knowledge, links = desk.asked()
    text = text_of("sql", sql, "a SELECT over the tables")
    form, rows = one_of("as_", as_, _FORMS), row_limit(limit)
    heading = text_of("title", title, "a text")
    anchor = desk.anchor("query")
    if form == "table":
        if (x, y) != (None, None):
            raise MacroError('x and y are for a chart; leave them out, or write as_="chart"')
        panel = query_panel(knowledge, links, text, rows, title=heading, anchor=anchor)
        return panel_html(panel)
    for name, column in (("x", x), ("y", y)):
        if column is not None:
            text_of(name, column, "a column of the query")
    panel = query_bars_panel(knowledge, links, text, rows, x=x, y=y, title=heading, anchor=anchor)
    return panel_html(panel)
