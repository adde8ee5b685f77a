"""The formats of `hindsite validate` that other tools read."""

from __future__ import annotations

import json

import pytest

from hindsite.commands.formats import FORMATS
from hindsite.errors import Problem
from hindsite.library.checking import Report

PATH = "postmortems/2024-03-05-a b.md"
ERROR = Problem(PATH, 3, 11, "severity", "severity", "error", "expected SEV1, got SEV9; write it")
TWICE = Problem(PATH, 9, 1, "body", "link-target", "warning", "there is no gone.md")
REPORT = Report(1, (ERROR, TWICE, TWICE))


def test_gitlab() -> None:
    """A code quality report: description, rule, severity and place of each problem."""
    found = json.loads(FORMATS["gitlab"](REPORT))
    assert [{key: one[key] for key in one if key != "fingerprint"} for one in found[:2]] == [
        {
            "description": "severity: expected SEV1, got SEV9; write it",
            "check_name": "severity",
            "severity": "major",
            "location": {"path": PATH, "lines": {"begin": 3}},
        },
        {
            "description": "body: there is no gone.md",
            "check_name": "link-target",
            "severity": "minor",
            "location": {"path": PATH, "lines": {"begin": 9}},
        },
    ]


def test_fingerprints() -> None:
    """A problem keeps its fingerprint when it moves, and two alike in one file differ."""
    first = [one["fingerprint"] for one in json.loads(FORMATS["gitlab"](REPORT))]
    assert len(set(first)) == 3
    moved = Problem(
        PATH, 30, 2, *[getattr(ERROR, f) for f in ("field", "rule", "level", "message")]
    )
    assert json.loads(FORMATS["gitlab"](Report(1, (moved,))))[0]["fingerprint"] == first[0]


def test_sarif() -> None:
    """SARIF 2.1.0: each broken rule in words, each result at its line and column."""
    (run,) = json.loads(FORMATS["sarif"](REPORT))["runs"]
    rules = {
        rule["id"]: rule["shortDescription"]["text"] for rule in run["tool"]["driver"]["rules"]
    }
    assert list(rules) == ["link-target", "severity"]
    assert rules["link-target"].endswith(".")
    result = run["results"][0]
    assert result["level"] == "error"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "postmortems/2024-03-05-a%20b.md"},
                "region": {"startLine": 3, "startColumn": 11},
            }
        }
    ]


@pytest.mark.parametrize("name", ["gitlab", "json", "sarif"])
def test_no_problems_are_a_whole_document(name: str) -> None:
    """A clean run still prints what the other tool expects."""
    found = json.loads(FORMATS[name](Report(3, ())))
    assert (found["runs"][0]["results"] if name == "sarif" else found) == []


@pytest.mark.parametrize("name", ["gitlab", "sarif"])
def test_no_escape_sequence_is_passed_on(name: str) -> None:
    """Control characters of a file's values are written out."""
    forged = Problem(PATH, 1, 1, "title", "title", "error", "got '\x1b[2J\u202e'")
    printed = FORMATS[name](Report(1, (forged,)))
    assert "\x1b" not in printed
    assert "u001b" not in printed
    assert "\u202e" not in printed
