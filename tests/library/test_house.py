"""The house rules as the configuration sets them."""

from __future__ import annotations

import pytest

from hindsite.config import Options, parse_options
from hindsite.errors import ProblemsError
from hindsite.library.house import house
from hindsite.postmortem.schema import HOUSE_RULES


def test_defaults() -> None:
    """Every rule is on; what is asked, is asked of the most serious severity, once published."""
    rules = house(Options())
    assert tuple(name for name, _ in rules.levels) == HOUSE_RULES
    assert {name for name, level in rules.levels if level == "error"} == {"secret"}
    (need,) = rules.sections
    assert (need.severities, need.statuses) == (frozenset({"SEV1"}), frozenset({"published"}))
    assert (rules.before_s, rules.after_s) == (7 * 86_400, 7 * 86_400)


def test_the_most_serious_severity_is_the_sites_own() -> None:
    """Another site's first word, in its spelling."""
    options = parse_options({"severities": ["P0", "P1"]})
    assert house(options).prevented[0].severities == {"P0"}


def test_severities_in_any_case() -> None:
    """Severities are written in any case, as in a header."""
    asked = {"severities": ["sev2", "UNKNOWN"]}
    options = parse_options({"rules": {"preventive-action": asked}})
    assert house(options).prevented[0].severities == {"SEV2", "unknown"}


@pytest.mark.parametrize("name", ["detected", "impact.user", "extra.ticket", "causes.x"])
def test_a_field_that_no_header_has(name: str) -> None:
    """It is told with the nearest key, where the option is."""
    options = parse_options({"rules": {"needed-field": {"ask": [{"fields": [name]}]}}})
    with pytest.raises(ProblemsError, match=f"needed-field.ask: there is no key '{name}'"):
        house(options)


def test_a_field_of_the_sites_own_can_be_asked_for() -> None:
    """What is declared under `extra_fields` is a key, too."""
    asked = {"needed-field": {"ask": [{"fields": ["extra.ticket", "impact.cost"]}]}}
    options = parse_options({"extra_fields": {"ticket": {}}, "rules": asked})
    assert house(options).fields[0].names == ("extra.ticket", "impact.cost")
