"""What a rule is, and what it finds.

Every check of a file has one `Rule`. Its text is the rule in words: the documentation quotes it,
and problems carry its id. Most rules are functions whose docstring is that text (see `rules` and
`values`); those enforced while a text is being read are declared beside the reader.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from hindsite.errors import HindsiteError, Level, Problem, printable

SHOWN = 60  # characters of a value that a message may repeat


class Place(NamedTuple):
    """A line and a column of a file, both from 1, in characters."""

    line: int
    column: int


TOP = Place(1, 1)


@dataclass(frozen=True, slots=True)
class Rule:
    """One check: `id` as problems carry it, the rule in words, and how much it weighs."""

    id: str
    text: str
    level: Level = "error"

    def at(self, place: Place, field: str, message: str) -> Finding:
        """A finding of this rule at a place."""
        return Finding(self, place, field, message)


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule in a file whose name the finder need not know."""

    rule: Rule
    place: Place
    field: str
    message: str

    def problem(self, path: str) -> Problem:
        """The problem as it is reported, for the file at `path`."""
        line, column = self.place
        return Problem(path, line, column, self.field, self.rule.id, self.rule.level, self.message)


class RefusedError(HindsiteError):
    """A value that a rule refuses; the text says what is wrong, expected, got, and the remedy."""


def docstring(function: object) -> str:
    """A function's docstring on one line: the rule in words."""
    return " ".join((function.__doc__ or "").split())


def shown(value: object) -> str:
    """A value in a message: quoted, on one line, at most 60 characters of it."""
    text = printable(value if isinstance(value, str) else str(value))
    return f"'{text if len(text) <= SHOWN else text[: SHOWN - 1] + '…'}'"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` most likely means, or None."""
    folded = word[:SHOWN].casefold().replace("_", "-")
    words = {name.casefold().replace("_", "-"): name for name in known}
    close = difflib.get_close_matches(folded, words, n=1, cutoff=0.7)
    return words[close[0]] if close else None


def suggestion(word: str, known: Iterable[str], what: str = "known are") -> str:
    """`did you mean …?` for a near miss, otherwise the first dozen known words."""
    words = tuple(known)
    near = nearest(word, words)
    if near is not None:
        return f"did you mean {near}?"
    more = ", …" if len(words) > 12 else ""
    return f"{what} {', '.join(words[:12])}{more}" if words else "none is known"
