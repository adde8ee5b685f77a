"""The header's JSON Schema."""

from __future__ import annotations

import re
from typing import Any

import pytest

from hindsite.postmortem.header import REQUIRED, Header, header_json_schema
from tests.postmortem.test_reading import VOCABULARY

SCHEMA = header_json_schema(VOCABULARY)


def test_every_field_is_described() -> None:
    """The schema has each field of the header, with the description that stands beside it."""
    assert list(SCHEMA["properties"]) == list(Header.model_fields)
    assert all(field["description"] for field in SCHEMA["properties"].values())


def test_what_is_required() -> None:
    """Three fields are required, cannot be empty, and no unknown key is allowed."""
    assert SCHEMA["required"] == list(REQUIRED)
    assert SCHEMA["additionalProperties"] is False
    assert not any("anyOf" in SCHEMA["properties"][name] for name in REQUIRED)


def test_the_sites_words() -> None:
    """Causes, triggers, services, severities and extra fields are the site's own."""
    fields: dict[str, Any] = SCHEMA["properties"]
    assert fields["causes"]["items"]["enum"] == ["code-defect", "race-condition"]
    assert fields["trigger"]["anyOf"][0]["enum"] == ["code-release", "load"]
    assert fields["services"]["items"]["enum"] == ["order-api", "web-app"]
    assert set(fields["extra"]["properties"]) == set(VOCABULARY.extra_fields)


@pytest.mark.parametrize(
    ("severity", "allowed"), [("SEV1", True), ("sev1", True), ("Unknown", True), ("SEV9", False)]
)
def test_severity_in_any_case(severity: str, allowed: bool) -> None:  # noqa: FBT001 - a case
    """A severity is matched in any case."""
    pattern = SCHEMA["properties"]["severity"]["pattern"]
    assert bool(re.search(pattern, severity)) == allowed
