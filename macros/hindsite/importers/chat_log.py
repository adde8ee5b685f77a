"""A timeline out of what was said and paged meanwhile: chat exports, alert logs, plain lines.

Nothing is dropped: a line whose time cannot be read stands below the one before it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from hindsite.errors import HindsiteError

_CLOCK = r"(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?(?:\s?(?P<half>[AaPp])\.?[Mm]\.?)?"
_DAY = r"(?P<day>\d{4}-\d{2}-\d{2})"
_OFFSET = r"(?P<offset>Z|[+-]\d{2}:?\d{2})?"
# "[2023-06-04 10:05] text", "10:05 - text", "2023-06-04T10:05:00Z text"
_LINE = re.compile(
    rf"[-*•]?\s*[\[(]?(?:{_DAY}[T ]\s*)?{_CLOCK}\s?{_OFFSET}[\])]?"
    r"(?:\s*[-–—|:]\s+|\s+|$)(?P<text>.*)"
)
# A chat's own heading of a message: "Ada Lovelace  10:05 AM", the words below it.
_SAID = re.compile(rf"(?P<who>\S.{{0,60}}?)\s+\[?{_CLOCK}\]?\s*")
_HALF_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something at a moment, in the incident's zone; `more` are the lines that belong to it."""

    at: datetime
    text: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Log:
    """Entries in the order of time, and what was assumed to get there, a sentence each."""

    entries: tuple[Entry, ...]
    assumed: tuple[str, ...] = ()


def read_log(text: str, first_day: date, zone: tzinfo) -> Log:
    """Read a pasted or exported log; `first_day` is the day of clock times without a date.

    Raises HindsiteError where nothing in it has a time.
    """
    document = _document(text)
    if document is None:
        log = _from_lines(text, first_day, zone)
    else:
        entries = (_json_entry(item, zone) for item in _items(document))
        log = Log(tuple(sorted(entries, key=lambda one: one.at)))
    if not log.entries:
        raise HindsiteError(
            "no line of the log begins with a time; expected lines such as `10:05 The alert "
            "fires`, Slack's export, or PagerDuty's log entries as JSON"
        )
    return log


def _document(text: str) -> list[Any] | dict[str, Any] | None:
    """The log as JSON, where it is a list or an object; None for text."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, list | dict) else None


def _items(document: list[Any] | dict[str, Any]) -> list[Any]:
    if isinstance(document, list):
        return document
    lists = (document.get(key) for key in ("log_entries", "messages", "entries"))
    return next((found for found in lists if isinstance(found, list)), [document])


def _json_entry(item: object, zone: tzinfo) -> Entry:
    if not isinstance(item, Mapping):
        raise HindsiteError(f"an entry of the log is no object: {str(item)[:60]!r}")
    if "ts" in item:
        at = _moment(item["ts"], lambda value: datetime.fromtimestamp(float(value), UTC))
        who = _name(item.get("user_profile")) or str(item.get("username") or item.get("user") or "")
        said = str(item.get("text", ""))
    elif "created_at" in item:
        at = _moment(item["created_at"], lambda value: datetime.fromisoformat(str(value)))
        who = _name(item.get("agent"))
        said = str(item.get("summary") or item.get("type") or "")
    else:
        raise HindsiteError(
            "an entry of the log has no time: neither `ts`, as Slack's have, nor `created_at`, as "
            "PagerDuty's"
        )
    told = f"{who}: {said}" if who and who not in said else said
    first, *more = told.splitlines() or [""]
    return Entry(at.astimezone(zone), first.strip(), tuple(more))


def _moment(value: object, read: Callable[[Any], datetime]) -> datetime:
    try:
        at = read(value)
    except (ValueError, TypeError, OverflowError, OSError) as error:
        raise HindsiteError(f"the time of an entry cannot be read: {str(value)[:60]!r}") from error
    if at.tzinfo is None:
        raise HindsiteError(f"the time of an entry has no offset: {str(value)[:60]!r}")
    return at


def _name(person: Any) -> str:
    if not isinstance(person, Mapping):
        return ""
    keys = ("real_name", "display_name", "summary", "name")
    return next((str(person[key]) for key in keys if person.get(key)), "")


def _from_lines(text: str, first_day: date, zone: tzinfo) -> Log:
    entries: list[Entry] = []
    assumed: list[str] = []
    before: list[str] = []
    day = first_day
    for line in text.splitlines():
        found = _timed(line.strip(), day, zone)
        if found is None:
            if line.strip():
                _add(entries, before, line)
            continue
        entry, dated = found
        if entries and not dated and entries[-1].at - entry.at > _HALF_DAY:
            day += timedelta(days=1)
            entry = Entry(entry.at + timedelta(days=1), entry.text)
            assumed.append(f"{entry.at:%H:%M} after {entries[-1].at:%H:%M} is taken as of {day}")
        day = entry.at.date() if dated else day
        entries.append(entry)
    if before and entries:
        first = entries[0]
        entries[0] = Entry(first.at, first.text, (*first.more, *before))
        assumed.append(f"{len(before)} lines before the first time stand below the first entry")
    ordered = sorted(entries, key=lambda one: one.at)
    if ordered != entries:
        assumed.append("entries out of order were put into the order of time")
    return Log(tuple(ordered), tuple(assumed))


def _add(entries: list[Entry], before: list[str], line: str) -> None:
    """A line without a time belongs to the entry before it; a chat's heading has no text yet."""
    if not entries:
        before.append(line.strip())
        return
    last = entries[-1]
    if last.text.endswith(":") and not last.more:
        entries[-1] = Entry(last.at, f"{last.text} {line.strip()}")
    else:
        entries[-1] = Entry(last.at, last.text, (*last.more, line.rstrip()))


def _timed(line: str, day: date, zone: tzinfo) -> tuple[Entry, bool] | None:
    """The entry that a line begins, and whether it says its day."""
    match = _LINE.fullmatch(line)
    if match is not None:
        text, dated = match["text"].strip(), match["day"] is not None
    elif (match := _SAID.fullmatch(line)) is not None:
        text, dated = f"{match['who'].strip()}:", False
    else:
        return None
    clock = _clock(match["clock"], match["half"])
    if clock is None:
        return None
    found = match.groupdict()
    on = date.fromisoformat(found["day"]) if found.get("day") else day
    offset = found.get("offset")
    if offset:
        at = datetime.fromisoformat(f"{on}T{clock.isoformat()}{offset}").astimezone(zone)
    else:
        at = datetime.combine(on, clock, zone)
    return Entry(at, text), dated


def _clock(written: str, half: str | None) -> time | None:
    hour, minute, second = (*map(int, written.split(":")), 0)[:3]
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "Pp" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def timeline(entries: Sequence[Entry], first_day: date) -> str:
    """Entries as the contract writes a timeline: clock times, a heading where the date changes."""
    return "\n".join(_lines(entries, first_day))


def _lines(entries: Sequence[Entry], day: date) -> Iterator[str]:
    for entry in entries:
        if entry.at.date() != day:
            day = entry.at.date()
            yield f"\n### {day}\n"
        yield f"- {_written(entry.at)} — {entry.text or 'nothing was written'}"
        yield from (f"  {line.strip()}" for line in entry.more if line.strip())


def _written(at: datetime) -> str:
    """A clock time; with its offset in the hour that a change of the clocks repeats."""
    clock = f"{at:%H:%M:%S}".removesuffix(":00")
    twice = at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset()
    return f"{clock} {at.isoformat()[-6:]}" if twice else clock
