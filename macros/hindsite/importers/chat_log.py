"""A timeline out of what was said and paged meanwhile: chat exports, alert logs, plain lines.

Nothing is dropped: a line whose time cannot be read stands below the one before it, and is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo

from hindsite.errors import HindsiteError
from hindsite.importers.lines import Line
from hindsite.importers.log_entries import Entry, Log, timeline
from hindsite.importers.log_exports import is_export, read_export
from hindsite.importers.log_forms import own_form
from hindsite.importers.log_lines import LogLine, chosen_day, is_name, read_lines
from hindsite.importers.source import clean, escaped
from hindsite.postmortem import times
from hindsite.postmortem.rule import shown
from hindsite.postmortem.zones import candidates

_HALF_DAY = timedelta(hours=12)
# What a chat writes between the days.
_DAY_WORD = re.compile(r"Today|Yesterday|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:,.{0,30})?")


def read_log(text: str, first_day: date, zone: tzinfo) -> Log:
    """Read a pasted or exported log; `first_day` is the day of clock times without a date.

    Raises HindsiteError where nothing in it has a time, and for JSON that is no such log.
    """
    log = Log(read_export(text, zone)) if is_export(text) else _from_lines(text, first_day, zone)
    if not log.entries:
        numbered = enumerate(clean(text).splitlines(), 1)
        begun = next(((number, line.strip()) for number, line in numbered if line.strip()), None)
        got = f"got {shown(begun[1])} on line {begun[0]}" if begun else "got nothing"
        raise HindsiteError(
            "no line of the log begins with a time that can be read; expected lines such as "
            "`10:05 The alert fires`, a chat's messages, Slack's export, or PagerDuty's log "
            f"entries as JSON, {got}"
        )
    return log


@dataclass
class _Group:
    """A timed line, who says it where that is known, and the lines that belong to it."""

    number: int
    begun: LogLine
    who: str
    below: list[Line] = field(default_factory=list)

    @property
    def is_message(self) -> bool:
        """Whether the lines below are its words, as in a chat."""
        named = self.begun.is_name and self.below and not self.below[0].text[:1].isspace()
        return bool(self.who or named or not self.begun.text)

    def texts(self) -> list[str]:
        """What was said, as Markdown, with who said it before the first words."""
        who = self.who
        texts = [self.begun.text, *(line.text for line in self.below)]
        if self.begun.is_name and self.is_message and not who:
            who, *texts = texts
        texts = [escaped(text.strip()) for text in texts if text.strip()]
        if not who or not texts:
            return [escaped(who)] if who else texts
        # What a chat shows behind a name may end with a colon of its own: `Ana:palm_tree:`
        return [f"{escaped(who).rstrip(':')}: {texts[0]}", *texts[1:]]


def _from_lines(text: str, first_day: date, zone: tzinfo) -> Log:
    assumed: list[str] = []
    before, groups = _gathered(_recognised(clean(text), first_day), assumed)
    day_of, guess = chosen_day((group.begun for group in groups), first_day)
    assumed += [guess] if guess else []
    entries: list[Entry] = []
    day = first_day
    for group in groups:
        written = day_of(group.begun)
        entry = _entry(group, written or day, zone)
        if entries and written is None and entries[-1].at - entry.at > _HALF_DAY:
            day += timedelta(days=1)
            entry = _entry(group, day, zone)
            assumed.append(f"{entry.at:%H:%M} after {entries[-1].at:%H:%M} is taken as of {day}")
        day = entry.at.date() if written else day
        assumed += _told_of(group, entry, zone)
        entries.append(entry)
    if before and entries:
        more = (*entries[0].more, *(escaped(line.text.strip()) for line in before))
        entries[0] = replace(entries[0], more=more)
        assumed.append(f"{_numbers(before)} before the first time: kept below the first entry")
    if odd := [line for group in groups for line in _not_understood(group)]:
        told = "no time that can be read; kept below the entry before"
        assumed.append(f"{_numbers(odd)}: {told}")
    ordered = sorted(entries, key=lambda one: one.at)
    if ordered != entries:
        assumed.append("entries out of order were put into the order of time")
    return Log(tuple(ordered), tuple(assumed))


def _recognised(text: str, near: date) -> Iterator[tuple[Line, LogLine | None]]:
    """Lines with what their beginning says, first of all in the contract's own form."""
    for line, found in read_lines(text, near):
        own = own_form(line.text)
        special = own is not None and (own.until or own.approximate)
        yield line, own if found is None or special else found


def _gathered(
    lines: Iterable[tuple[Line, LogLine | None]], assumed: list[str]
) -> tuple[list[Line], list[_Group]]:
    """The lines before any time, then each timed line with those that belong to it."""
    before: list[Line] = []
    groups: list[_Group] = []
    for line, found in lines:
        above = groups[-1].below if groups else before
        if found is None:
            above.append(line)
            continue
        group = _Group(line.number, found, found.who)
        if not found.who and not found.text and _is_speaker(above, line, groups):
            group.who = above.pop().text.strip()
            assumed.append(
                f"line {line.number}: {shown(group.who)} above the time is taken as who said it"
            )
        groups.append(group)
    return before, groups


def _is_speaker(above: Sequence[Line], timed: Line, groups: Sequence[_Group]) -> bool:
    """Whether the line above a bare time is a name, and no words of the entry before.

    That entry keeps words of its own, and the name is known, in capitals, or stands apart.
    """
    if not above or above[-1].number != timed.number - 1 or not is_name(above[-1].text):
        return False
    name = above[-1].text.strip()
    if not groups:
        return True
    words = len(above) > 1 or bool(groups[-1].begun.text)
    last = above[-2].number if len(above) > 1 else groups[-1].number
    apart = above[-1].number > last + 1
    return words and (apart or not name[0].islower() or any(one.who == name for one in groups))


def _entry(group: _Group, day: date, zone: tzinfo) -> Entry:
    begun = group.begun
    place = times.read_offset(begun.offset) if begun.offset else zone
    at = datetime.combine(day, begun.clock, place).astimezone(zone)
    first, *more = group.texts() or [""]
    return Entry(at, first, tuple(more), _until(begun, at, zone), begun.approximate)


def _until(begun: LogLine, at: datetime, zone: tzinfo) -> datetime | None:
    """The end of a range: the next day's where it is earlier, unless it is the zone's offset."""
    if begun.until is None:
        return None
    clock, day, offset = begun.until
    until = datetime.combine(day or at.date(), clock, offset or zone).astimezone(zone)
    if until >= at or day:
        return until
    is_offset = begun.west is not None and begun.west == at.utcoffset()
    return None if is_offset else until + timedelta(days=1)


def _told_of(group: _Group, entry: Entry, zone: tzinfo) -> Iterator[str]:
    """What was assumed for one entry's time."""
    where, begun = f"line {group.number}", group.begun
    offset = entry.at.utcoffset() or timedelta()
    if offset != entry.at.replace(fold=1).utcoffset() and not begun.offset:
        taken = f"{entry.at:%Y-%m-%d %H:%M}{times.offset_words(offset)}"
        yield f"{where}: taken as {taken}; the clocks change in that hour"
    end = entry.until
    if end and begun.until and not begun.until.day and end.date() != entry.at.date():
        yield f"{where}: the end of the range is taken as of {end.date()}"
    word = begun.text.partition(" ")[0].strip("():,")
    if not begun.offset and word.isupper() and candidates(word):
        yield f"{where}: {word} is kept as text; the time is taken as {zone}'s"


def _not_understood(group: _Group) -> Iterator[Line]:
    """Lines below an entry that are neither a chat's words nor set in under it."""
    for line in group.below:
        odd = not group.is_message and not line.text[:1].isspace()
        if odd or _DAY_WORD.fullmatch(line.text.strip()):
            yield line


def _numbers(lines: Sequence[Line]) -> str:
    """`line 3`, `lines 3 to 5 and 8`: where they stand in the log."""
    runs: list[list[int]] = []
    for number in sorted(line.number for line in lines):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    words = [str(one) if one == end else f"{one} to {end}" for one, end in runs]
    listed = " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)
    return f"line{'s' if len(lines) > 1 else ''} {listed}"


__all__ = ("Entry", "Log", "read_log", "timeline")
