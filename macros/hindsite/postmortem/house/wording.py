"""Blameless language: words that lay an incident at a person's door.

Why they are avoided: John Allspaw, Blameless PostMortems and a Just Culture (2012). The list is our
own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from hindsite.postmortem.house.rule import Broken, Subject, house_rule
from hindsite.postmortem.house.settings import House
from hindsite.postmortem.items import place_at
from hindsite.postmortem.markdown import Document
from hindsite.postmortem.rule import shown

# Where an author's names come in; a pattern is otherwise the same for every file.
NAMES = "{names}"
_SPACE = r"(?:[ \t]{1,4}|[ \t]{0,4}\n[ \t]{0,8})"
_GAP = rf"(?:[A-Za-z'’]{{1,15}}{_SPACE}){{0,2}}"
_EDGES = ("(?<![A-Za-z0-9_-])", "(?![A-Za-z0-9_-])")
# No bot, and no package.
_HANDLE = (
    r"(?<![A-Za-z0-9._/-])@(?![A-Za-z0-9_-]{0,38}bot(?![A-Za-z0-9_-]))"
    r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}(?![A-Za-z0-9_/\[-])"
)
_ADVERBS = rf"had|has|have|also|again|just|simply|then|who|on{_SPACE}(?:call|duty)|[a-z]{{2,12}}ly"
_LONGEST_NAME = 40
# No match goes on further before or after what stands in it.
_BEFORE, _AFTER = 130, 110
_NAME = re.compile(rf"(?=.{{3,{_LONGEST_NAME}}}$)[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*)+")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_TEXTS = ("title", "impact.summary")
# Lower case, on one line; and of that letters and digits only.
_LOWER = bytes(range(256)).lower().replace(b"\n", b" ")
_WORDS = bytes(byte if chr(byte).isalnum() and byte < 128 else 32 for byte in _LOWER)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that blame: a pattern with `NAMES` in it, what stands in each match, what to say."""

    pattern: str
    near: tuple[bytes, ...]
    instead: str


@dataclass(frozen=True, slots=True)
class _Words:
    """The list that comes with the package."""

    people: tuple[bytes, ...]
    pronouns: frozenset[bytes]
    phrases: tuple[Phrase, ...]


@cache
def _words() -> _Words:
    text = resources.files(__package__).joinpath("blame.yml").read_text("utf-8")
    listed = yaml.load(text, Loader=yaml.CSafeLoader)
    spelled = _spelled(listed)
    return _Words(
        people=tuple(
            word.encode()
            for word in (*listed["roles"], *listed["groups"], *listed["ambiguous"], "@")
        ),
        pronouns=frozenset(word.encode() for word in (*listed["pronouns"], *listed["others"])),
        phrases=tuple(
            Phrase(
                _pattern(one["find"], spelled),
                tuple(near.encode() for near in one["with"]),
                one["instead"],
            )
            for one in listed["phrases"]
        ),
    )


def _spelled(listed: dict[str, Any]) -> dict[str, str]:
    """The words in capitals of a pattern, as expressions; none holds a space."""
    roles = [f"{_EDGES[0]}{_spaced(role)}s?" for role in listed["roles"]]
    groups = [f"{_EDGES[0]}{_spaced(group)}" for group in listed["groups"]]
    role = "|".join([NAMES, *roles, *groups, _HANDLE])
    someone = "|".join([role, *listed["pronouns"]])
    goes_on, things = ("|".join(listed[name].split()) for name in ("following", "things"))
    goes_on += "|[a-z]{2,12}(?:ing|ly)"
    return {
        "ROLE": f"(?:{role})",
        "SOMEONE": f"(?:{someone})",
        "ANYONE": f"(?:{'|'.join([someone, *listed['others']])})",
        "ADVERBS": rf"(?:(?:{_ADVERBS}){_EDGES[1]}{_SPACE}){{0,3}}",
        "GAP": _GAP,
        "END": rf"{_EDGES[1]}(?!{_SPACE}(?!(?:{goes_on}){_EDGES[1]})[a-z])",
        "ERROR": rf"{_EDGES[1]}(?!{_SPACE}(?:\(|(?:{things}){_EDGES[1]}))",
    }


def _spaced(find: str) -> str:
    return find.replace(" ", _SPACE)


def _pattern(find: str, spelled: dict[str, str]) -> str:
    find = _spaced(find)
    for word, expression in spelled.items():
        find = find.replace(word, expression)
    return f"{_EDGES[0]}(?:{find}){_EDGES[1]}"


@cache
def phrases(own: tuple[tuple[str, str], ...]) -> tuple[Phrase, ...]:
    """Every phrase that is looked for: the site's own with what to say, and the package's."""
    more = (
        Phrase(
            _pattern(" ".join(map(re.escape, said.split())), {}),
            (said.encode().lower().split()[0],),
            instead,
        )
        for said, instead in own
    )
    return (*more, *_words().phrases)


@cache
def _marks(own: tuple[tuple[str, str], ...]) -> dict[bytes, tuple[bytes, ...]]:
    """What stands in matches, by the longest word of each ("" for one without any)."""
    marks: dict[bytes, dict[bytes, None]] = {}
    for mark in (mark for phrase in phrases(own) for mark in phrase.near):
        longest = max(mark.translate(_WORDS).split(), key=len, default=b"")
        marks.setdefault(longest, {})[mark] = None
    return {word: tuple(found) for word, found in marks.items()}


@house_rule()
def blameless_language(subject: Subject) -> Iterator[Broken]:
    """A postmortem tells what happened without blame: no 'human error', nobody who 'forgot'."""
    near = _near(subject.house.phrases, subject.data)
    if not near:
        return
    names, document, header = _names(subject), subject.document, subject.file.header
    for byte, said, instead in _blaming(document, near, names, subject.house):
        place = place_at(document, byte, subject.body_line)
        yield subject.field_at(place), place, _message(said, instead)
    for field, text in zip(_TEXTS, (header.title, header.impact.summary), strict=True):
        line = Document(text or "", ())
        for _, said, instead in _blaming(line, near, names, subject.house):
            yield field, subject.file.place(*field.split(".")), _message(said, instead)


def _near(own: tuple[tuple[str, str], ...], data: bytes) -> list[Phrase]:
    """The phrases that a file may hold: of most not even what stands in each match does."""
    marks = _marks(own)
    words = frozenset(marks).intersection((b"", *data.translate(_WORDS).split()))
    lower = data.translate(_LOWER) if words else b""
    found = {mark for word in words for mark in marks[word] if mark in lower}
    return [one for one in phrases(own) if not found.isdisjoint(one.near)] if found else []


def _message(said: str, instead: str) -> str:
    return f"expected words that blame nobody, got {shown(' '.join(said.split()))}; {instead}"


def _names(subject: Subject) -> tuple[str, ...]:
    """The authors' names that are a person's by their form: of two words or more, and the first."""
    found = [name for name in subject.file.header.authors if _NAME.fullmatch(name)]
    return tuple(form for name in found for form in (name, name.split()[0]) if len(form) > 2)


def _blaming(
    document: Document, near: Sequence[Phrase], names: tuple[str, ...], house: House
) -> Iterator[tuple[int, str, str]]:
    """Where a text blames (a byte, once), with which words, and what to say instead."""
    source = document.source
    lower = source.translate(_LOWER)
    words: str | None = None
    told: set[int] = set()
    for phrase in near:
        hints = [at for word in phrase.near for at in _all(word, lower)]
        if not hints:
            continue
        people = (*_words().people, *(name.lower().encode() for name in names))
        for start, end in _windows(hints, source):
            if NAMES in phrase.pattern and not _has_somebody(lower[start:end], people):
                continue
            for begin, said in _matches(phrase, names, source, start, end):
                if begin in told:
                    continue
                words = spoken(document) if words is None else words
                place = len(source[:begin].decode())
                if words[place : place + len(said)] == said and not _is_accepted(said, house):
                    told.add(begin)
                    yield begin, said, phrase.instead


def _all(near: bytes, lower: bytes) -> Iterator[int]:
    at = lower.find(near)
    while at >= 0:
        yield at
        at = lower.find(near, at + len(near))


def _windows(hints: list[int], source: bytes) -> Iterator[tuple[int, int]]:
    """What lies around some bytes, without cutting a character; near ones are taken together."""
    first = last = -1
    for at in sorted(hints):
        if first >= 0 and at - _BEFORE > last:
            yield _whole(first, source), _whole(last, source)
            first = -1
        first = max(0, at - _BEFORE) if first < 0 else first
        last = min(len(source), at + _AFTER)
    yield _whole(first, source), _whole(last, source)


def _whole(at: int, source: bytes) -> int:
    while 0 < at < len(source) and source[at] & 0xC0 == 0x80:
        at -= 1
    return at


def _has_somebody(window: bytes, people: Sequence[bytes]) -> bool:
    somebody = any(word in window for word in people)
    return somebody or not _words().pronouns.isdisjoint(window.translate(_WORDS).split())


def _matches(
    phrase: Phrase, names: tuple[str, ...], source: bytes, start: int, end: int
) -> Iterator[tuple[int, str]]:
    """The matches within a window, each with the byte at which it begins."""
    text = source[start:end].decode()
    for match in _compiled(phrase.pattern, names).finditer(text):
        # What touches the edge of a window may go on beyond it.
        if (match.start() or not start) and (match.end() < len(text) or end == len(source)):
            yield start + len(text[: match.start()].encode()), match[0]


@cache
def _compiled(pattern: str, names: tuple[str, ...]) -> re.Pattern[str]:
    # Without a name nothing stands in the place of one: what no character can be.
    listed = "|".join(map(re.escape, names)) or r"[^\s\S]"
    return re.compile(pattern.replace(NAMES, listed), re.IGNORECASE | re.ASCII)


def _is_accepted(said: str, house: House) -> bool:
    plain = " ".join(said.lower().split())
    return any(" ".join(word.lower().split()) in plain for word in house.accepted)


def spoken(document: Document) -> str:
    """A text with spaces for code and comments: neither is what an author says."""
    text = without_code(document.text)
    for block in document.blocks:
        if block.kind == "code":
            start, end = (len(document.source[:at].decode()) for at in (block.start, block.end))
            text = text[:start] + _blank(text[start:end]) + text[end:]
    return _without_comments(text)


def _without_comments(text: str) -> str:
    parts, done = [], 0
    while (start := text.find("<!--", done)) >= 0:
        end = text.find("-->", start)
        # One that is never closed hides all that follows, but only where it begins a line.
        if end < 0 and text[:start].rpartition("\n")[2].strip(" "):
            break
        end = len(text) if end < 0 else end + 3
        parts += [text[done:start], _blank(text[start:end])]
        done = end
    return "".join([*parts, text[done:]])


def without_code(text: str) -> str:
    """The text with spaces for code: what a program prints is not what an author says."""
    if "`" not in text and "~~~" not in text:
        return text
    lines = text.split("\n")
    fence = ""
    for index, line in enumerate(lines):
        found = _FENCE.match(line)
        is_end = bool(
            fence and found and line.strip(" \t") == line.strip(" \t")[0] * len(line.strip(" \t"))
        )
        if fence or found:
            lines[index] = " " * len(line)
        if found and not fence:
            fence = found[1]
        elif is_end and found and found[1].startswith(fence):
            fence = ""
    return "\n\n".join(map(_without_spans, "\n".join(lines).split("\n\n")))


def _without_spans(paragraph: str) -> str:
    """A paragraph with spaces for what stands between two rows of as many backticks."""
    rows = list(re.finditer("`+", paragraph))
    left = Counter(len(row[0]) for row in rows)
    parts, done, opened = [], 0, None
    for row in rows:
        left[len(row[0])] -= 1
        if opened is None:
            opened = row if left[len(row[0])] else None
        elif len(row[0]) == len(opened[0]):
            parts += [
                paragraph[done : opened.start()],
                _blank(paragraph[opened.start() : row.end()]),
            ]
            done, opened = row.end(), None
    return "".join([*parts, paragraph[done:]])


def _blank(code: str) -> str:
    return re.sub("[^\n]", " ", code)


RULES = (blameless_language,)
