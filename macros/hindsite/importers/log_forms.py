"""Lines of a log in the contract's own form, with or without its separator.

`~10:30 maybe`, `10:05–10:20 restart`, `- **10:40** bold`, `10:50, then`, `| 10:09 | third |`.
"""

from __future__ import annotations

import re

from hindsite.importers.lines import cells
from hindsite.importers.log_lines import LogLine
from hindsite.postmortem import clock, times
from hindsite.postmortem.clock import Stamp
from hindsite.postmortem.rule import RefusedError

_BULLET = re.compile(r"\A(?:[-*+•]|[0-9]{1,3}[.)])\s+(?:\[[ xX]\]\s+)?")
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s?[AaPp]\.?[Mm]\b\.?)?"
_LOOSE = re.compile(
    rf"(?P<time>[~≈]?\s?[*_`]{{0,3}}[~≈]?\s?(?:{_DAY}[T ])?{_CLOCK}(?:[-–—]{_CLOCK})?[*_`]{{0,3}})"
    r",?\s+(?P<text>(?![+-][0-9]{2}:?[0-9]{2}(?![0-9]))\S.*)"
)


def own_form(line: str) -> LogLine | None:
    """The line as the contract's reader takes it; None where it is no such item, or has no text."""
    content = _BULLET.sub("", line.strip(), count=1)
    if content.startswith("|"):
        content = _row(content)
    loose = _LOOSE.fullmatch(content)
    for form in (content, f"{loose['time']} — {loose['text']}" if loose else ""):
        try:
            entry = clock.read_entry(form)
        except RefusedError:
            continue
        if entry.text:
            days = (entry.start.day,) if entry.start.day else ()
            return LogLine(
                entry.start.clock,
                days,
                _offset(entry.start),
                "",
                " ".join(entry.text.split()),
                until=entry.until,
                west=entry.west,
                approximate=entry.approximate,
            )
    return None


def _row(line: str) -> str:
    """A row of a table as an item: a date alone belongs to the time in the cell behind it."""
    first, *rest = [cell.strip() for cell in cells(line)]
    if re.fullmatch(_DAY, first) and rest:
        first = f"{first} {rest.pop(0)}"
    return f"{first} — {' — '.join(cell for cell in rest if cell)}"


def _offset(stamp: Stamp) -> str:
    size = stamp.offset.utcoffset(None) if stamp.offset else None
    return "" if size is None else times.offset_words(size)
