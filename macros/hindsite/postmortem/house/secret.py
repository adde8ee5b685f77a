"""Keys, tokens and passwords, by the forms that their issuers document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from hindsite.postmortem.house.rule import Broken, Subject, house_rule
from hindsite.postmortem.rule import Place

# Nearly every form of a token has this many characters in a row, of letters, digits and the marks
# of encodings, which few lines of prose have. In the whole file that and what marks the others is
# looked for first, at the cost of a few searches for bytes.
_RUN = 20
# Those characters are a "w" each.
_WORDS = bytes(
    ord("w") if chr(byte).isascii() and (chr(byte).isalnum() or chr(byte) in "+-./=_~") else byte
    for byte in range(256)
)
_WHOLE = re.compile(rb"w+")
# Words and short numbers, as addresses of pages and ids have, and names as programs have: no token
# is made of these alone.
_SLUG = re.compile(
    rb"[./-]*(?:(?:[A-Z]?[a-z]{1,20}|[A-Z]{1,8}|[0-9]{1,5})(?:[./-]+|(?![A-Za-z0-9])))+|(?=[A-Z]*[a-z])[A-Za-z]{20,35}"
)
# So far before them its kind's `near` begins.
_BEFORE = 64
_MARK = b"PRIVATE KEY"
_IN_ADDRESS = re.compile(rb"://[^\s/:@]{0,200}:[^\s/:@]{3,200}@")


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind of secret looks like; of `near` one stands in each."""

    name: str
    near: tuple[str, ...]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Listed:
    """Every kind of secret that is looked for, and what is no secret though it looks like one."""

    kinds: tuple[Kind, ...]
    made_up: re.Pattern[str]


@cache
def listed() -> Listed:
    """What `secrets.yml` lists."""
    text = resources.files(__package__).joinpath("secrets.yml").read_text("utf-8")
    found = yaml.load(text, Loader=yaml.CSafeLoader)
    kinds = tuple(
        Kind(one["kind"], _several(one["with"]), re.compile(one["find"], re.ASCII))
        for one in found["kinds"]
    )
    return Listed(kinds, re.compile(found["made_up"], re.IGNORECASE | re.ASCII))


def _several(near: str | list[str]) -> tuple[str, ...]:
    return (near,) if isinstance(near, str) else tuple(near)


@house_rule("error")
def secret(subject: Subject) -> Iterator[Broken]:
    """No key, token or password stands in a file; the message does not repeat it."""
    spans = _spans(subject.data)
    near = _near(subject.data, spans) if spans else []
    for start, line in _lines(subject.data, spans) if near else ():
        for column, kind in _secrets(line, near):
            place = Place(subject.data.count(b"\n", 0, start) + 1, column)
            message = f"expected no secret, got what looks like one ({kind})"
            hint = "revoke it where it was issued, since the history keeps it, and remove it here"
            yield subject.field_at(place), place, f"{message}; {hint}"


def _spans(data: bytes) -> list[tuple[int, int]]:
    """The stretches of a file of which a secret may be a part."""
    words = data.translate(_WORDS)
    found = [(at, end) for at, end in _runs(words) if not _SLUG.fullmatch(data, at, end)]
    found += ((at, at + len(_MARK)) for at in _all(_MARK, data))
    found += (match.span() for match in _IN_ADDRESS.finditer(data))
    return found


def _runs(words: bytes) -> Iterator[tuple[int, int]]:
    at = words.find(b"w" * _RUN)
    while at >= 0:
        run = _WHOLE.match(words, at)
        end = run.end() if run else at + _RUN
        yield at, end
        at = words.find(b"w" * _RUN, end)


def _all(mark: bytes, data: bytes) -> Iterator[int]:
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + len(mark))


def _near(data: bytes, spans: Sequence[tuple[int, int]]) -> list[Kind]:
    """The kinds of which one may stand at some places."""
    around = b"\n".join([data[max(0, at - _BEFORE) : end] for at, end in spans])
    return list(dict.fromkeys(kind for mark, kind in _marks() if mark in around))


@cache
def _marks() -> tuple[tuple[bytes, Kind], ...]:
    return tuple((near.encode(), kind) for kind in listed().kinds for near in kind.near)


def _lines(data: bytes, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """The lines of some places, each with the byte at which it begins."""
    for start in sorted({data.rfind(b"\n", 0, at) + 1 for at, _ in spans}):
        end = data.find(b"\n", start)
        yield start, data[start : end if end >= 0 else None].decode()


def _secrets(line: str, near: Sequence[Kind]) -> Iterator[tuple[int, str]]:
    """Where secrets begin in a line, and of which kind; one place is told once."""
    ends = 0
    found = [
        (match.start(), match.end(), match[0], kind.name)
        for kind in near
        if any(mark in line for mark in kind.near)
        for match in kind.pattern.finditer(line)
    ]
    for start, end, text, kind_name in sorted(found, key=lambda one: one[:2]):
        if start >= ends and listed().made_up.search(text) is None:
            ends = end
            yield start + 1, kind_name


RULES = (secret,)
