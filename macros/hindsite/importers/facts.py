"""What is read for the header: values by field, each told, its own words kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hindsite.errors import HindsiteError, printable
from hindsite.importers import labels, moments
from hindsite.importers.field_values import Value, field_value, number, slug
from hindsite.importers.moments import When
from hindsite.importers.source import Finding, Kind, Wanted, one_line
from hindsite.postmortem.schema import MOMENTS
from hindsite.postmortem.zones import ABBREVIATIONS, candidates, zone_names

_SHARE = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:\.\d{1,3})?)\s?(?:%|percent)\s+of\s+(?:[\w'-]+\s+){0,3}?"
    r"(?:users|customers|visitors|accounts|clients)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r".+?[.!?](?=\s|$)", re.DOTALL)
LONGEST_SUMMARY = 300

__all__ = ["Facts", "Timed", "slug"]


class Timed(NamedTuple):
    """A moment waiting for its zone: the field, and where it was written."""

    name: str
    when: When
    line: int | None
    where: str
    kind: Kind
    told: str


@dataclass
class Facts:
    """The values read so far. `keep` collects converted values in their own words."""

    wanted: Wanted
    header: dict[str, object] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    timed: list[Timed] = field(default_factory=list)
    clocks: list[int | None] = field(default_factory=list)  # lines of clock times without a zone
    words: dict[str, list[int | None]] = field(default_factory=dict)  # abbreviations, their lines
    utc: int | None = None  # the line that says that all times are UTC
    stated: str | None = None  # the zone that the source names
    in_utc: list[int | None] = field(default_factory=list)  # lines of times that say UTC themselves

    def tell(self, kind: Kind, line: int | None, where: str, target: str, told: str) -> None:
        """Say what became of a piece."""
        self.findings.append(Finding(kind, line, one_line(where, 80), target, told))

    def keep(self, where: str, value: str) -> None:
        """Keep a value's own words for the end of the body."""
        if value.strip():
            self.pairs.append((one_line(where, 80), value))

    def put(
        self, name: str, value: object, line: int | None, where: str, *, guess: str = ""
    ) -> bool:
        """Set a field that is not set yet; `guess` is what it rests on, where it is one."""
        if name in self.header:
            self.tell("unknown", line, where, "", f"{name} is given already; kept as text")
            return False
        self.header[name] = value
        told = f"{printable(_shown(value))}{': ' if guess else ''}{guess}"
        self.tell("guessed" if guess else "placed", line, where, name, told)
        return True

    def read(self, label: str, value: str, line: int | None) -> bool:
        """Read a labelled value into the header; False where the label or the value is foreign."""
        name = labels.field(label)
        return name is not None and self.read_as(name, label, value, line)

    def read_as(self, name: str, label: str, value: str, line: int | None) -> bool:
        """Read a value as a field of `labels.FIELDS`; False where it is none."""
        value = _unmarked(value)
        if not value:
            return False
        if name in MOMENTS:
            return self.moment(name, label, value, line)
        if name == "span":
            return self.span(label, value, line)
        if name == "timezone":
            return self.timezone(label, value, line)
        found = field_value(name, value, self.wanted)
        return found is not None and self._put_value(found, label, line)

    def _put_value(self, found: Value, label: str, line: int | None) -> bool:
        top, _, key = found.field.partition(".")
        if not key:
            return self.put(top, found.value, line, label, guess=found.guess)
        impact = self._impact()
        if key in impact:
            return False
        self.header[top] = impact | {key: found.value}
        self.tell("placed", line, label, found.field, str(found.value))
        return True

    def moment(self, name: str, label: str, value: str, line: int | None) -> bool:
        """A time field; a range under a start is both its ends."""
        found = moments.span(value)
        if found is None:
            return False
        first, second = found
        told = "" if name != "started_at" or not second else "the beginning of the range"
        self.time(name, first, line, label, guess=told)
        if second is not None and name == "started_at":
            self.time("resolved_at", second, line, label, guess="the end of the range")
        return True

    def time(self, name: str, when: When, line: int | None, where: str, *, guess: str = "") -> None:
        """A moment that is written into the header once the zone is known."""
        if any(one.name == name and (one.when.clock or not when.clock) for one in self.timed):
            self.tell("unknown", line, where, "", f"{name} is given already; kept as text")
            return
        self.timed = [one for one in self.timed if one.name != name]
        self.timed.append(Timed(name, when, line, where, "guessed" if guess else "placed", guess))
        if when.clock is not None:
            self.zone(when, line)

    def zone(self, when: When, line: int | None) -> None:
        """Note what a clock time needs: nothing, a zone, or to be told what its word means."""
        if when.abbreviation:
            self.words.setdefault(when.abbreviation, []).append(line)
        elif when.zone == "UTC":
            self.in_utc.append(line)
        elif not when.zone:
            self.clocks.append(line)

    def timezone(self, label: str, value: str, line: int | None) -> bool:
        """The zone that a source names for its times; an abbreviation waits for the caller."""
        if value.upper() in moments.UTC_WORDS:
            self.stated = "UTC"
        elif value in zone_names().values():
            self.stated = value
        elif value in ABBREVIATIONS:
            self.words.setdefault(value, []).append(line)
            return True
        else:
            return False
        self.tell("placed", line, label, "timezone", self.stated)
        return True

    def span(self, label: str, value: str, line: int | None) -> bool:
        """A duration: two ends, or a length."""
        found = moments.span(value)
        if found is not None and found[1] is not None:
            self.time("started_at", found[0], line, label, guess="the beginning of the range")
            self.time("resolved_at", found[1], line, label, guess="the end of the range")
            return True
        size = moments.length(value)
        if size is None:
            return False
        told = "taken as the time that users felt it"
        return self.put("stated_durations", {"impact": size}, line, label, guess=told)

    def share(self, text: str, line: int | None, where: str) -> None:
        """The share of users in a sentence about the impact."""
        found = _SHARE.search(text)
        impact = dict(self._impact())
        if found is None or float(found[1]) > 100 or "users_percent" in impact:
            return
        self.header["impact"] = impact | {"users_percent": number(found[1])}
        told = f"{found[1]}: read from '{one_line(found[0], 60)}'"
        self.tell("guessed", line, where, "impact.users_percent", printable(told))

    def impact_summary(self, text: str, line: int | None, where: str) -> None:
        """The first sentence about the impact."""
        first = _SENTENCE.match(" ".join(text.split()))
        impact = dict(self._impact())
        if first is None or len(first[0]) > LONGEST_SUMMARY or "summary" in impact:
            return
        self.header["impact"] = {"summary": first[0]} | impact
        self.tell("guessed", line, where, "impact.summary", "the first sentence")

    def _impact(self) -> dict[str, object]:
        found = self.header.get("impact")
        return dict(found) if isinstance(found, dict) else {}

    @property
    def names(self) -> set[str]:
        """The fields that are known so far."""
        return {*self.header, *(one.name for one in self.timed)}

    def day(self) -> date | None:
        """The day of the start as far as it is known."""
        return next((one.when.day for one in self.timed if one.name == "started_at"), None)

    def finish(self) -> None:
        """Write the times into the header; raises HindsiteError where a zone must be given."""
        zone = "UTC" if self.utc is not None else self.stated or self.wanted.timezone
        if self.words and zone is None:
            raise HindsiteError("\n".join(_abbreviated(*one) for one in self.words.items()))
        if self.clocks and zone is None:
            raise HindsiteError(
                f"the times {_on(self.clocks)} have no time zone; give --timezone, for example "
                "--timezone UTC or --timezone Europe/Berlin"
            )
        offsets = [one.when.zone for one in self.timed if one.when.zone not in {"", "UTC"}]
        self._zone(zone or ("UTC" if self.in_utc and not offsets else None))
        for one in self.timed:
            self._write(one, zone)

    def _zone(self, zone: str | None) -> None:
        if zone is None:
            return
        self.header["timezone"] = zone
        if self.utc is not None:
            self.tell("placed", self.utc, "the text", "timezone", "UTC, as it says")
        elif self.in_utc and zone == "UTC" and not self.clocks:
            self.tell("placed", _first(self.in_utc), "times", "timezone", "UTC, as they say")
        for word, lines in self.words.items():
            told = f"{word} is read as the clock in {zone}; it may mean {candidates(word)}"
            told += self._other_word(word, zone)
            self.tell("guessed", _first(lines), word, "timezone", told)
            self.keep("time zone", word)
        if self.clocks and self.utc is None and self.stated is None:
            told = f"{zone}, as asked for: {len(self.clocks)} times name no zone"
            self.tell("guessed", _first(self.clocks), "times", "timezone", told)

    def _other_word(self, word: str, zone: str) -> str:
        """What the zone's clocks are called on the day, where it is not the word."""
        day = self.day()
        name = (
            datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)).tzname()
            if day
            else word
        )
        return f"; on {day} clocks there show {name}" if name != word else ""

    def _write(self, one: Timed, zone: str | None) -> None:
        value = one.when.written(utc=zone in {"UTC", None} and "timezone" in self.header)
        self.header[one.name] = value
        told = f"{value}{': ' if one.told else ''}{one.told}"
        self.tell(one.kind, one.line, one.where, one.name, told)


def _shown(value: object) -> str:
    """A header's value in words."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {inner}" for key, inner in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _first(lines: list[int | None]) -> int | None:
    return min((line for line in lines if line), default=None)


def _on(lines: list[int | None]) -> str:
    numbers = sorted({line for line in lines if line})
    if not numbers:
        return "of the source"
    shown = ", ".join(map(str, numbers[:8])) + (", …" if len(numbers) > 8 else "")
    return f"on line {shown}" if len(numbers) == 1 else f"on lines {shown}"


def _abbreviated(word: str, lines: list[int | None]) -> str:
    return (
        f"the abbreviation {word} {_on(lines)} is no time zone: it may mean {candidates(word)}; "
        f"say which with --timezone"
    )


def _unmarked(value: str) -> str:
    """A value without the marks around it."""
    value = " ".join(value.split())
    return value.strip("*_` ").strip()
