"""What is read for the header: values by field, each told, its own words kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import NamedTuple

from hindsite.errors import HindsiteError, printable
from hindsite.importers import labels, moments
from hindsite.importers.field_values import Value, field_value, number, slug
from hindsite.importers.moments import When
from hindsite.importers.source import Finding, Kind, counted, one_line
from hindsite.importers.zones_said import Zones
from hindsite.postmortem.rule import shown
from hindsite.postmortem.schema import MOMENTS
from hindsite.postmortem.zones import ABBREVIATIONS, zone_names

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
class Facts(Zones):
    """The values read so far. `keep` collects converted values in their own words."""

    header: dict[str, object] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    timed: list[Timed] = field(default_factory=list)
    bare: list[Timed] = field(default_factory=list)  # clock times that wait for the start's day

    def tell(self, kind: Kind, line: int | None, where: str, target: str, told: str) -> None:
        """Say what became of a piece."""
        self.findings.append(Finding(kind, line, one_line(where.rstrip(" :"), 80), target, told))

    def keep(self, where: str, value: str) -> None:
        """Keep a value's own words for the end of the body."""
        if value.strip():
            self.pairs.append((one_line(where, 80), value))

    def put(
        self, name: str, value: object, line: int | None, where: str, *, guess: str = ""
    ) -> bool:
        """Set a field that is not set yet; `guess` is what it rests on, where it is one."""
        if name in self.header:
            same = self.header[name] == value
            told = f"the same {name} is given already" if same else f"{name} is given already"
            self.tell("unknown", line, where, "", f"{told}; kept as text")
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
        if name.startswith("stated."):
            told = "from what it counts is not said"
            return self._stated(name.partition(".")[2], label, value, line, told)
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
        told = f"{found.value}{': ' if found.guess else ''}{found.guess}"
        self.tell("guessed" if found.guess else "placed", line, label, found.field, told)
        return True

    def moment(self, name: str, label: str, value: str, line: int | None) -> bool:
        """A time field; a range under a start is both its ends."""
        found = moments.span(value)
        if found is None:
            return self._without_day(name, label, value, line)
        first, second = found
        told = "" if name != "started_at" or not second else "the beginning of the range"
        self.time(name, first, line, label, guess=told)
        if second is not None and name == "started_at":
            self.time("resolved_at", second, line, label, guess="the end of the range")
        return True

    def _without_day(self, name: str, label: str, value: str, line: int | None) -> bool:
        """A clock time alone: of the day of the start, once that is known."""
        found = moments.clocks(value)
        if found is None or any(one.name == name for one in (*self.bare, *self.clocked())):
            return False
        ends = {"started_at": "resolved_at"}
        for one, target in zip(found, (name, ends.get(name)), strict=False):
            if one is not None and target is not None:
                self.bare.append(Timed(target, one, line, label, "guessed", "it names no day"))
                self.zone(one, line)
        return True

    def clocked(self) -> list[Timed]:
        """The moments so far that have a clock time."""
        return [one for one in self.timed if one.when.clock is not None]

    def time(self, name: str, when: When, line: int | None, where: str, *, guess: str = "") -> None:
        """A moment that is written into the header once the zone is known."""
        if any(one.name == name and (one.when.clock or not when.clock) for one in self.timed):
            self.tell("unknown", line, where, "", f"{name} is given already; kept as text")
            return
        self.timed = [one for one in self.timed if one.name != name]
        guess = "; ".join(one for one in (guess, when.guess, "about then" * when.about) if one)
        self.timed.append(Timed(name, when, line, where, "guessed" if guess else "placed", guess))
        if when.clock is not None:
            self.zone(when, line)

    def timezone(self, label: str, value: str, line: int | None) -> bool:
        """The zone that a source names for its times; an abbreviation waits for the caller."""
        if value.upper() in moments.UTC_WORDS:
            self.stated = "UTC"
        elif value in zone_names().values():
            self.stated = value
        elif value in ABBREVIATIONS:
            self.words.setdefault(value, []).append(line)
            self.general = self.named = value
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
        if moments.clocks(value) and moments.length(value) is None:
            return self._without_day("started_at", label, value, line)
        return self._stated("impact", label, value, line, "taken as the time that users felt it")

    def _stated(self, name: str, label: str, value: str, line: int | None, guess: str) -> bool:
        """A length of time that somebody wrote down."""
        size = moments.length(value)
        before = self.header.get("stated_durations")
        known = dict(before) if isinstance(before, dict) else {}
        if size is None or name in known:
            return False
        self.header["stated_durations"] = {**known, name: size}
        self.tell("guessed", line, label, f"stated_durations.{name}", f"{size}: {guess}")
        return True

    def unread(self, name: str, label: str, value: str, line: int | None) -> None:
        """Say that a known label's value is not what it should be; a start's is asked for later."""
        dated = name in {"started_at", "span"}
        got = printable(shown(one_line(value, 60)))
        noun = {"started_at": "date", "span": "length of time"}.get(name)
        told = (
            f"no {noun} can be read in {got}" if noun else f"{got} is nothing that {name} can hold"
        )
        told += "; kept as text"
        self.tell("unknown", line, label, "started_at" if dated else "", told)

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
        return {*self.header, *(one.name for one in (*self.timed, *self.bare))}

    def day(self) -> date | None:
        """The day of the start as far as it is known."""
        return next((one.when.day for one in self.timed if one.name == "started_at"), None)

    def finish(self) -> None:
        """Write the times into the header; raises HindsiteError where a zone must be given."""
        self._on_the_day()
        zone = self.own_zone()
        if zone is None and self.named:
            self._as_named()
        timed = [(one, self.settled(one.when, one.line, self.day())) for one in self.timed]
        if self.refused:
            raise HindsiteError(self.refusal())
        if self.clocks and zone is None:
            raise HindsiteError(
                f"the times {self.on_lines(self.clocks)} have no time zone; give --timezone, for "
                "example --timezone UTC or --timezone Europe/Berlin"
            )
        offsets = [when.zone for _, when in timed if when.zone not in {"", "UTC"}]
        self._zone(zone or ("UTC" if self.in_utc and not offsets else None))
        for one, when in timed:
            self._write(one, when, zone)

    def _as_named(self) -> None:
        """Take times without a zone as of the one that a label names."""
        self.clocks = []
        for index, one in enumerate(self.timed):
            if one.when.clock is not None and not one.when.zone:
                named = one._replace(when=replace(one.when, zone=self.named))
                self.timed[index] = named

    def _on_the_day(self) -> None:
        """Give clock times the day of the start; the next one's where they are before it."""
        bare, self.bare = self.bare, []
        for one in sorted(bare, key=lambda one: one.name != "started_at"):
            day = self.day() or self._asked_day()
            if day is None:
                told = f"no day is known for {one.name}; kept as text"
                self.tell("unknown", one.line, one.where, "started_at", told)
                continue
            start = next((x.when.clock for x in self.timed if x.name == "started_at"), None)
            if start is not None and one.when.clock is not None and one.when.clock < start:
                day += timedelta(days=1)
            self.timed = [x for x in self.timed if x.name != one.name]
            self.timed.append(one._replace(when=replace(one.when, day=day)))

    def _asked_day(self) -> date | None:
        asked = self.wanted.day or self.wanted.named_day
        return date.fromisoformat(asked) if asked else None

    def _zone(self, zone: str | None) -> None:
        if zone is not None:
            self.header["timezone"] = zone
        if self.utc is not None:
            self.tell("placed", self.utc, "the text", "timezone", "UTC, as it says")
        elif self.in_utc and zone == "UTC" and not self.clocks:
            self.tell("placed", _first(self.in_utc), "times", "timezone", "UTC, as they say")
        for word, lines in self.words.items():
            if lines:
                self.tell(
                    "guessed", _first(lines), word, "timezone", self.meaning(word, zone, self.day())
                )
                self.keep("time zone", word)
        if self.clocks and zone and self.utc is None and self.stated is None:
            why = "as asked for" if zone == self.wanted.timezone else "as the other times say"
            told = f"{zone}, {why}: {counted(len(self.clocks), 'time')} without a zone"
            self.tell("guessed", _first(self.clocks), "times", "timezone", told)

    def _write(self, one: Timed, when: When, zone: str | None) -> None:
        value = when.written(utc=zone in {"UTC", None} and "timezone" in self.header)
        self.header[one.name] = value
        word = one.when.abbreviation
        reasons = [one.told, f"what {word} means is a guess" if word else ""]
        told = f"{value}: {'; '.join(reason for reason in reasons if reason)}".removesuffix(": ")
        self.tell("guessed" if word else one.kind, one.line, one.where, one.name, told)


def _shown(value: object) -> str:
    """A header's value in words."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {inner}" for key, inner in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _first(lines: list[int | None]) -> int | None:
    return min((line for line in lines if line), default=None)


def _unmarked(value: str) -> str:
    """A value without the marks around it."""
    value = " ".join(value.split())
    return value.strip("*_` ").strip()
