from __future__ import annotations

import json
from bisect import bisect_right
from itertools import accumulate
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hindsite.insight.seen_index import PART_SIZE, Seen, common_limit, index_files
from hindsite.insight.terms import words


def seen(*messages: str, terms: str = "") -> Seen:
    """An incident with these error messages and terms."""
    return Seen(messages, frozenset(terms.split()))


def read(incidents: list[Seen]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The index and its parts, as a browser reads them."""
    files = {name: json.loads(text) for name, text in index_files(incidents, "").items()}
    index = files.pop("index")
    assert list(files) == [f"part-{number}" for number in range(len(index["starts"]))]
    return index, list(files.values())


def part_of(index: dict[str, Any], word: str) -> int:
    """Where a word is looked for."""
    keys = [start.encode("utf-16-be") for start in index["starts"]]
    return bisect_right(keys, word.encode("utf-16-be")) - 1


def test_a_term_leads_to_its_incidents() -> None:
    """Numbers are steps from one to the next, so that they stay small."""
    index, (part,) = read([seen(terms="disk raft"), seen(), seen(terms="raft")])
    assert part["terms"] == {"disk": [0], "raft": [0, 2]}
    assert (index["incidents"], index["starts"], index["common"]) == (3, ["disk"], "")


def test_a_term_of_many_is_named_as_common_and_left_out() -> None:
    """It would make the files large and say nothing."""
    count = common_limit(0) + 1
    index, (part,) = read([seen(terms=f"timeout own{n}") for n in range(count)])
    assert index["common"] == "timeout"
    assert "timeout" not in part["terms"]


def test_an_error_message_is_found_by_its_rarest_lasting_word() -> None:
    """Numbers and ids pass, so they lead only where there is nothing else."""
    messages = ("timeout in orders", "timeout in ledgerstore 42", "502")
    index, (part,) = read([seen(*messages), seen("timeout in orders")])
    assert part["messages"] == {
        "timeout in orders": ["orders", [0, 1]],
        "timeout in ledgerstore 42": ["ledgerstore", [0]],
        "502": ["502", [0]],
    }
    assert index["leads"] == "502 ledgerstore orders"


def test_a_message_without_a_word_leads_nowhere() -> None:
    """It is on the page's list, and cannot be looked up."""
    index, parts = read([seen("!!!")])
    assert (index["leads"], parts) == ("", [])


def test_a_large_index_is_cut_into_parts_of_one_size() -> None:
    """Each holds a run of words; one more word than fits begins the next."""
    index, parts = read([seen(terms=f"word{n:05}") for n in range(PART_SIZE + 1)])
    assert index["starts"] == ["word00000", f"word{PART_SIZE:05}"]
    assert [len(part["terms"]) for part in parts] == [PART_SIZE, 1]


def test_the_version_follows_the_content_and_the_salt() -> None:
    """The same incidents give the same bytes; details that changed change the version."""
    incidents = [seen("a b", terms="disk raft zone")]
    assert index_files(incidents, "1") == index_files(list(incidents), "1")
    assert index_files(incidents, "1")["index"] != index_files(incidents, "2")["index"]


TEXTS = st.text(max_size=30)
INCIDENTS = st.lists(
    st.builds(Seen, st.lists(TEXTS, max_size=3).map(tuple), st.frozensets(TEXTS, max_size=5)),
    max_size=12,
)


@given(INCIDENTS)
def test_everything_is_found_where_it_is_looked_for(incidents: list[Seen]) -> None:
    """Every term and message, in any script, stands in the part that its word leads to."""
    index, parts = read(incidents)
    common = set(index["common"].split(" "))
    for number, one in enumerate(incidents):
        for term in one.terms - common:
            steps = parts[part_of(index, term)]["terms"][term]
            assert number in accumulate(steps)
        for message in one.messages:
            if not words(message):
                continue
            (lead, steps), *more = [
                part["messages"][message] for part in parts if message in part["messages"]
            ]
            assert more == []
            assert message in parts[part_of(index, lead)]["messages"]
            assert lead in words(message)
            assert lead in index["leads"].split(" ")
            assert number in accumulate(steps)
