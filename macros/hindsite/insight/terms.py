"""The words of an error message, however it is pasted, and the words that tell incidents apart.

Three readings of a text, each the same in the browser (`view/assets/seen_terms.js`, held to the
same cases): its words as written; its words with everything masked that differs each time (numbers,
ids, times, folders); and its terms, which an index can hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

MASK = "#"
SHORTEST, LONGEST = 3, 40

_WORD = re.compile(r"\w+")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Bounded, so that a long text without a slash is read once and not once a letter.
_FOLDER = re.compile(r"[\w.@+~-]{1,64}[/\\]")
_DIGITS = re.compile(r"[0-9]+")
# A number with a unit, what is left of a written time ("02t10", "123z"), and addresses of memory.
_NUMBER = re.compile(
    r"[0-9]+(?:t[0-9]+|z|ns|us|ms|s|m|h|d|b|k|kb|mb|gb|tb|kib|mib|gib)?|0x[0-9a-f]+"
)
_HEX = re.compile(r"[0-9a-f]{6,}")
# Letters and digits in turn, three changes or more: the random part of a name ("x2x9z").
_MIXED = re.compile(r"[0-9]+[a-z]+[0-9]+[a-z]|[a-z]+[0-9]+[a-z]+[0-9]")
_PART = re.compile(r"_+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def words(text: str) -> list[str]:
    """Every word in order, in lower case; what stands between them does not count."""
    return _WORD.findall(text.lower())


def masked_words(text: str) -> list[str]:
    """The words that stay the same from one occurrence to the next, `#` for those that do not.

    Folders are left out ("/srv/app-7/cache.py" is "cache", "py"), and several `#` are one.
    """
    found: list[str] = []
    for word in words(_FOLDER.sub(" ", _UUID.sub("0", text))):
        masked = MASK if is_passing(word) else _DIGITS.sub(MASK, word)
        if masked != MASK or found[-1:] != [MASK]:
            found.append(masked)
    return found


def is_passing(word: str) -> bool:
    """Whether a word (in lower case) is a number, a time or an id: another one the next time."""
    if word.isalpha():
        return False
    if _NUMBER.fullmatch(word) or _MIXED.match(word):
        return True
    return _HEX.fullmatch(word) is not None and _DIGITS.search(word) is not None


def found_words(text: str) -> list[str]:
    """Every word in order, in the case it is written in, which `terms_of` takes apart by."""
    return _WORD.findall(text)


def terms(text: str) -> set[str]:
    """The words a text can be found by: whole, and the parts of joined ones ("OrderCache")."""
    return terms_of(set(found_words(text)))


def terms_of(written: Iterable[str]) -> set[str]:
    """The same of words as they are written."""
    return set(chain.from_iterable(map(_terms_of, written)))


@lru_cache(maxsize=200_000)
def _terms_of(word: str) -> tuple[str, ...]:
    if is_passing(word.lower()):
        return ()
    parts = _PART.split(word)
    pieces = (word, *parts) if len(parts) > 1 else (word,)
    return tuple({piece.lower() for piece in pieces if _is_term(piece.lower())})


def _is_term(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word[0].isalpha() and not is_passing(word)
