"""Keys, tokens and passwords, by the forms that their issuers document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from hindsite.postmortem.house.rule import Broken, Subject, house_rule
from hindsite.postmortem.rule import Place

# Nearly every form of a token has this many letters, digits and underscores in a row, which few
# texts have. That, and what marks the others, is looked for in the whole file before any line is.
_RUN = 20
# Those are a "w" each.
_ASCII_WORDS = bytes(
    ord("w") if chr(byte).isascii() and (chr(byte).isalnum() or chr(byte) == "_") else byte
    for byte in range(256)
)
_LONG = re.compile(rb"[A-Za-z0-9_]{%d,}" % _RUN)
_MARKS = (b"PRIVATE KEY", b"glpat-")
_OTHERS = re.compile(rb"PRIVATE KEY|glpat-|://[^\s/:@]+:[^\s/@]+@")
_IN_ADDRESS = re.compile(rb"://[^\s/:@]{1,200}:[^\s/@]{3,200}@")
_MADE_UP = re.compile(r"example|(.)\1{5}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind of secret looks like; `near` stands in each."""

    name: str
    near: str
    pattern: re.Pattern[str]


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind of secret that is looked for, as `secrets.yml` lists them."""
    text = resources.files(__package__).joinpath("secrets.yml").read_text("utf-8")
    listed = yaml.load(text, Loader=yaml.CSafeLoader)
    return tuple(
        Kind(one["kind"], one["with"], re.compile(one["find"], re.ASCII)) for one in listed
    )


@house_rule("error")
def secret(subject: Subject) -> Iterator[Broken]:
    """No key, token or password stands in a file; the message does not repeat it."""
    for number, line in _suspects(subject.data):
        for column, kind in _secrets(line):
            place = Place(number, column)
            message = f"expected no secret, got what looks like one ({kind})"
            hint = "revoke it where it was issued, since the history keeps it, and remove it here"
            yield subject.field_at(place), place, f"{message}; {hint}"


def _suspects(data: bytes) -> Iterator[tuple[int, str]]:
    """The lines that may hold a secret, with their numbers."""
    words = data.translate(_ASCII_WORDS)
    places = {*_all(b"w" * _RUN, words), *(at for mark in _MARKS for at in _all(mark, data))}
    places.update(found.start() for found in _IN_ADDRESS.finditer(data))
    for start in sorted({data.rfind(b"\n", 0, at) + 1 for at in places}):
        end = data.find(b"\n", start)
        line = data[start : end if end >= 0 else len(data)]
        if not all(map(_is_word, _LONG.findall(line))) or _OTHERS.search(line):
            yield data.count(b"\n", 0, start) + 1, line.decode()


def _is_word(run: bytes) -> bool:
    """Whether it is a name as programs have: letters in both cases, and nothing else."""
    return run.isalpha() and not run.isupper()


def _all(mark: bytes, data: bytes) -> Iterator[int]:
    """Where lines hold a mark: one place a line is enough."""
    at = data.find(mark)
    while at >= 0:
        yield at
        after = data.find(b"\n", at)
        at = data.find(mark, after) if after >= 0 else -1


def _secrets(line: str) -> Iterator[tuple[int, str]]:
    """Where secrets begin in a line, and of which kind; one place is told once."""
    ends = 0
    found = [
        (match.start(), match.end(), match[0], kind.name)
        for kind in kinds()
        if kind.near in line
        for match in kind.pattern.finditer(line)
    ]
    for start, end, text, kind_name in sorted(found, key=lambda one: one[:2]):
        if start >= ends and _MADE_UP.search(text) is None:
            ends = end
            yield start + 1, kind_name


RULES = (secret,)
