from __future__ import annotations

import json
import time

import pytest

from hindsite.insight.terms import LONGEST, masked_words, terms, words
from tests.conftest import REPOSITORY

# The browser's reading is held to the same cases, see tests/browser/test_seen.py.
CASES = json.loads((REPOSITORY / "tests/cases/seen/words.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] for case in CASES])
def test_a_text_is_read_in_three_ways(case: dict[str, object]) -> None:
    """Words as written, words without what differs each time, and the terms to be found by."""
    text = str(case["text"])
    assert words(text) == case["words"]
    assert masked_words(text) == case["masked"]
    assert sorted(terms(text), key=lambda word: word.encode("utf-16-be")) == case["terms"]


def test_a_stack_trace_line_is_the_same_after_an_edit_above_it() -> None:
    """Another line number, another release's folder and another request make no difference."""
    one = 'File "/srv/app-7/cache.py", line 88, in put, request 7f9c24e83b12'
    other = 'File "/opt/app-8/cache.py", line 1032, in put, request 0aa19b3c99f1'
    assert masked_words(one) == masked_words(other)


def test_a_word_longer_than_any_name_is_no_term() -> None:
    """Encoded data would fill the index and is never asked for."""
    assert terms("a" * LONGEST) == {"a" * LONGEST}
    assert terms("a" * (LONGEST + 1)) == set()


@pytest.mark.parametrize("text", ["a" * 200_000, "/" * 200_000, "a/" * 100_000, "a1" * 100_000])
def test_a_strange_text_is_read_in_time_that_grows_with_its_length(text: str) -> None:
    """No pattern tries again and again."""
    started = time.process_time()
    masked_words(text)
    terms(text)
    assert time.process_time() - started < 5
