from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hindsite.insight.similar import (
    MOST_NEIGHBOURS,
    Similar,
    Telling,
    find_similar,
    rare_limit,
    section_text,
    telling_terms,
)
from tests.conftest import COSTLY
from tests.insight.knowing import lasting

BODY = """Before any section.

## Summary

The shard was full.

## Root cause ##

Compaction of the `ledger_store`. Compaction again, compaction.

### Deeper

Still the cause.

## Lessons learned

Buy a whiteboard.
"""


def told(*marked: str, also: str = "") -> Telling:
    """An incident that insists on some words and has others."""
    own = frozenset(marked)
    return Telling(own | frozenset(also.split()), own)


def test_sections_are_found_by_their_headings() -> None:
    """A section runs to the next heading of its level; a site's own headings count."""
    assert "Still the cause." in section_text(BODY, ("causes",), {})
    assert "whiteboard" not in section_text(BODY, ("summary", "causes"), {})
    assert "whiteboard" in section_text(BODY, ("causes",), {"causes": ("lessons learned",)})
    assert section_text(BODY, ("detection",), {}) == ""


def test_terms_are_of_what_tells_an_incident_apart() -> None:
    """Summary, causes, code and title; not the lessons. What is said thrice is marked."""
    incident = replace(lasting(1), title="Full shard", body=BODY)
    (found,) = telling_terms({}, [incident])
    assert {"shard", "compaction", "ledger", "ledger_store", "deeper"} <= found.terms
    assert "whiteboard" not in found.terms
    assert {"shard", "compaction", "ledger_store"} <= found.marked
    assert "again" not in found.marked


def test_two_shared_rare_words_make_incidents_similar() -> None:
    """One is chance; what everybody says is not rare, even where few insist on it."""
    ids = ["a", "b", "c", *(f"x{n}" for n in range(20))]
    common = [told(also="timeout") for _ in range(20)]
    found = find_similar(
        ids,
        [
            told("regex", "backtracking", "timeout"),
            told("regex", "backtracking", "timeout"),
            told("regex", "timeout"),
            *common,
        ],
    )
    assert found == {
        "a": (Similar("b", ("backtracking", "regex")),),
        "b": (Similar("a", ("backtracking", "regex")),),
    }


def test_rarer_words_weigh_more_and_ties_keep_the_order() -> None:
    """The most alike first; of equals the one that comes first."""
    ids = ["own", "tie1", "tie2", "rare"]
    found = find_similar(
        ids,
        [
            told("bgp", "router", "leap", "second"),
            told("bgp", "router"),
            told("bgp", "router"),
            told("leap", "second"),
        ],
    )
    assert [one.id for one in found["own"]] == ["rare", "tie1", "tie2"]


def test_nothing_shared_is_nothing_similar() -> None:
    """An empty collection, and one where no word is said twice."""
    assert find_similar([], []) == {}
    assert find_similar(["a", "b"], [told("x"), told("y")]) == {}


TELLINGS = st.lists(st.frozensets(st.sampled_from("abcdefghij"), max_size=6), max_size=14)


@COSTLY
@given(TELLINGS)
def test_likeness_is_mutual_and_says_why(words: list[frozenset[str]]) -> None:
    """Whatever the words: shared by both, rare, at least two, and never the incident itself."""
    ids = [f"i{number}" for number in range(len(words))]
    own = dict(zip(ids, words, strict=True))
    found = find_similar(ids, [Telling(one, one) for one in words])
    for id_, others in found.items():
        assert 1 <= len(others) <= MOST_NEIGHBOURS
        for other in others:
            assert other.id != id_
            assert len(other.words) >= 2
            assert set(other.words) <= own[id_] & own[other.id]
            assert all(
                sum(word in one for one in words) <= rare_limit(len(ids)) for word in other.words
            )
    assert found == find_similar(ids, [Telling(one, one) for one in words])
