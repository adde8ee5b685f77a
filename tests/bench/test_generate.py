from __future__ import annotations

from collections.abc import Iterable

import yaml

from bench.build_time import without_search
from bench.generate import Outline, Vocabulary, postmortem, vocabulary
from hindsite.postmortem.reading import Vocabulary as Allowed
from hindsite.postmortem.reading import read
from tests.conftest import REPOSITORY


def sample(count: int, seed: int = 7) -> Iterable[tuple[Outline, str]]:
    """The first generated postmortems of a collection."""
    words: Vocabulary = vocabulary(REPOSITORY)
    return [postmortem(seed, number, count - 1, words) for number in range(count)]


def test_generated_postmortems_are_valid() -> None:
    """The measured collection is one that the engine accepts without a word."""
    for this, text in sample(40):
        record, problems = read(f"postmortems/{this.path}", text.encode(), Allowed())
        assert problems == ()
        assert record is not None
        assert (len(record.timeline), len(record.actions)) == (12, 4)


def test_generated_postmortems_have_the_promised_length() -> None:
    """About 900 words each, so that figures of different days can be compared."""
    lengths = [len(text.split()) for _, text in sample(40)]
    assert 850 <= sum(lengths) / len(lengths) <= 1000


def test_the_same_seed_gives_the_same_bytes() -> None:
    """A measurement can be repeated on the same collection; another seed gives another one."""
    assert sample(5) == sample(5)
    assert sample(5) != sample(5, seed=8)


def test_links_between_generated_postmortems_lead_somewhere() -> None:
    """Related ids and links name postmortems of the same collection."""
    written = {this.id for this, _ in sample(40)}
    for _, text in sample(40):
        header = yaml.safe_load(text.split("---\n")[1])
        assert {*header["related"], *header.get("recurrence_of", [])} <= written


def test_search_is_taken_out_of_any_configuration() -> None:
    """Plain names, options and mappings alike; what is not search stays, tags included.

    The theme's plugin goes, and hindsite's own search is switched off.
    """
    written = without_search(
        "plugins:\n  - search\n  - material/search: {lang: en}\n  - hindsite: {}\n"
        "format: !!python/name:a.b\n"
    )
    assert yaml.compose(written) is not None
    assert "!!python/name:a.b" in written
    plugins = yaml.safe_load(written.partition("format:")[0])["plugins"]
    assert plugins == [{"hindsite": {"search": False}}]
    plain = yaml.safe_load(without_search("plugins:\n  search: {}\n  hindsite: {page_size: 50}\n"))
    assert plain["plugins"] == {"hindsite": {"page_size": 50, "search": False}}
    named = yaml.safe_load(without_search("plugins: [hindsite, macros]\n"))
    assert named["plugins"] == [{"hindsite": {"search": False}}, "macros"]
