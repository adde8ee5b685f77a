"""Which zone the times of a source are in: what it says, what it leaves to the caller."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hindsite.importers import zone_words
from hindsite.importers.moments import When
from hindsite.importers.source import Wanted
from hindsite.postmortem.zones import ABBREVIATIONS, candidates


@dataclass
class Zones:
    """What is known of zones so far."""

    wanted: Wanted
    clocks: list[int | None] = field(default_factory=list)  # lines of clock times without a zone
    words: dict[str, list[int | None]] = field(default_factory=dict)  # abbreviations, their lines
    offsets: dict[str, str] = field(default_factory=dict)  # what an abbreviation was written as
    refused: dict[str, list[int | None]] = field(default_factory=dict)  # those that say too little
    general: str = ""  # an abbreviation that is said of all times
    mixed: bool = False  # whether some times are in UTC or have an offset: words are not alone
    named: str = ""  # an abbreviation under a label for the zone: of times anywhere
    of: str = ""  # what the lines are lines of, where that is not the source itself
    utc: int | None = None  # the line that says that all times are UTC
    stated: str | None = None  # the zone that the source names
    in_utc: list[int | None] = field(default_factory=list)  # lines of times that say UTC themselves

    def zone(self, when: When, line: int | None) -> None:
        """Note what a clock time needs: nothing, a zone, or to be told what its word means."""
        if when.abbreviation:
            self.words.setdefault(when.abbreviation, []).append(line)
        elif when.zone == "UTC":
            self.in_utc.append(line)
        elif not when.zone:
            self.clocks.append(line)
        self.mixed = self.mixed or bool(when.zone and not when.abbreviation)

    def own_zone(self) -> str | None:
        """The zone of clock times that name none, as far as it is known."""
        if self.utc is not None:
            return "UTC"
        only = None if self.mixed else zone_words.only_zone(self.words)
        return self.stated or self.wanted.timezone or only

    def settled(self, when: When, line: int | None, start: date | None) -> When:
        """A moment without a zone's word: on the clock of the header's zone, or with an offset.

        `start` is the incident's day, for a moment that names none.
        """
        word, zone = when.abbreviation, self.own_zone()
        if not word:
            return when
        day = when.day or start
        if zone is not None and zone_words.belongs(word, zone):
            written = zone_words.in_repeated_hour(word, zone, day, when.clock) or ""
        else:
            written = zone_words.offset(word, day) or ""
            if not written:
                self.refused.setdefault(word, []).append(line)
        if written:
            self.offsets[word] = written
        return replace(when, zone=written)

    def refusal(self) -> str:
        """What only the caller can say of the abbreviations that say too little."""
        zone = self.own_zone()
        lines = self.refused.items()
        return "\n".join(_abbreviated(word, self.on_lines(at), zone) for word, at in lines)

    def meaning(self, word: str, zone: str | None, day: date | None) -> str:
        """What an abbreviation was read as, and why."""
        if zone is None or not zone_words.belongs(word, zone):
            return f"{word} is read as {self.offsets.get(word, '')}, its offset wherever it is used"
        told = f"{word} is read as the clock in {zone}"
        if len(ABBREVIATIONS.get(word, ())) > 1:
            told += f"; it may mean {candidates(word)}"
        if word in self.offsets:
            told += f"; in the hour that comes twice it is written as {self.offsets[word]}"
        return told + _other_word(word, zone, day)

    def on_lines(self, lines: list[int | None]) -> str:
        """Lines in words: `on lines 3, 4`."""
        numbers = sorted({line for line in lines if line})
        if not numbers:
            return f"of {self.of or 'the source'}"
        listed = ", ".join(map(str, numbers[:8])) + (", …" if len(numbers) > 8 else "")
        place = f" of {self.of}" if self.of else ""
        return f"on line{'s' if len(numbers) > 1 else ''} {listed}{place}"


def _other_word(word: str, zone: str, day: date | None) -> str:
    """What the zone's clocks are called on the day, where it is not the word."""
    name = (
        datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)).tzname() if day else word
    )
    shows = name == word or zone_words.is_seasonless(word)
    return "" if shows else f"; on {day} clocks there show {name}"


def _abbreviated(word: str, on: str, zone: str | None) -> str:
    """What only the caller can say of an abbreviation."""
    if zone is None:
        told = f"is no time zone: it may mean {candidates(word)}; say which with --timezone"
    else:
        told = (
            f"is not of the clock in {zone}: it may mean {candidates(word)}, which differ; write "
            "the offset in the source"
        )
    return f"the abbreviation {word} {on} {told}"
