"""An index that a browser asks "have we seen this?": terms and error messages, in many small files.

Only what a pasted text needs is fetched. `index.json` says where each term's file is, which terms
are too common to ask for, and which words lead to an error message; each `part-N.json` holds a run
of terms in alphabetical order with the incidents that have them, and the error messages whose lead
word lies in that run. An incident is a number: its place among the counted ones, the oldest 0, so
that a new incident changes few files.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import sub

from hindsite.insight.terms import MASK, masked_words, words

SCHEMA_VERSION = 1
# Incidents named in one file: about 3 kB of it travel, and a lookup needs a few dozen files.
PART_SIZE = 800
MOST_PARTS = 1_024


@dataclass(frozen=True, slots=True)
class Seen:
    """What is indexed of one incident, the number being its place in the sequence."""

    messages: tuple[str, ...]
    terms: frozenset[str]


def common_limit(count: int) -> int:
    """A term that more of so many incidents have says nothing and is left out."""
    return min(200, max(8, count // 50))


def index_files(seen: Sequence[Seen], salt: str) -> dict[str, str]:
    """The files by name, as JSON; the same incidents give the same bytes.

    `salt` changes with what is published of the incidents elsewhere: the version that a browser
    keeps these files by is made of it too.
    """
    postings, common = _postings(seen)
    messages = _messages(seen)
    led = _led(_leads(messages))
    starts, parts = _parts(postings, messages, led)
    texts = {f"part-{number}": _json(part) for number, part in enumerate(parts)}
    digest = hashlib.sha256("\n".join((salt, *texts.values())).encode())
    index = {
        "schema_version": SCHEMA_VERSION,
        "version": digest.hexdigest()[:16],
        "incidents": len(seen),
        "starts": starts,
        "common": " ".join(_sorted(common)),
        "leads": " ".join(_sorted(led)),
    }
    return {"index": _json(index), **texts}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _sorted(words: Collection[str]) -> list[str]:
    """In the order in which JavaScript compares strings: by UTF-16 units."""
    # Up to U+FFFF that is the order of characters, which needs no key.
    if max(map(max, filter(None, words)), default="") <= "\uffff":
        return sorted(words)
    return sorted(words, key=lambda word: word.encode("utf-16-be", "surrogatepass"))


def _postings(seen: Sequence[Seen]) -> tuple[dict[str, list[int]], set[str]]:
    """Each telling term with the numbers of its incidents, ascending; and the common terms."""
    counts = Counter(chain.from_iterable(one.terms for one in seen))
    limit = common_limit(len(seen))
    common = {term for term, count in counts.items() if count > limit}
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(seen):
        for term in one.terms - common:
            found[term].append(number)
    return found, common


def _messages(seen: Sequence[Seen]) -> dict[str, list[int]]:
    """Each error message with the numbers of its incidents, ascending."""
    found: dict[str, list[int]] = {}
    for number, one in enumerate(seen):
        for message in dict.fromkeys(one.messages):
            found.setdefault(message, []).append(number)
    return dict(sorted(found.items()))


def _leads(messages: Iterable[str]) -> dict[str, str]:
    """The word of each message by which it is found: of those that do not pass, the rarest.

    A text that holds the message holds this word too. A message without any word has none.
    """
    candidates = {message: _lasting(message) for message in messages}
    counts = Counter(word for found in candidates.values() for word in found)
    return {
        message: min(found, key=lambda word: (counts[word], -len(word), word))
        for message, found in candidates.items()
        if found
    }


def _lasting(message: str) -> frozenset[str]:
    written = frozenset(words(message))
    lasting = frozenset(word for word in masked_words(message) if MASK not in word)
    return lasting & written or written


def _led(leads: Mapping[str, str]) -> dict[str, list[str]]:
    """The messages that each word leads to."""
    led: dict[str, list[str]] = {}
    for message, lead in leads.items():
        led.setdefault(lead, []).append(message)
    return led


def _parts(
    postings: Mapping[str, Sequence[int]],
    messages: Mapping[str, Sequence[int]],
    led: Mapping[str, Sequence[str]],
) -> tuple[list[str], list[dict[str, dict[str, object]]]]:
    """The first word of each part, and the parts: runs of words that name about as many incidents.

    Numbers are written as steps from the one before.
    """
    total = len(led) + sum(map(len, postings.values()))
    size = max(PART_SIZE, -(-total // MOST_PARTS))
    starts: list[str] = []
    parts: list[dict[str, dict[str, object]]] = []
    filled = size
    for word in _sorted(postings.keys() | led.keys()):
        if filled >= size:
            starts.append(word)
            parts.append({"terms": {}, "messages": {}})
            filled = 0
        if numbers := postings.get(word):
            parts[-1]["terms"][word] = _steps(numbers)
            filled += len(numbers)
        for message in led.get(word, ()):
            parts[-1]["messages"][message] = [word, _steps(messages[message])]
            filled += 1
    return starts, parts


def _steps(numbers: Sequence[int]) -> list[int]:
    if len(numbers) == 1:
        return [numbers[0]]
    return [numbers[0], *map(sub, numbers[1:], numbers)]
