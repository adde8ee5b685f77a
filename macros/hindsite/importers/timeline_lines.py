"""A timeline as others write it, brought into the contract's form; what has no time stays below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from hindsite.errors import printable
from hindsite.importers import moments
from hindsite.importers.facts import Facts
from hindsite.importers.lines import Line, fence_after, opens_fence
from hindsite.importers.moments import When
from hindsite.importers.source import one_line
from hindsite.importers.timeline_entries import Made, entry
from hindsite.importers.timeline_tables import IN_BRACKETS, table
from hindsite.postmortem import clock
from hindsite.postmortem.rule import RefusedError, shown
from hindsite.postmortem.zones import ABBREVIATIONS

_HEADING = re.compile(r"#{3,6}\s")
_BULLET = re.compile(r"(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(?=\S)")
_DATE_REST = re.compile(r"[\s:*_,.()–—-]*(?:\([^()]*\))?[\s:*_.]*")
WEEKDAY = re.compile(r"\b(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b")
_ALL_TIMES = re.compile(
    r"\b(?:all )?times?(?: are| is)?(?: given| listed| shown)?(?: in)?:? ([A-Z]{1,5})\b"
)
_NEAR_THE_START = 12  # characters that may stand before an item's time
_HALF_DAY = timedelta(hours=12)


@dataclass
class _State:
    """Where a timeline's reading stands."""

    facts: Facts
    day: date | None
    base: int
    written: list[str] = field(default_factory=list)
    entries: int = 0
    first_day: date | None = None
    last: datetime | None = None
    item: bool = False  # whether a line without a time has an item to belong to
    blank: bool = False
    mark: str = "-"  # what the item before begins with
    bare: bool = False  # whether the item has a time and no text yet
    listed: bool = False  # whether the item is one of a list: then lines go on with it

    def on(self, when: When) -> date | None:
        """The day of a moment: its own, or the one the list has come to."""
        if when.day is not None or self.day is None or when.clock is None:
            return when.day or self.day
        later = self.last and self.last - datetime.combine(self.day, when.clock) > _HALF_DAY
        return self.day + timedelta(days=1) if later else self.day


@dataclass(frozen=True, slots=True)
class Told:
    """A timeline in the contract's form, how many entries it has, and its first date if it says."""

    lines: tuple[str, ...]
    entries: int
    first_day: date | None


def all_times(text: str, number: int, facts: Facts) -> None:
    """Note a zone that is said of all times: `(all times UTC)`, `Timeline (PST)`."""
    found = _ALL_TIMES.search(text) or (
        IN_BRACKETS.search(text) if "timeline" in text.casefold() else None
    )
    if found is None:
        return
    if found[1] in moments.UTC_WORDS:
        facts.utc = facts.utc or number
    elif found[1] in ABBREVIATIONS:
        facts.words.setdefault(found[1], []).append(number)
        facts.general = found[1]


def seen(lines: Sequence[Line], facts: Facts) -> None:
    """Note the zones in a timeline's times: words that stand alone may leave one zone only."""
    for line in lines:
        near = len(line.text) if line.text.lstrip().startswith("|") else _NEAR_THE_START
        for one in moments.whens(line.text[:200]):
            if one.start > near or not one.zone:
                continue
            if one.abbreviation:
                facts.words.setdefault(one.abbreviation, [])
            else:
                facts.mixed = True


def timeline(lines: Sequence[Line], facts: Facts) -> Told:
    """A timeline section's lines, headings of level 3 among them."""
    bullets = [found[1] for line in lines if (found := _BULLET.match(line.text))]
    state = _State(facts, facts.day(), min(map(len, bullets), default=0))
    fence = ""
    rows: list[Line] = []
    for line in lines:
        if fence or opens_fence(line.text):
            fence = fence_after(fence, line.text)
            _nested(state, line.text)
        elif line.text.lstrip().startswith("|") or (rows and "|" in line.text):
            rows.append(line)
            continue
        else:
            _table(state, rows)
            rows = []
            _line(state, line)
    _table(state, rows)
    _settle(state)
    return Told(tuple(state.written), state.entries, state.first_day)


def _line(state: _State, line: Line) -> None:
    text = line.text.rstrip()
    if not text.strip():
        state.blank = True
        return
    all_times(text, line.number, state.facts)
    if _HEADING.match(text):
        _heading(state, text)
        return
    bullet = _BULLET.match(text)
    content = text[bullet.end() :] if bullet else text.strip()
    indent = len(text) - len(text.lstrip())
    if indent <= state.base + (0 if bullet else 3):
        if (not state.item or not bullet) and _is_date(content, state.day):
            _heading(state, f"### {content.strip('*_: ')}")
            return
        made = entry(content, line.number, state.facts, state.on)
        if made is not None:
            number = bullet[2] if bullet else None
            _add(state, made, line.number, mark=f"{number}." if number else "-")
            state.listed = bullet is not None
            return
        if state.entries or bullet:
            _tell(state, line, bullet)
    _nested(state, text, bullet=bullet)


def _tell(state: _State, line: Line, bullet: re.Match[str] | None) -> None:
    """Say of a line that has no time, and is plainly no part of another, where it is kept."""
    indented = len(line.text) - len(line.text.lstrip()) > state.base
    goes_on = state.item and not state.blank and not bullet and (state.listed or indented)
    if goes_on or state.bare:
        return
    below = "kept below the entry before it"
    told = below if state.item and not (state.blank and not bullet) else "kept as a paragraph"
    told = f"no time can be read in {shown(one_line(line.text.strip(), 60))}; {told}"
    state.facts.tell("guessed", line.number, "line", "section: Timeline", printable(told))


def _heading(state: _State, text: str) -> None:
    _settle(state)
    try:
        dated = clock.read_heading(text.lstrip("# "), state.day)
    except RefusedError:
        dated = None
    if dated is not None:
        state.day, state.last = dated.day, None
        state.first_day = state.first_day or dated.day
        if not any(form in text for form in (str(dated.day),)) and not _readable(text):
            text = f"{text} ({dated.day})"
    state.written += ["", text, ""]
    state.item = state.blank = False


def _readable(text: str) -> bool:
    return clock.read_heading(text, None) is not None


def _is_date(content: str, day: date | None) -> bool:
    """Whether a line is a date and, at most, something in brackets."""
    content = content.strip("*_: ")
    found = moments.whens(content)
    if not found:
        try:
            dated = clock.read_heading(content, day)
        except RefusedError:
            return False
        return dated is not None and dated.alone
    if len(found) > 1 or found[0].day is None or found[0].clock is not None:
        return False
    rest = content[: found[0].start] + content[found[0].end :]
    return _DATE_REST.fullmatch(WEEKDAY.sub("", rest)) is not None


def _add(state: _State, made: Made, number: int, *, mark: str) -> None:
    _settle(state)
    at = made.at(state.day)
    state.first_day = state.first_day or made.when.day
    if at is not None and state.last is not None and not made.dated:
        if state.last - at > _HALF_DAY and state.day is not None:
            state.day += timedelta(days=1)
            at += timedelta(days=1)
            state.written += ["", f"### {state.day}", ""]
            told = f"{at:%H:%M} after {state.last:%H:%M} is taken as of {state.day}"
            state.facts.tell("guessed", number, "midnight", "section: Timeline", told)
    elif made.dated and at is not None:
        state.day = at.date()
    state.last = at
    # A list whose numbers do not go on is another list, and that needs an empty line before it.
    if state.written and not (state.item and _goes_on(state.mark, mark)):
        state.written.append("")
    state.written.append(f"{mark} {made.text}".rstrip() + (" " if made.bare else ""))
    state.entries += 1
    state.mark = mark
    state.item, state.blank, state.bare = True, False, made.bare


def _goes_on(before: str, mark: str) -> bool:
    if "-" in (before, mark):
        return before == mark
    return int(mark[:-1]) == int(before[:-1]) + 1


def _settle(state: _State) -> None:
    """An item that got no text says so: without one it would be no entry."""
    if state.bare:
        state.written[-1] = f"{state.written[-1]}(no text)"
        state.bare = False


def _nested(state: _State, text: str, *, bullet: re.Match[str] | None = None) -> None:
    """A line without a time: below the item before it, or a paragraph of its own."""
    indent = len(text) - len(text.lstrip())
    if state.bare and text.strip() and not opens_fence(text):
        content = _paragraph(text, bullet)
        state.written[-1] = f"{state.written[-1].rstrip()} {content}"
        state.bare = state.blank = False
        return
    apart = state.item and state.blank and not bullet and indent <= state.base
    if state.item and not apart:
        if state.blank:
            state.written.append("")
        least = len(state.mark) + 1
        state.written.append(" " * max(least, indent - state.base) + text.lstrip())
    else:
        if state.written and state.written[-1] and (state.blank or state.item or bullet):
            state.written.append("")
        # An item of a list without a time would be refused: here it is a paragraph.
        state.written.append(_paragraph(text, bullet) if bullet and not state.item else text)
        state.item = False
    state.blank = False


def _paragraph(text: str, bullet: re.Match[str] | None) -> str:
    """The text of a list's item, its number kept as text."""
    if bullet is None:
        return text.strip()
    number = f"{bullet[2]}\\. " if bullet[2] else ""
    return f"{number}{text[bullet.end() :]}"


def _table(state: _State, rows: Sequence[Line]) -> None:
    if not rows:
        return
    _settle(state)
    found = table(rows, state.facts, state.on)
    state.first_day = state.first_day or found.first_day
    state.written += ["", *found.lines, ""]
    state.entries += max(0, len(rows) - 2)
    state.item = False
