"""Durations of one incident."""

from __future__ import annotations

import pytest

from hindsite.postmortem.durations import durations, outage_equivalent
from hindsite.postmortem.reading import Vocabulary, read
from hindsite.postmortem.schema import Postmortem


def incident(*lines: str) -> Postmortem:
    """An incident that starts on 4 June 2023 at 10:00, with more header lines."""
    given = dict(line.split(": ", 1) for line in lines)
    header = {"title": "A", "severity": "SEV1", "timezone": "UTC", "started_at": "2023-06-04 10:00"}
    text = "".join(f"{key}: {value}\n" for key, value in (header | given).items())
    record, problems = read("2023-06-04-a.md", f"---\n{text}---\n".encode(), Vocabulary())
    assert record is not None, problems
    return record


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], {}),
        (["detected_at: 2023-06-04 10:05"], {"detect": 300}),
        (
            ["detected_at: 2023-06-04 10:05", "acknowledged_at: 2023-06-04 10:05:30"],
            {"detect": 300, "acknowledge": 30},
        ),
        (["mitigated_at: 2023-06-04 10:00"], {"mitigate": 0, "impact": 0}),
        (["resolved_at: 2023-06-05 10:00"], {"resolve": 86_400, "impact": 86_400}),
        (
            ["mitigated_at: 2023-06-04 11:00", "resolved_at: 2023-06-04 12:00"],
            {"mitigate": 3_600, "resolve": 7_200, "impact": 3_600},
        ),
        (["mitigated_at: 2023-06-04", "resolved_at: 2023-06-04 12:00"], {"resolve": 7_200}),
        (["started_at: 2023-06-04", "resolved_at: 2023-06-04 12:00"], {}),
        (
            [
                "started_estimated: true",
                "detected_at: 2023-06-04 10:05",
                "resolved_at: 2023-06-04 11:00",
            ],
            {"resolve": 3_600, "impact": 3_600},
        ),
    ],
)
def test_durations(lines: list[str], expected: dict[str, int]) -> None:
    """A duration is known only where both ends are, to the minute; the others are None."""
    found = durations(incident(*lines))
    assert {name: seconds for name, seconds in found.items() if seconds is not None} == expected
    assert list(found) == ["detect", "acknowledge", "mitigate", "resolve", "impact"]


def test_daylight_saving() -> None:
    """A duration over a daylight-saving change is the time that passed."""
    record = incident(
        "timezone: America/New_York",
        "started_at: 2023-06-04 10:00",
        "resolved_at: 2023-11-05 10:00",
    )
    assert durations(record)["resolve"] == 154 * 86_400 + 3_600


def test_outage_equivalent() -> None:
    """An hour for a third of the users is a full outage of a third of an hour."""
    lines = ("resolved_at: 2023-06-04 11:00", "impact: {users_percent: 30}")
    assert outage_equivalent(incident(*lines)) == pytest.approx(1_080)
    assert outage_equivalent(incident(*lines[:1])) is None
    assert outage_equivalent(incident(*lines[1:])) is None
