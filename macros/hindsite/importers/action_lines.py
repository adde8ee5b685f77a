"""Tables of action items as others write them: what the contract's reader would refuse is moved."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from hindsite.importers import moments
from hindsite.importers.facts import Facts
from hindsite.importers.lines import Line, cells, fence_after
from hindsite.postmortem.actions import COLUMNS, STATUS_WORDS, TYPE_WORDS
from hindsite.postmortem.rule import RefusedError
from hindsite.postmortem.values import check_address

_RULE = re.compile(r"[\s|:-]+")
_COLUMN_OF = {word: name for name, words in COLUMNS.items() for word in words}
_NOTHING = frozenset({"", "-", "–", "—", "?", "tbd", "n/a", "none", "unknown"})
_ASIDE = re.compile(r"\s*\([^()]*\)")


def actions(lines: Sequence[Line], facts: Facts) -> list[str]:
    """A section's lines; in its tables, a value that is none of its column's joins the title."""
    written: list[str] = []
    columns: list[str] = []
    fence = ""
    for line in lines:
        fence = fence_after(fence, line.text)
        if fence or "|" not in line.text:
            columns = []
            written.append(line.text)
        elif not columns:
            columns = [_column(cell) for cell in cells(line.text)]
            written.append(_head(line, columns, facts))
        elif _RULE.fullmatch(line.text) or "title" not in columns:
            written.append(line.text)
        else:
            written.append(_row(line, columns, facts))
    return written


def _column(head: str) -> str:
    word = " ".join(re.sub(r"[*_`:#]", "", head.casefold()).split())
    return _COLUMN_OF.get(word) or _COLUMN_OF.get(_ASIDE.sub("", word)) or ""


def _head(line: Line, columns: Sequence[str], facts: Facts) -> str:
    """The head of a table, brackets in it taken off where the reader knows the word without."""
    row = cells(line.text)
    if "title" not in columns:
        return line.text
    for index, name in enumerate(columns):
        if name and re.search("[(#]", row[index]):
            facts.keep(f"column on line {line.number}", row[index])
            row[index] = f" {_ASIDE.sub('', row[index]).replace('#', '').strip()} "
    return line.text if row == cells(line.text) else f"|{'|'.join(row)}|"


def _row(line: Line, columns: Sequence[str], facts: Facts) -> str:
    row = cells(line.text)
    title = columns.index("title")
    if len(row) <= title or not row[title].strip():
        return line.text
    moved = []
    for index, name in enumerate(columns[: len(row)]):
        value = row[index].strip()
        if name not in _READ or value.casefold() in _NOTHING:
            continue
        read = _READ[name](value)
        if read is None:
            moved.append(f"{name}: {value}")
            row[index] = " "
            told = f"{value} is no {name}; put behind the action"
            facts.tell("unknown", line.number, name, "section: Action items", told)
        elif read != value:
            row[index] = f" {read} "
            facts.keep(f"{name} on line {line.number}", value)
            if name == "due" and moments.whens(value)[0].guess:
                told = f"{value} is read as {read}"
                facts.tell("guessed", line.number, name, "section: Action items", told)
    if moved:
        row[title] = f"{row[title].rstrip()} ({'; '.join(moved)}) "
        return f"|{'|'.join(row)}|"
    return line.text if row == cells(line.text) else f"|{'|'.join(row)}|"


def _word(words: dict[str, str]) -> Callable[[str], str | None]:
    def read(value: str) -> str | None:
        plain = re.sub(r"[*_`]", "", value).strip().casefold()
        return value if plain in words else None

    return read


def _due(value: str) -> str | None:
    found = moments.whens(value)
    if len(found) != 1 or found[0].day is None:
        return None
    return str(found[0].day) if found[0].end - found[0].start == len(value) else None


def _ticket(value: str) -> str | None:
    """An address must be one; a name, or a link in Markdown, is what the reader makes of it."""
    if "://" not in value or value.startswith(("[", "<")):
        return value
    try:
        return check_address(value)
    except RefusedError:
        return None


_READ: dict[str, Callable[[str], str | None]] = {
    "type": _word(TYPE_WORDS),
    "status": _word(STATUS_WORDS),
    "due": _due,
    "ticket": _ticket,
}
