"""A text and what was said below it, as trackers and status pages have them: into one draft.

The text goes through `markdown_headings`; what was said becomes the timeline, oldest first, unless
the text has a timeline of its own: then it stands under the heading for imported text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hindsite.errors import HindsiteError, printable
from hindsite.importers import labels
from hindsite.importers.facts import Facts, slug
from hindsite.importers.field_values import numbered_severity
from hindsite.importers.finishing import finished
from hindsite.importers.lines import Line
from hindsite.importers.markdown_headings import Arranged, arrange
from hindsite.importers.remarks import Remark, below, timeline, written
from hindsite.importers.source import (
    IMPORTED,
    Finding,
    Imported,
    Wanted,
    clean,
    counted,
    fenced,
    one_line,
    severity,
)
from hindsite.postmortem.markdown import parse
from hindsite.postmortem.rule import RefusedError, shown
from hindsite.postmortem.sections import sections
from hindsite.postmortem.timeline import Start
from hindsite.postmortem.timeline import read as read_timeline
from hindsite.postmortem.values import MAX_ITEMS, MAX_TITLE, check_address


@dataclass
class Thread:
    """One incident of a tracker, on its way into a draft.

    `where` is its path in the source. Fields are set with `put`, times with `time`: what the text
    says wins over both. `opened` is the time to begin with where nothing says a better one, and
    its path, `day` a date that serves so; `address` is that of the source.
    """

    where: str
    wanted: Wanted
    title: str = ""
    body: str = ""
    body_at: str = "body"
    title_at: str = "title"
    labels_at: str = "labels"
    opened: tuple[datetime, str] | None = None
    day: tuple[str, str] | None = None
    address: tuple[str, str] | None = None
    named: list[tuple[str, str, str]] = field(default_factory=list)  # labels, values, paths
    converted: bool = False  # whether the body is not the source's own text, line by line
    remarks: list[Remark] = field(default_factory=list)
    more: list[tuple[str, str]] = field(default_factory=list)  # headings, and Markdown below each
    pairs: list[tuple[str, str]] = field(default_factory=list)
    values: list[tuple[str, object, str, str]] = field(default_factory=list)
    times: list[tuple[str, datetime, str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def put(self, name: str, value: object, where: str, guess: str = "") -> None:
        """Set a field; `guess` is what it rests on, where it is one."""
        if value:
            self.values.append((name, value, where, guess))

    def time(self, name: str, at: datetime | None, where: str, guess: str = "") -> None:
        """Set one of the moments."""
        if at is not None:
            self.times.append((name, at, where, guess))

    def keep(self, where: str, value: object) -> None:
        """Keep a value's own words at the end of the body."""
        text = "" if value is None else clean(str(value))
        if text.strip():
            self.pairs.append((where, text))

    def author(self, name: str, where: str) -> None:
        """Who wrote it."""
        if shown := one_line(name, 200):
            self.keep(where, name)
            self.put("authors", [shown], where)

    def linked(self, address: object, where: str) -> None:
        """The address of the source, where it is one that may be linked to."""
        try:
            self.address = (check_address(str(address or "")), where)
        except RefusedError:
            self.keep(where, address)

    def unknown(self, where: str, told: str) -> None:
        """Tell what has no place."""
        self.findings.append(Finding("unknown", None, where, "", told))

    def label(self, word: str, where: str) -> None:
        """A label: a severity or a cause only by its exact word, else a tag."""
        exact = severity(re.split(r"[:/]", word)[-1], self.wanted)
        key = " ".join(word.casefold().split())
        name, _, level = word.rpartition("::") if "::" in word else word.rpartition(":")
        if exact is None and labels.field(name) == "severity":
            exact = numbered_severity(level.strip(), self.wanted)
        self.keep(where, word)
        if exact is not None:
            told = "" if severity(word, self.wanted) else f"read from {shown(one_line(word, 60))}"
            self.put("severity", exact, where, told)
        elif key in self.wanted.causes:
            known = next((value for name, value, *_ in self.values if name == "causes"), None)
            if isinstance(known, list):
                known.append(self.wanted.causes[key])
            else:
                self.put("causes", [self.wanted.causes[key]], where)
        elif key in self.wanted.triggers:
            self.put("trigger", self.wanted.triggers[key], where)
        elif (tag := slug(word)) and tag != "unknown" and tag not in self.tags:
            self.tags.append(tag)
        else:
            self.unknown(where, "no tag can be made of it; kept at the end")

    def services(self, names: Sequence[tuple[str, str]]) -> None:
        """Names of what was hit, with their paths: of the catalogue where there is one."""
        known = self.wanted.services
        found = []
        for name, where in names:
            self.keep(where, name)
            one = known.get(name.casefold()) if known else slug(name)
            if one and one != "unknown":
                found.append(one)
            else:
                self.unknown(where, "no service of the catalogue has this name; kept at the end")
        if found:
            guess = "" if known else "the names as slugs"
            self.put("services", list(dict.fromkeys(found))[:MAX_ITEMS], names[0][1], guess)


def draft(thread: Thread) -> Imported:
    """The thread as a draft; raises HindsiteError, with its path, where it has no title or date."""
    try:
        text = _arranged(thread)
        header, zone = _header(thread, text)
        day = date.fromisoformat(str(header.get("started_at", "1970-01-01"))[:10])
        body = "\n\n".join(part for part in _body(thread, text, zone, day) if part.strip())
        pairs = tuple(dict.fromkeys((*text.pairs, *thread.pairs)))
        findings = [*text.findings, *thread.findings]
        findings += _untold(thread, findings)
        whole = Arranged(body, tuple(findings), header, pairs)
        return finished(whole, thread.wanted)
    except HindsiteError as error:
        if not thread.where or str(error).startswith(thread.where):
            raise
        raise HindsiteError(f"{thread.where}: {error}") from error


def _untold(thread: Thread, findings: Sequence[Finding]) -> Iterator[Finding]:
    """A line for each kept value that has none yet, nor has the list that it is of."""
    told = {one.where for one in findings}
    for where in dict.fromkeys(where for where, _ in thread.pairs):
        listed = re.sub(r"\[\d+\]$", "", where)
        if where not in told and (listed == where or listed not in told):
            yield Finding("unknown", None, where, "", "kept at the end")


def _arranged(thread: Thread) -> Arranged:
    """The text in sections. A heading stands above it, so that prose at its top is a summary."""
    path = f"{thread.where}.{thread.body_at}".lstrip(".")
    facts = Facts(thread.wanted, of=f"the converted text of {path}" if thread.converted else path)
    for label, value, where in thread.named:
        name = labels.field(label)
        if name is None or not facts.read_as(name, where, value, None):
            thread.unknown(where, f"{shown(one_line(value, 60))}; kept at the end")
    lines = enumerate(clean(f"# Issue\n\n{thread.body}").split("\n"), -1)
    found = arrange([Line(number, text) for number, text in lines], facts)
    findings = [
        _placed(one, path, converted=thread.converted)
        for one in found.findings
        if not (one.line == -1 and one.target == "title")
    ]
    kept = ((_line_of(where, converted=thread.converted), text) for where, text in found.pairs)
    header = {name: value for name, value in found.header.items() if name != "title"}
    text = found.body
    if not _is_closed(text):
        text = f"## {IMPORTED}\n\n{fenced(thread.body)}"
        told = "a block of it stays open; kept as it stands"
        findings.append(Finding("unknown", None, path, "", told))
    return Arranged(text, tuple(findings), header, tuple(kept))


def _placed(one: Finding, path: str, *, converted: bool) -> Finding:
    """A finding of the text with the text's path, unless its place is a path already."""
    if one.line is None or one.line < 1:
        return one if one.where else replace(one, line=None, where=path)
    line = _line_of(f"line {one.line}", converted=converted)
    return replace(one, line=None, where=f"{path}, {line}: {one.where}")


def _line_of(where: str, *, converted: bool) -> str:
    """The name of a line, saying so where it is none of the source's own."""
    return re.sub(r"\bline \d+$", r"\g<0> of the converted text", where) if converted else where


def _is_closed(text: str) -> bool:
    """Whether a heading below a text is one, and no part of what the text leaves open."""
    blocks = parse(f"{text}\n\n## Timeline\n").blocks
    return blocks[-1].kind == "heading"


def _header(thread: Thread, text: Arranged) -> tuple[dict[str, object], ZoneInfo]:
    """The fields: what the text says, then what the tracker says."""
    facts = Facts(thread.wanted, header=dict(text.header))
    title = one_line(thread.title, MAX_TITLE)
    if title:
        facts.put("title", title, None, _path(thread, thread.title_at))
    if title != " ".join(thread.title.split()):
        thread.keep(_path(thread, thread.title_at), thread.title)
    name = str(text.header.get("timezone") or thread.wanted.timezone or "UTC")
    zone = ZoneInfo(name)
    for field_, value, where, guess in thread.values:
        facts.put(field_, value, None, where, guess=guess)
    if thread.address:
        url, where = thread.address
        facts.header["links"] = [{"title": "Imported from", "url": url}]
        facts.tell("placed", None, where, "links", printable(url))
    if thread.tags:
        told = "the labels as slugs"
        facts.put(
            "tags", thread.tags[:MAX_ITEMS], None, _path(thread, thread.labels_at), guess=told
        )
    for field_, at, where, guess in thread.times:
        facts.put(field_, written(at, zone), None, where, guess=guess)
    if thread.times or thread.remarks or thread.opened:
        facts.header["timezone"] = name
    if "started_at" not in facts.header and thread.opened and thread.wanted.day is None:
        _estimated(thread.opened, thread, text, facts, zone)
    elif "started_at" not in facts.header and thread.day and thread.wanted.day is None:
        day, where = thread.day
        told = "the day in the page's title" if where == "title" else "the day the page was made"
        facts.put("started_at", day, None, where, guess=f"{told}; when it began is not said")
    thread.findings = [*facts.findings, *thread.findings]
    return _ordered(facts.header, thread), zone


def _estimated(
    opened: tuple[datetime, str], thread: Thread, text: Arranged, facts: Facts, zone: ZoneInfo
) -> None:
    """A start that is not said: the earliest time there is."""
    at, where = opened
    document = parse(text.body)
    start = Start(at.astimezone(zone).date(), zone, needs_zone=False)
    events = read_timeline(document, sections(document), 1, start).events
    first = min((event.at for event in events), default=at)
    told = "when it was opened"
    if first < at:
        at, where = first, _path(thread, thread.body_at)
        told = "the first entry of the timeline"
    told += "; when it began is not said, so `started_estimated`"
    facts.put("started_at", written(at, zone), None, where, guess=told)
    facts.header["started_estimated"] = True


def _ordered(header: dict[str, object], thread: Thread) -> dict[str, object]:
    """The fields without moments out of order: those stay as they were imported."""
    ends = [name for name, *_ in thread.times if name in header and name != "started_at"]
    for name in dict.fromkeys(ends):
        limits = {"started_at"} | ({"mitigated_at"} if name == "resolved_at" else set())
        before = [value for one in limits if (value := str(header.get(one, "")))]
        value = str(header[name])
        late = next((one for one in before if value[: len(one)] < one[: len(value)]), None)
        if late is not None:
            del header[name]
            told = f"{value} is before {late}; left out of the header"
            thread.unknown(name, told)
            thread.keep(name, value)
    return header


def _path(thread: Thread, key: str) -> str:
    return f"{thread.where}.{key}" if thread.where else key


def _body(thread: Thread, text: Arranged, zone: ZoneInfo, day: date) -> Iterator[str]:
    named = {one.name for one in sections(parse(text.body))}
    more = [f"## {heading}\n\n{below_it.strip(chr(10))}" for heading, below_it in thread.more]
    if not thread.remarks:
        yield from (text.body, *more)
        return
    remarks = sorted(thread.remarks, key=lambda one: one.at)
    count = f"{counted(len(remarks), 'entry')}, oldest first"
    headings = [one.heading for one in sections(parse(text.body))]
    if "timeline" in named:
        told = f"{count}; the text has a timeline of its own, so they stand below it"
        thread.findings.append(
            Finding("placed", None, thread.where or "comments", f"section: {IMPORTED}", told)
        )
        listed = below(remarks, zone)
        # One heading for what is imported as it stands: the text's own, where it ends with one.
        if headings[-1:] == [IMPORTED]:
            yield from (text.body, listed.partition("\n")[2].strip("\n"), *more)
        else:
            yield from (text.body, *more, listed)
    else:
        yield from (text.body, *more)
        thread.findings.append(
            Finding("placed", None, thread.where or "comments", "section: Timeline", count)
        )
        yield timeline(remarks, zone, day)
