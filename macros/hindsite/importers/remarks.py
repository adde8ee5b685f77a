"""What was said at which time, as a timeline or as a list below a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hindsite.importers.source import IMPORTED, clean, escaped

# A line that Markdown takes as a block or as a part of one: it cannot stand behind a time.
_BLOCK = re.compile(r"\s*(?:[-+*>|=#~`<]|\d{1,9}[.)]\s|\[[^\]]*\]:)|\s{4}")


@dataclass(frozen=True, slots=True)
class Remark:
    """What was said at a moment: `body` is Markdown, `who` plain text, perhaps empty."""

    at: datetime
    who: str
    body: str


def timeline(remarks: Iterable[Remark], zone: ZoneInfo, day: date) -> str:
    """The section of a timeline whose first day is `day`."""
    return _joined("## Timeline", _entries(remarks, zone, day))


def below(remarks: Iterable[Remark], zone: ZoneInfo) -> str:
    """The section for imported text, each remark with its date and time."""
    return _joined(f"## {IMPORTED}", _said(remarks, zone))


def _joined(heading: str, lines: Iterable[str]) -> str:
    """A section; between two blocks stands one empty line."""
    joined = [heading, ""]
    for line in lines:
        if line or joined[-1]:
            joined.append(line)
    return "\n".join(joined).rstrip("\n")


def _entries(remarks: Iterable[Remark], zone: ZoneInfo, day: date) -> Iterator[str]:
    """Remarks as a timeline; a heading stands where the date changes."""
    for remark in remarks:
        at = remark.at.astimezone(zone)
        if at.date() != day:
            day = at.date()
            yield from ("", f"### {day}", "")
        yield from _item(clock(at), remark)


def _said(remarks: Iterable[Remark], zone: ZoneInfo) -> Iterator[str]:
    for remark in remarks:
        yield from _item(written(remark.at, zone), remark)


def _item(moment: str, remark: Remark) -> Iterator[str]:
    who = escaped(" ".join(remark.who.split()))
    lines = clean(remark.body).strip("\n").rstrip().split("\n")
    if len(lines) == 1 and not _BLOCK.match(lines[0]):
        said = lines[0].strip() or "nothing was written"
        yield f"- {moment} — {who}: {said}" if who else f"- {moment} — {said}"
        return
    yield f"- {moment} — {who or 'somebody'}:"
    yield ""
    yield from (f"  {line}".rstrip() for line in lines)
    yield ""


def clock(at: datetime) -> str:
    """A clock time; with its offset in the hour that a change of the clocks repeats."""
    shown = f"{at:%H:%M:%S}".removesuffix(":00") if at.second == 0 else f"{at:%H:%M:%S}"
    return f"{shown} {at.isoformat()[-6:]}" if _comes_twice(at) else shown


def written(at: datetime, zone: ZoneInfo) -> str:
    """An instant on a zone's clock, as a header has it."""
    local = at.astimezone(zone)
    shown = f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"
    return f"{shown}{local.isoformat()[-6:]}" if _comes_twice(local) else shown


def _comes_twice(at: datetime) -> bool:
    return at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset()
