"""The due dates of unfinished action items as a calendar to subscribe to (iCalendar, RFC 5545).

Written here, not by a library: these few lines take a tenth of the time, and a large collection has
thousands of items. A test reads the outcome with a library.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from hindsite.insight.knowledge import Knowledge
from hindsite.postmortem.rendering import plain
from hindsite.postmortem.schema import Action, Postmortem
from hindsite.view.publication import Publication

UNFINISHED = ("open", "in-progress")
LINE_OCTETS = 75
# The namespace of the items' ids: any fixed one does, and it must never change.
_NAMESPACE = uuid.UUID("6f7c1f3e-7c3b-5d0a-9b7e-5d1f2c0a4e61")
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def due_dates_calendar(knowledge: Knowledge, publication: Publication) -> str:
    """`data/actions.ics`: a whole-day entry for each open or begun item with a due date.

    An entry keeps its id while its incident's id and the item's own words stay.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//hindsite//due dates//EN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(f'Action items, {publication.name}')}",
    ]
    for incident in knowledge.counted:
        for action, uid in _due(incident):
            stamp = knowledge.as_of or incident.day
            lines += _entry(incident, action, uid, stamp, publication)
    lines.append("END:VCALENDAR")
    return "".join(f"{line}\r\n" for line in _folded(lines))


def _due(incident: Postmortem) -> Iterator[tuple[Action, str]]:
    """The items that are waited for, each with its id; items of the same words are counted."""
    seen: Counter[str] = Counter()
    for action in incident.actions:
        if action.due and action.status in UNFINISHED:
            seen[action.title] += 1
            name = f"{incident.id}\n{action.title}\n{seen[action.title]}"
            yield action, str(uuid.uuid5(_NAMESPACE, name))


def _entry(
    incident: Postmortem, action: Action, uid: str, stamp: date, publication: Publication
) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}"
    yield f"DTSTAMP:{_day(stamp)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_day(action.due or stamp)}"
    yield f"SUMMARY:{_text(_words(action.title))}"
    yield f"DESCRIPTION:{_text(_described(incident, action))}"
    if publication.root:
        yield f"URL:{publication.absolute(incident.url)}"
    yield "TRANSP:TRANSPARENT"  # a due date keeps nobody from meeting
    yield "END:VEVENT"


def _described(incident: Postmortem, action: Action) -> str:
    facts = (
        incident.title,
        f"Status: {action.status}",
        f"Type: {action.type or 'unknown'}",
        f"Owner: {action.owner or 'unknown'}",
        f"Ticket: {action.ticket}" if action.ticket else "",
    )
    return "\n".join(fact for fact in facts if fact)


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _text(text: str) -> str:
    kept = text if text.isprintable() else _CONTROLS.sub("", text)
    return kept.translate(_ESCAPED)


@lru_cache(maxsize=10_000)
def _words(title: str) -> str:
    """An item's Markdown as plain text; many items have the same words."""
    return plain(title)


def _folded(lines: Iterable[str]) -> Iterator[str]:
    """Lines of at most 75 octets; what goes on begins with a space, and no character is cut."""
    for line in lines:
        if len(line) <= LINE_OCTETS and (line.isascii() or len(line.encode()) <= LINE_OCTETS):
            yield line
        else:
            yield from _pieces(line)


def _pieces(line: str) -> Iterator[str]:
    rest, lead = line.encode(), b""
    while rest:
        end = min(LINE_OCTETS - len(lead), len(rest))
        while end < len(rest) and rest[end] & 0b1100_0000 == 0b1000_0000:
            end -= 1
        yield (lead + rest[:end]).decode()
        rest, lead = rest[end:], b" "
