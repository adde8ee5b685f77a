"""What is read from a foreign source: one draft an incident, and what became of every piece of it.

No word of a source is lost. What has no place in the header or in a section stands below the
heading `IMPORTED`; a value that was converted (a time, a severity, an owner) also stands verbatim
below the heading `AS_IMPORTED`, see `kept`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from hindsite.importers.draft import Draft
from hindsite.postmortem.schema import DEFAULT_SEVERITIES

Kind = Literal["placed", "guessed", "unknown"]

IMPORTED = "Imported text"
AS_IMPORTED = "As imported"

# A lone half of a surrogate pair, which JSON can say, cannot be written as UTF-8.
_HALF = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_TICKS = re.compile("`+")
# What Markdown would take for a mark inside a line: everything else stands for itself.
_MARK = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|[`*\[\]]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|~(?=~)|(?<=~)~"
    r"|(?<![^\W_])_|_(?![^\W_])"
)
# What Markdown would take for a block at the beginning of a line.
_BLOCK = re.compile(r"(\s*)(?:(\d{1,9})([.)])(?=\s|$)|([-+>|=#~]))")


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one piece of the source.

    `line` counts from 1 in the source; None where a format has no lines, as a value in JSON.
    `where` is the source's own name of the piece: a label, a heading, a path in JSON, a column.
    `target` is the header's field, dotted, or `section: Timeline`; empty where it is unknown.
    `told` says in a short sentence what was written, and what a guess rests on.
    """

    kind: Kind
    line: int | None
    where: str
    target: str
    told: str


@dataclass(frozen=True, slots=True)
class Imported:
    """One incident; `day` is the date for its file's name, `YYYY-MM-DD`."""

    draft: Draft
    day: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller decides and no source says.

    `timezone` is the IANA name for times without an offset. The vocabularies map a lower-case name
    or alias to its slug, for exact matches only. `columns` is the mapping of a CSV file: a column's
    name to a field. `day` and `named_day` (`YYYY-MM-DD`: what was asked for, and what the source's
    file name says) are for a source that has no date, `title` and `named_title` for one without a
    title.
    """

    timezone: str | None = None
    severities: tuple[str, ...] = DEFAULT_SEVERITIES
    causes: Mapping[str, str] = field(default_factory=dict)
    triggers: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, object] | None = None
    day: str | None = None
    named_day: str | None = None
    title: str | None = None
    named_title: str | None = None


def clean(text: str) -> str:
    """The text without characters that are none: line ends are line feeds, controls are spaces.

    No word changes: what is replaced is no part of any.
    """
    text = _LINE_END.sub("\n", text)
    return _HALF.sub("\ufffd", _CONTROL.sub(" ", text))


def one_line(text: str, longest: int) -> str:
    """The text on one line and cut at a word's end, as a title or a sentence of a header may be."""
    text = " ".join(clean(text).split())
    if len(text) <= longest:
        return text
    return text[: longest - 1].rpartition(" ")[0].rstrip() + "…" if " " in text else text[:longest]


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 entry`, `2 entries`."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def severity(word: str, wanted: Wanted) -> str | None:
    """The site's severity that a word is, in any case and spacing (`Sev 2`, `sev-2`), or None."""
    plain = re.sub(r"[\s_-]+", "", word).casefold()
    return next((one for one in wanted.severities if one.casefold() == plain), None)


def code(text: str) -> str:
    """One line as a code span: shown as it stands, whatever it holds."""
    text = " ".join(clean(text).split()) or " "
    longest = max(map(len, _TICKS.findall(text)), default=0)
    marks = "`" * (longest + 1)
    space = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{marks}{space}{text}{space}{marks}"


def fenced(text: str, indent: str = "") -> str:
    """Lines as a fenced block: shown as they stand, whatever they hold."""
    longest = max(map(len, _TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    lines = [f"{fence}text", *clean(text).strip("\n").split("\n"), fence]
    return "\n".join(f"{indent}{line}".rstrip() for line in lines)


def escaped(text: str) -> str:
    """Plain text as Markdown that shows the same characters; lines and indents up to 3 stay."""
    return "\n".join(_escaped_line(line) for line in clean(text).split("\n"))


def _escaped_line(line: str) -> str:
    line = _MARK.sub(r"\\\g<0>", line.expandtabs(4).rstrip())
    indent = len(line) - len(line.lstrip())
    line = " " * min(indent, 3) + line.lstrip()
    return _BLOCK.sub(_opened, line, count=1) if _BLOCK.match(line) else line


def _opened(found: re.Match[str]) -> str:
    space, number, after, mark = found.groups()
    return f"{space}{number}\\{after}" if number else f"{space}\\{mark}"


def kept(pairs: Iterable[tuple[str, str]]) -> str:
    """Converted values in their own words, as a section: the source's name of each, and the value.

    Empty text where there are none. Stands at the very end of the body.
    """
    items = [_kept(where, value) for where, value in pairs if value.strip()]
    return "\n".join([f"## {AS_IMPORTED}", "", *items]) + "\n" if items else ""


def _kept(where: str, value: str) -> str:
    value = clean(value).strip("\n")
    if "\n" in value.strip():
        return f"- {code(where)}:\n\n{fenced(value, '  ')}\n"
    return f"- {code(where)}: {code(value)}"
