"""Markdown under other headings than the contract's, arranged into its sections.

Lines move whole and are rewritten only where the contract's reader would not take them: headings,
times of a timeline, cells of a table of action items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from hindsite.importers import labels
from hindsite.importers.action_lines import actions
from hindsite.importers.facts import Facts
from hindsite.importers.heading_tree import Heading, Part, closed, heading_text, parts
from hindsite.importers.lines import Line, cells, joined, lost
from hindsite.importers.moments import When, whens
from hindsite.importers.source import IMPORTED, Finding, Wanted, clean, counted, one_line
from hindsite.importers.timeline_lines import WEEKDAY, all_times, seen, timeline
from hindsite.postmortem.schema import MOMENTS
from hindsite.postmortem.values import MAX_TITLE

_LABEL = re.compile(
    r"\s{0,3}(?:[-*+]\s+)?(?P<mark>[*_]{0,3})(?P<label>[A-Za-z][^:*_|\n]{0,50}?)"
    r"(?:(?P=mark)\s*:|:\s*(?P=mark))[*_]{0,3}(?:\s+(?P<value>\S.*))?"
)
# What says that a document is a postmortem, and nothing of the incident.
_KIND = re.compile(
    r"\A\s*(?:(?:post-?)?incident\s+)?(?:post-?\s?mortem|rca|root cause analysis"
    r"|(?:outage\s+)?report|review|incident)(?:\s+(?:report|of|for|on))?"
    r"(?:\s*:\s*|\s+[–—-]+\s+)",
    re.IGNORECASE,
)
# Labels inside a section that are read where they stand; others are too common in prose.
_IN_SECTIONS = frozenset(
    {*MOMENTS, "span", "severity", "detected_by", "services", "authors", "impact.users"}
)
_NOT_IN_PROSE = frozenset(
    {"by", "day", "when", "end", "start", "length", "product", "component", "time"}
)
_RENAMED = {
    **dict.fromkeys(("what went badly", "what went poorly"), "What went wrong"),
    **dict.fromkeys(("what didn't go so well", "what didn't go well"), "What went wrong"),
    **dict.fromkeys(("what could have gone better", "what did not go well"), "What went wrong"),
    "where did we get lucky": "Where we got lucky",
}
# Fields that people also write a paragraph about.
_PROSE = frozenset({"trigger", "causes"})
_WORDS_OF_A_LABEL = 5
_SHORT = 3  # lines of a section that is a value and no text


@dataclass(frozen=True, slots=True)
class Arranged:
    """A body in the contract's sections, and what was read on the way.

    `header` are values by field, as `Draft.header` has them (`title` from the top heading, times,
    `timezone`, ...); `pairs` are converted values in their own words, for `source.kept`, which the
    caller puts at the end of the body together with its own.
    """

    body: str
    findings: tuple[Finding, ...] = ()
    header: dict[str, object] = field(default_factory=dict)
    pairs: tuple[tuple[str, str], ...] = ()


def arranged(body: str, first_line: int, wanted: Wanted) -> Arranged:
    """Arrange Markdown; `first_line` is the source's line of its first line.

    Raises HindsiteError where its times have no zone and none is wanted.
    """
    numbered = enumerate(clean(body).split("\n"), first_line)
    return arrange([Line(number, text) for number, text in numbered], Facts(wanted))


def arrange(lines: Sequence[Line], facts: Facts) -> Arranged:
    """Arrange lines of Markdown, each with the source's line that it comes from."""
    lines = closed(lines)
    title, lead, found = parts(lines)
    if title is not None:
        _title(title, lines, facts)
    top, more = _lead(lead, facts)
    # Metadata first: the timeline leans on the day of the start.
    sections = [part for part in (*more, *found) if not _is_value(part, facts)]
    for part in sections:
        _values(part, facts)
        if labels.section(part.heading) == "timeline":
            seen(part.lines, facts)
    summary = any(labels.section(part.heading) == "summary" for part in sections)
    first = next((line.number for line in top if line.text.strip()), None)
    bodies = []
    if first is not None and not summary and _is_prose(top):
        facts.tell("guessed", first, "text", "section: Summary", "the text at the top")
        bodies.append(f"## Summary\n\n{joined([line.text for line in top])}")
        _values(Part("Summary", first, tuple(top), "Summary"), facts)
        first = None
    bodies += [_section(part, facts) for part in sections]
    if first is not None:
        if not all(_is_told(line, facts) for line in top if line.text.strip()):
            facts.tell("unknown", first, "text", "", f"kept under '{IMPORTED}'")
        _below_imported(bodies, joined([line.text for line in top]))
    facts.finish()
    text = "\n\n".join(bodies)
    values = " ".join(map(str, facts.header.values()))
    pairs = " ".join(f"{where} {value}" for where, value in facts.pairs)
    facts.pairs += lost(lines, text, values, pairs)
    return Arranged(text, tuple(facts.findings), facts.header, tuple(facts.pairs))


def _is_told(line: Line, facts: Facts) -> bool:
    """Whether a line has a line in the listing; a table's head has those of its rows."""
    if line.text.strip().startswith("|") and _is_pair(cells(line.text)):
        return True
    waiting = {one.line for one in (*facts.timed, *facts.bare)}
    return line.number in waiting | {one.line for one in facts.findings}


def _is_pair(row: Sequence[str]) -> bool:
    """Whether a row is labels and values: one pair of them, or two."""
    return len(row) in {2, 4}


def _below_imported(bodies: list[str], text: str) -> None:
    """Put a text below the heading for it, the one there is if there is one."""
    heading = f"## {IMPORTED}\n"
    at = next((i for i, one in enumerate(bodies) if one.startswith(heading)), None)
    if at is None:
        bodies.append(f"{heading}\n{text}")
    else:
        bodies[at] = f"{bodies[at]}\n\n{text}"


def _title(heading: Heading, lines: Sequence[Line], facts: Facts) -> None:
    """The title without the kind of document before it; its own words are kept."""
    number = lines[heading.first].number
    text = one_line(_KIND.sub("", heading.text, count=1) or heading.text, MAX_TITLE)
    whole = heading_text(lines[heading.first : heading.last])
    facts.put("title", text, number, "heading")
    if whole != text:
        facts.keep(f"heading on line {number}", whole)


def _lead(lines: Sequence[Line], facts: Facts) -> tuple[list[Line], list[Part]]:
    """What stands before the first section: values are read, labelled texts become sections."""
    rest: list[Line] = []
    begun: list[tuple[str, list[Line]]] = []
    fenced = False
    for line in lines:
        fenced ^= bool(re.match(r"\s*(```|~~~)", line.text))
        found = None if fenced else _LABEL.fullmatch(line.text.rstrip().rstrip("\\"))
        if found is not None and _taken(found, line, begun, facts):
            continue
        (begun[-1][1] if begun else rest).append(line)
    for row in _bodies(rest):
        _pairs(row, facts, told=True)
    _dated(rest, facts)
    return rest, [Part(label, own[0].number, tuple(own), label) for label, own in begun]


def _dated(lines: Sequence[Line], facts: Facts) -> None:
    """A line that is a date and nothing else, where nothing says better when it began."""
    if facts.day() is not None:
        return
    for line in lines:
        found = whens(line.text)
        alone = len(found) == 1 and not re.search(r"\w", _without(line.text, found[0]))
        if alone and found[0].day is not None:
            facts.time("started_at", found[0], line.number, "text", guess="a date on its own line")
            return


def _without(text: str, when: When) -> str:
    """A text without a date in it and the day of the week."""
    return WEEKDAY.sub("", text[: when.start] + text[when.end :])


def _taken(
    found: re.Match[str], line: Line, begun: list[tuple[str, list[Line]]], facts: Facts
) -> bool:
    """Whether a labelled line was read as a value, or begins a section."""
    label, value = found["label"].strip(), found["value"] or ""
    bold = bool(found["mark"]) and labels.field(label) is not None
    if value and (bold or not begun) and facts.read(label, value, line.number):
        facts.keep(label, value)
        return True
    name = labels.field(label)
    if labels.section(label) is None and not (bold and name in _PROSE):
        if value and not begun:
            listed = not found["mark"] and re.match(r"\s*[-*+]\s", line.text)
            if not name and not listed and _is_name(label):
                facts.tell("unknown", line.number, label, "", "no field of this name; kept as text")
            elif name and not any(one.line == line.number for one in facts.findings):
                facts.unread(name, label, value, line.number)
        return False
    begun.append((label, [Line(line.number, value)]))
    return True


def _is_name(label: str) -> bool:
    """Whether what stands before a colon is a name, and no sentence."""
    return len(label.split()) <= _WORDS_OF_A_LABEL and not re.search(r"[.,;!?]\s", label)


def _is_prose(lines: Sequence[Line]) -> bool:
    texts = [line.text for line in lines if line.text.strip()]
    if all(_LABEL.fullmatch(text.rstrip()) for text in texts):
        return False
    return not any(re.match(r"\s{0,3}[>|`~<#]|\s{4}", text) for text in texts)


def _rows(lines: Sequence[Line]) -> Iterator[Line]:
    return (line for line in lines if line.text.strip().startswith("|"))


def _bodies(lines: Sequence[Line]) -> Iterator[Line]:
    """The rows of tables, and a head where it is a label with its value."""
    rows = list(_rows(lines))
    for row, after in zip_longest(rows, rows[1:]):
        head = after is not None and not re.search(r"\w", after.text) and after.text.strip("|: ")
        if re.search(r"\w", row.text) and not (head and not labels.field(cells(row.text)[0])):
            yield row


def _pairs(line: Line, facts: Facts, *, told: bool = False) -> None:
    """A row of a table with a label in every other cell; `told`: also what is not read is said."""
    row = [cell.strip() for cell in cells(line.text)]
    for label, value in zip(row[::2], row[1::2], strict=False):
        if not value.strip("-: ") or not re.search(r"\w", label):
            continue
        before, name = len(facts.findings) + len(facts.bare), labels.field(label)
        if facts.read(label, value, line.number) or not (told and _is_pair(row)):
            continue
        if len(facts.findings) + len(facts.bare) > before:
            continue
        if name:
            facts.unread(name, label, value, line.number)
        else:
            facts.tell("unknown", line.number, label, "", "no field of this name; kept as text")


def _is_value(part: Part, facts: Facts) -> bool:
    """Whether a section is but a value: a heading `Date` with a date below it."""
    name = labels.field(part.heading)
    texts = [line for line in part.lines if line.text.strip()]
    if name is None or labels.section(part.heading) or not 0 < len(texts) <= _SHORT:
        return False
    value = "\n".join(re.sub(r"^\s*[-*+]\s+", "", line.text) for line in texts)
    if facts.read(part.heading, value.replace("\n", ", "), part.number):
        facts.keep(part.heading, value)
        return True
    if name in _PROSE or len(texts) > 1:
        return False
    facts.unread(name, part.heading, value, part.number)
    facts.keep(part.heading, value)
    return True


def _values(part: Part, facts: Facts) -> None:
    """Values that stand in a section, read and left where they are."""
    name = labels.section(part.heading)
    all_times(part.heading, part.number, facts)
    if name in {"timeline", "actions"}:
        return
    for line in part.lines:
        found = _LABEL.fullmatch(line.text.rstrip().rstrip("\\"))
        label = found["label"].strip() if found else ""
        told = labels.field(label) in _IN_SECTIONS and labels.plain(label) not in _NOT_IN_PROSE
        if found and found["value"] and told:
            facts.read(label, found["value"], line.number)
        if name == "impact" or labels.section(label) == "impact":
            text = found["value"] or "" if found else line.text
            if not re.match(r"\s{0,3}[|>`~#<*+-]|\s{4}", text):
                facts.impact_summary(text, line.number, part.heading)
        if name in {"impact", "summary"}:
            facts.share(line.text, line.number, part.heading)
    for row in _rows(part.lines):
        _pairs(row, facts)


def _section(part: Part, facts: Facts) -> str:
    """A section as it is written; its heading's own words are kept where it gets another."""
    name = labels.section(part.heading)
    heading, written = part.heading.rstrip(": ") if name else part.heading, part.written
    if name is not None and not labels.is_contract(heading):
        heading = written = _RENAMED.get(labels.plain(heading), labels.HEADING[name])
        facts.keep(f"heading on line {part.number}", part.written)
    target = f"section: {heading}"
    texts = [line.text for line in part.lines]
    if name == "timeline":
        told = timeline(part.lines, facts)
        texts = list(told.lines)
        if told.entries:
            entries = counted(told.entries, "entry")
            facts.tell("placed", part.number, part.heading, target, entries)
        else:
            nothing = "no line of it begins with a time that can be read"
            facts.tell("unknown", part.number, part.heading, target, nothing)
        if told.first_day is not None and facts.day() is None:
            _first_day(str(told.first_day), part, facts)
    elif name == "actions":
        texts = actions(part.lines, facts)
        facts.tell("placed", part.number, part.heading, target, "the text below it")
    elif name is not None:
        facts.tell("placed", part.number, part.heading, target, "the text below it")
    else:
        facts.tell("unknown", part.number, part.heading, "", "kept under its own heading")
    return f"## {written or 'Untitled'}\n\n{joined(texts)}".rstrip()


def _first_day(day: str, part: Part, facts: Facts) -> None:
    when = whens(day)[0]
    told = "the first date of the timeline; the time of the start is not known"
    facts.time("started_at", when, part.number, part.heading, guess=told)
