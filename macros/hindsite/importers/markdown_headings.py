"""Markdown under other headings than the contract's, arranged into its sections.

Lines move whole and are rewritten only where the contract's reader would not take them: headings,
times of a timeline, cells of a table of action items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hindsite.importers import labels
from hindsite.importers.action_lines import actions
from hindsite.importers.facts import Facts
from hindsite.importers.heading_tree import Heading, Part, closed, heading_text, parts
from hindsite.importers.lines import Line, cells, joined, lost
from hindsite.importers.moments import whens
from hindsite.importers.source import IMPORTED, Finding, Wanted, clean, one_line
from hindsite.importers.timeline_lines import all_times, timeline
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
_NOT_IN_PROSE = frozenset({"by", "day", "when", "end", "start", "length", "product", "component"})
_RENAMED = {
    **dict.fromkeys(("what went badly", "what went poorly"), "What went wrong"),
    **dict.fromkeys(("what didn't go so well", "what didn't go well"), "What went wrong"),
    **dict.fromkeys(("what could have gone better", "what did not go well"), "What went wrong"),
    "where did we get lucky": "Where we got lucky",
}
# Fields that people also write a paragraph about.
_PROSE = frozenset({"trigger", "causes"})
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
    summary = any(labels.section(part.heading) == "summary" for part in sections)
    if not summary and _is_prose(top):
        sections.insert(0, Part("Summary", top[0].number, tuple(top), "Summary"))
        facts.tell("guessed", top[0].number, "text", "section: Summary", "the text at the top")
        top = []
    bodies = [_section(part, facts) for part in sections]
    if any(line.text.strip() for line in top):
        number = next(line.number for line in top if line.text.strip())
        facts.tell("unknown", number, "text", "", f"kept under '{IMPORTED}'")
        bodies.append(f"## {IMPORTED}\n\n{joined([line.text for line in top])}")
    facts.finish()
    text = "\n\n".join(bodies)
    values = " ".join(map(str, facts.header.values()))
    pairs = " ".join(f"{where} {value}" for where, value in facts.pairs)
    facts.pairs += lost(lines, text, values, pairs)
    return Arranged(text, tuple(facts.findings), facts.header, tuple(facts.pairs))


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
    for row in _rows(rest):
        _pairs(row, facts)
    return rest, [Part(label, own[0].number, tuple(own), label) for label, own in begun]


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
        if value and name and not begun and name not in facts.names:
            facts.tell("unknown", line.number, label, "", f"no {name} can be read; kept as text")
        return False
    begun.append((label, [Line(line.number, value)]))
    return True


def _is_prose(lines: Sequence[Line]) -> bool:
    texts = [line.text for line in lines if line.text.strip()]
    if all(_LABEL.fullmatch(text.rstrip()) for text in texts):
        return False
    return not any(re.match(r"\s{0,3}[>|`~<#]|\s{4}", text) for text in texts)


def _rows(lines: Sequence[Line]) -> Iterator[Line]:
    return (line for line in lines if line.text.strip().startswith("|"))


def _pairs(line: Line, facts: Facts) -> None:
    """A row of a table with a label in every other cell."""
    row = [cell.strip() for cell in cells(line.text)]
    for label, value in zip(row[::2], row[1::2], strict=False):
        if labels.field(label) and value.strip("-: "):
            facts.read(label, value, line.number)


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
    facts.tell("unknown", part.number, part.heading, "", f"no {name} can be read; kept as text")
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
        facts.tell("placed", part.number, part.heading, target, f"{told.entries} entries")
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
