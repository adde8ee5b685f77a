from __future__ import annotations

import pytest

from hindsite.view.links import Links, explore_filtered


@pytest.mark.parametrize(
    ("filters", "address"),
    [
        ({"cause": "deploy"}, "explore/?cause=deploy"),
        ({"cause": ["a", "b"], "year": 2024}, "explore/?cause=a&cause=b&year=2024"),
        ({"q": "a & b"}, "explore/?q=a+%26+b"),
        ({"extra.tier": "gold"}, "explore/?extra.tier=gold"),
    ],
)
def test_a_filtered_list_has_an_address(filters: dict[str, str], address: str) -> None:
    """Names as everywhere, a name repeated for several values, escaped as addresses are."""
    assert explore_filtered(**filters) == address


def test_an_address_of_another_site_stays_as_it_is() -> None:
    """One of this site is written from the page on."""
    assert Links("../").anywhere("submit/") == "../submit/"
    assert Links("../").anywhere("https://x.example.org/") == "https://x.example.org/"
