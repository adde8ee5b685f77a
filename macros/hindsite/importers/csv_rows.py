"""CSV, one row an incident, with a mapping file that says which column is which field."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from hindsite.errors import HindsiteError, Problem, ProblemsError
from hindsite.importers.facts import Facts
from hindsite.importers.finishing import finished
from hindsite.importers.lines import Line
from hindsite.importers.markdown_headings import arrange
from hindsite.importers.moments import length
from hindsite.importers.source import Finding, Imported, Wanted, clean, escaped, one_line
from hindsite.postmortem import strictyaml
from hindsite.postmortem.rule import RefusedError, shown, suggestion
from hindsite.postmortem.schema import MOMENTS
from hindsite.postmortem.sections import HEADINGS
from hindsite.postmortem.values import CHECKS, MAX_TEXT
from hindsite.postmortem.vocabulary import Vocabulary

MAX_ROWS = 5_000
_SEPARATORS = (",", ";", "\t")
_READ_AS_LABELS = {
    **{name: name for name in MOMENTS},
    **{name: name for name in ("title", "severity", "status", "detected_by", "trigger")},
    **{name: name for name in ("services", "teams", "causes", "tags", "authors")},
}
_NUMBERS = {
    "impact.users_percent": "percent",
    "impact.users": "count",
    "impact.requests_failed": "count",
}
_DURATIONS = {
    f"stated_durations.{name}": name
    for name in ("detect", "acknowledge", "mitigate", "resolve", "impact")
}
_SECTIONS = {f"section.{name}": headings[0] for name, headings in HEADINGS.items()}
FIELDS: tuple[str, ...] = (
    *_READ_AS_LABELS,
    *("impact.summary", *_NUMBERS, *_DURATIONS, "signatures", "links"),
    *_SECTIONS,
)


class Cell(NamedTuple):
    """A value of a row, under its column, and the line it begins on."""

    column: str
    value: str
    line: int


_BULLET = re.compile(r"\s*(?:[-*+•]|(\d{1,9})[.)])\s+(?=\S)")


def read_mapping(path: str, data: bytes) -> dict[str, str]:
    """A mapping file, YAML of `column: field`; raises `ProblemsError` with every wrong line."""
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        raise HindsiteError(f"{path}: expected UTF-8 text; save the file as UTF-8") from error
    tree = strictyaml.read(text.replace("\r\n", "\n").replace("\r", "\n"), root="mapping")
    wrong = [finding.problem(path) for finding in tree.findings]
    for column, name in tree.data.items():
        if name not in FIELDS:
            place = tree.spots[(column,)].value
            hint = suggestion(str(name), FIELDS)
            message = f"expected a field, got {shown(name)}; {hint}"
            wrong.append(Problem(path, *place, column, "mapping", "error", message))
    if wrong:
        raise ProblemsError(wrong)
    if not tree.data:
        raise HindsiteError(f"{path}: it is empty; expected lines `column: field`")
    return {column: str(name) for column, name in tree.data.items()}


def claims(text: str, name: str) -> bool:  # noqa: ARG001 - every format's signature
    """A file named as CSV is; without a mapping it cannot be read, which `read` says."""
    return name.casefold().endswith((".csv", ".tsv"))


def read(text: str, wanted: Wanted) -> tuple[Imported, ...]:
    """A row's incident each; raises HindsiteError with the line of every row that cannot be one."""
    if wanted.columns is None:
        raise HindsiteError(
            "CSV needs --mapping FILE: YAML with a line `column: field` for each column to read, "
            f"the fields being {', '.join(FIELDS)}"
        )
    columns, rows = _table(clean(text), wanted.columns)
    incidents: list[Imported] = []
    failed: list[str] = []
    for line, cells in rows:
        try:
            incidents.append(_incident(_placed(line, columns, cells), wanted))
        except HindsiteError as error:
            failed += _on_row(line, str(error))
    if failed:
        raise HindsiteError("\n".join(failed))
    return tuple(incidents)


def _on_row(line: int, error: str) -> Iterator[str]:
    """What is wrong with a row; a message that names a line of its own keeps that."""
    for told in error.splitlines():
        yield told if re.search(r"\blines? \d", told) else f"line {line}: {told}"


def _placed(line: int, columns: Sequence[str], values: Sequence[str]) -> list[Cell]:
    """A row's cells, each with the line it begins on: a quoted one may go over several."""
    placed = []
    for column, value in zip(columns, values, strict=True):
        placed.append(Cell(column, value, line))
        line += value.count("\n")
    return placed


def _table(
    text: str, mapping: Mapping[str, object]
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The columns, and the rows with their lines; the separator is the one that fits."""
    head = text.partition("\n")[0]
    wrong: list[tuple[int, HindsiteError]] = []
    for separator in sorted(_SEPARATORS, key=head.count, reverse=True):
        try:
            columns, rows = _parsed(text, separator)
        except HindsiteError as error:
            wrong.append((head.count(separator), error))
            continue
        missing = [column for column in mapping if column not in columns]
        if not missing:
            return columns, rows
        wrong.append((head.count(separator), _missing(missing[0], columns)))
    # Of what is wrong with each separator, what is wrong with the likeliest.
    raise max(wrong, key=lambda one: one[0])[1]


def _missing(column: str, columns: Sequence[str]) -> HindsiteError:
    return HindsiteError(
        f"there is no column {shown(column)}, which the mapping names; "
        f"{suggestion(column, columns, 'the columns are')}"
    )


def _parsed(text: str, separator: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        columns = [column.strip() for column in next(reader, [])]
        rows = list(_rows(reader, len(columns)))
    except csv.Error as error:
        raise HindsiteError(f"line {reader.line_num}: no CSV: {error}") from error
    repeated = [column for column in columns if column and columns.count(column) > 1]
    if repeated:
        raise HindsiteError(f"line 1: the column {shown(repeated[0])} stands twice; rename one")
    return columns, rows


def _rows(reader: Iterator[list[str]], size: int) -> Iterator[tuple[int, list[str]]]:
    before = reader.line_num  # type: ignore[attr-defined]  # csv's readers count
    for number, cells in enumerate(reader):
        line, before = before + 1, reader.line_num  # type: ignore[attr-defined]
        if number >= MAX_ROWS:
            raise HindsiteError(f"line {line}: expected at most {MAX_ROWS:,} rows; split the file")
        if len(cells) > size > 1:
            message = f"line {line}: expected {size} values, got {len(cells)}; quote the ones with"
            raise HindsiteError(f"{message} a separator in them")
        if any(cell.strip() for cell in cells):
            yield line, [*cells, *[""] * (size - len(cells))]


def _incident(row: Sequence[Cell], wanted: Wanted) -> Imported:
    facts = Facts(wanted)
    texts: list[Line] = []
    for column, value, line in row:
        name = str((wanted.columns or {}).get(column, ""))
        if not value.strip():
            continue
        if name in _SECTIONS:
            texts += _section(_SECTIONS[name], value, line)
            continue
        before = len(facts.findings)
        if not name:
            facts.tell("unknown", line, column, "", f"{one_line(value, 60)}; kept as text")
        elif not _read(name, column, value, line, facts) and len(facts.findings) == before:
            facts.unread(name, column, value, line)
        facts.keep(column, value)
    made = arrange(texts, facts)
    findings = tuple(_of_column(one, wanted) for one in made.findings)
    return finished(replace(made, findings=findings), wanted)


def _of_column(one: Finding, wanted: Wanted) -> Finding:
    """A finding of a section with the name of its column."""
    columns = {
        _SECTIONS[str(name)]: column
        for column, name in (wanted.columns or {}).items()
        if name in _SECTIONS
    }
    named = one.target == f"section: {one.where}" and one.where in columns
    return replace(one, where=columns[one.where]) if named else one


def _section(heading: str, value: str, line: int) -> Iterator[Line]:
    yield from (Line(line, text) for text in ("", f"## {heading}", ""))
    for number, text in enumerate(value.rstrip("\n").split("\n"), line):
        bullet = _BULLET.match(text)
        content = escaped(text[bullet.end() :] if bullet else text)
        if bullet is None and not (heading == "Action items" and text.strip()):
            yield Line(number, content)
        else:
            mark = f"{bullet[1]}." if bullet and bullet[1] else "-"
            yield Line(number, f"{mark} {content.strip()}")


def _read(name: str, column: str, value: str, line: int, facts: Facts) -> bool:
    """Read a cell as its field; False where it is none."""
    if name in _READ_AS_LABELS:
        return facts.read_as(name, column, value, line)
    return _others(name)(name, column, value.strip(), line, facts)


_Reader = Callable[[str, str, str, int, Facts], bool]


def _others(name: str) -> _Reader:
    if name in _NUMBERS:
        return _number
    if name in _DURATIONS:
        return _duration
    return {"impact.summary": _summary, "signatures": _signature, "links": _link}[name]


def _number(name: str, column: str, value: str, line: int, facts: Facts) -> bool:
    plain = re.sub(r"[\s,_%]", "", value)
    try:
        CHECKS[_NUMBERS[name]](plain, Vocabulary())
    except RefusedError:
        return False
    number = float(plain) if "." in plain else int(plain)
    return _nested(name, number, column, line, facts)


def _duration(name: str, column: str, value: str, line: int, facts: Facts) -> bool:
    size = length(value)
    return size is not None and _nested(name, size, column, line, facts)


def _summary(name: str, column: str, value: str, line: int, facts: Facts) -> bool:
    return _nested(name, one_line(value, MAX_TEXT), column, line, facts)


def _nested(name: str, value: object, column: str, line: int, facts: Facts) -> bool:
    top, _, key = name.partition(".")
    before = facts.header.get(top)
    facts.header[top] = {**(before if isinstance(before, dict) else {}), key: value}
    facts.tell("placed", line, column, name, str(value))
    return True


def _signature(name: str, column: str, value: str, line: int, facts: Facts) -> bool:
    texts: Sequence[str] = [one.strip() for one in value.split("\n") if one.strip()]
    if len(texts) > 100 or any(len(one) > MAX_TEXT for one in texts):
        return False
    return facts.put(name, list(texts), line, column)


def _link(name: str, column: str, value: str, line: int, facts: Facts) -> bool:
    try:
        links = [
            {"title": column, "url": CHECKS["address"](one, Vocabulary())} for one in value.split()
        ]
    except RefusedError:
        return False
    before = facts.header.pop(name, [])
    known = before if isinstance(before, list) else []
    return facts.put(name, [*known, *links][:100], line, column)
