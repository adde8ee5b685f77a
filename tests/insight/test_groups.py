from __future__ import annotations

import pytest

from hindsite.errors import HindsiteError
from hindsite.insight.actions import count_actions_by
from hindsite.insight.completeness import completeness_by, incidents_without
from hindsite.insight.filters import EVERYTHING
from hindsite.insight.groups import GROUPED_BY, grouping
from hindsite.insight.impact import impact_by, impact_values
from tests.insight.knowing import knowing, lasting

SAMPLE = knowing(lasting(1, services=("api", "web")), lasting(1, "2023-01-01"))


@pytest.mark.parametrize("dimension", GROUPED_BY)
def test_every_dimension_groups_every_incident(dimension: str) -> None:
    """No incident is lost: it is in a group for each value, or in `unknown`, which is last."""
    group = grouping(dimension)
    sql = f"""
        SELECT {group.part} AS part, count(*) FROM incidents {group.join}
        GROUP BY part ORDER BY {group.order}
    """  # noqa: S608 - made of constants
    rows = SAMPLE.tables.ask(sql)
    assert sum(count for _, count in rows) == (3 if dimension == "service" else 2)
    assert "unknown" not in [part for part, _ in rows[:-1]]


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (
            lambda tables: impact_by(tables, "sevrity", EVERYTHING),
            "there is no dimension 'sevrity'; did you mean severity? Expected one of service, team",
        ),
        (
            lambda tables: completeness_by(tables, "colour", EVERYTHING),
            "there is no dimension 'colour'; Expected one of service, team",
        ),
        (
            lambda tables: count_actions_by(tables, "owners", None),
            "there is no dimension of action items 'owners'; did you mean owner?",
        ),
        (
            lambda tables: impact_values(tables, "user", EVERYTHING),
            "there is no measure of impact 'user'; did you mean users?",
        ),
        (
            lambda tables: incidents_without(tables, "detected", EVERYTHING),
            "there is no field 'detected'; did you mean detected_",
        ),
    ],
)
def test_a_name_that_does_not_exist_is_told_with_those_that_do(ask: object, message: str) -> None:
    """Never a key error from within, nor an empty answer."""
    with pytest.raises(HindsiteError) as caught:
        ask(SAMPLE.tables)  # type: ignore[operator]
    assert str(caught.value).startswith(message)
