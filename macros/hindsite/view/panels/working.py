"""The working of a panel: definition, known count, incidents left out and why, the queries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from hindsite.library.tables import Query

_STRING = re.compile(r"'(?:[^']|'')*'|\?")
_INDENT = 2


def query_texts(heard: Iterable[Query]) -> tuple[str, ...]:
    """Queries as a reader can run them: parameters written out, each text once."""
    return tuple(dict.fromkeys(query_text(query) for query in heard))


def query_text(query: Query) -> str:
    """One query with its parameters as SQL literals, its lines indented by their brackets."""
    left = iter(query.parameters)

    def filled(match: re.Match[str]) -> str:
        return _literal(next(left)) if match[0] == "?" else match[0]

    return _laid_out(_STRING.sub(filled, query.sql))


def _laid_out(sql: str) -> str:
    """Lines of several sources in one form; a bracket within a string only moves its line."""
    lines, depth = [], 0
    for line in filter(None, (line.strip() for line in sql.splitlines())):
        closing = len(line) - len(line.lstrip(")"))
        lines.append(" " * (_INDENT * max(0, depth - closing)) + line)
        depth += line.count("(") - line.count(")")
    return "\n".join(lines)


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return "'" + str(value).replace("'", "''") + "'"
