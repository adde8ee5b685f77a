"""Incidents alike by the rare words they share: terms of each, and the nearest of all in one query.

Rare words say what two incidents have in common that a cause or a service does not: a component, an
error, a name. An incident is compared by its rarest terms, each weighing ln(N / n), where
n of the N incidents have it (inverse document frequency, Sparck Jones 1972); a pair's likeness is
the sum over the terms both have. Two shared terms are the least: one alone is often chance.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import duckdb

from hindsite.insight.terms import found_words, terms, terms_of
from hindsite.postmortem.schema import Postmortem, SectionName
from hindsite.postmortem.sections import HEADINGS

Aliases = Mapping[SectionName, tuple[str, ...]]
TELLING: tuple[SectionName, ...] = ("summary", "impact", "causes", "detection")
MOST_NEIGHBOURS = 3
LEAST_SHARED = 2
MARKED_FROM = 3
# Of so many rare terms an incident is known; more make the same pairs at several times the cost.
RAREST = 24

_HEADING = re.compile(r"^##[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_CODE = re.compile(r"`+([^`]+)`+")

# p(incident, term, weight); a pair counts once in each direction.
_NEIGHBOURS = f"""
WITH weighed AS (
    SELECT incident, term, ln(? / count(*) OVER (PARTITION BY term)) AS weight FROM p
)
SELECT a.incident, b.incident AS other, list(a.term ORDER BY a.weight DESC, a.term) AS shared
FROM weighed a JOIN weighed b ON a.term = b.term AND a.incident <> b.incident
GROUP BY a.incident, b.incident
HAVING count(*) >= {LEAST_SHARED}
QUALIFY row_number() OVER (
    PARTITION BY a.incident ORDER BY round(sum(a.weight), 6) DESC, b.incident
) <= {MOST_NEIGHBOURS}
ORDER BY a.incident, round(sum(a.weight), 6) DESC, b.incident
"""  # noqa: S608 - both numbers are constants


@dataclass(frozen=True, slots=True)
class Telling:
    """An incident's terms; `marked` are those it insists on: title, error, code, said thrice."""

    terms: frozenset[str]
    marked: frozenset[str]


@dataclass(frozen=True, slots=True)
class Similar:
    """Another incident, and the rare words shared with it, the rarest first."""

    id: str
    words: tuple[str, ...]


def section_text(body: str, names: tuple[SectionName, ...], aliases: Aliases) -> str:
    """The Markdown of some sections, found by their headings' lines alone; "" without any.

    Parsing a body costs a hundred times more, and only words are wanted.
    """
    known = _headings(names, tuple(aliases.items()))
    parts = _HEADING.split(body)
    return "\n".join(
        text
        for heading, text in zip(parts[1::2], parts[2::2], strict=True)
        if _folded(heading) in known
    )


@lru_cache(maxsize=64)
def _headings(
    names: tuple[SectionName, ...], aliases: tuple[tuple[SectionName, tuple[str, ...]], ...]
) -> frozenset[str]:
    also = dict(aliases)
    return frozenset(
        _folded(one) for name in names for one in (*HEADINGS[name], *also.get(name, ()))
    )


def _folded(heading: str) -> str:
    return " ".join(heading.casefold().split()).rstrip(":. ")


def telling_terms(aliases: Aliases, postmortems: Sequence[Postmortem]) -> list[Telling]:
    """Each incident's terms, of what tells it from others.

    That is title, impact, error messages, the sections on what happened and why, and all code.
    """
    return [_telling(postmortem, aliases) for postmortem in postmortems]


def _telling(postmortem: Postmortem, aliases: Aliases) -> Telling:
    head = "\n".join((postmortem.title, *postmortem.signatures, *_CODE.findall(postmortem.body)))
    prose = section_text(postmortem.body, TELLING, aliases)
    counts = Counter(found_words(f"{postmortem.impact.summary or ''}\n{prose}"))
    marked = terms(head)
    marked |= terms_of(_repeated(counts))
    return Telling(frozenset(terms_of(counts) | marked), frozenset(marked))


def _repeated(counts: Mapping[str, int]) -> list[str]:
    """The words written often; at the beginning of a sentence a word is the same word."""
    often = [word for word, count in counts.items() if count >= MARKED_FROM]
    for word, count in counts.items():
        if word[0] >= "A" and not word.islower() and word == word.capitalize():
            small = counts.get(word.lower(), 0)
            if small and count + small >= MARKED_FROM:
                often.append(word.lower())
    return often


def rare_limit(count: int) -> int:
    """How many of so many incidents may have a term that likeness counts on."""
    return min(50, max(6, count // 20))


def find_similar(ids: Sequence[str], told: Sequence[Telling]) -> dict[str, tuple[Similar, ...]]:
    """For each id the incidents most like it, the most alike first; ties in the order of `ids`."""
    rows, vocabulary = _rarest(told)
    found: dict[str, list[Similar]] = {}
    for incident, other, shared in _neighbours(rows):
        words = tuple(vocabulary[term] for term in shared)
        found.setdefault(ids[incident], []).append(Similar(ids[other], words))
    return {id_: tuple(similar) for id_, similar in found.items()}


def _rarest(told: Sequence[Telling]) -> tuple[list[list[int]], list[str]]:
    """Each incident's rarest marked terms as places in a vocabulary in alphabetical order."""
    counts = Counter(chain.from_iterable(one.terms for one in told))
    limit = rare_limit(len(told))
    vocabulary = sorted(term for term, count in counts.items() if 2 <= count <= limit)
    places = {term: place for place, term in enumerate(vocabulary)}
    chosen = (
        sorted(one.marked & places.keys(), key=lambda term: (counts[term], term)) for one in told
    )
    return [[places[term] for term in own[:RAREST]] for own in chosen], vocabulary


def _neighbours(rows: Sequence[Sequence[int]]) -> list[tuple[int, int, list[int]]]:
    if not any(rows):
        return []
    connection = duckdb.connect(
        ":memory:", config={"threads": "1", "enable_external_access": "false"}
    )
    try:
        connection.execute(
            "CREATE TABLE p AS SELECT incident, unnest(terms) AS term FROM (SELECT "
            "unnest(range(len(l)))::INTEGER AS incident, unnest(l) AS terms "
            """FROM (SELECT from_json(?::JSON, '[["INTEGER"]]') AS l))""",
            [json.dumps(rows)],
        )
        return connection.execute(_NEIGHBOURS, [float(len(rows))]).fetchall()
    finally:
        connection.close()
