from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.errors import HindsiteError, Problem, ProblemsError, printable

PROBLEM = Problem("postmortems/a.md", 3, 7, "severity", "severity", "error", "is wrong")


def test_a_problem_is_one_line() -> None:
    """`path:line:column: field: message`, with a warning marked as one."""
    assert str(PROBLEM) == "postmortems/a.md:3:7: severity: is wrong"
    warning = Problem("a.md", 1, 1, "body", "link-target", "warning", "leads nowhere")
    assert str(warning) == "a.md:1:1: body: warning: leads nowhere"


def test_a_problem_as_data_has_the_contracts_keys() -> None:
    """The JSON form: these seven keys in this order."""
    assert list(PROBLEM.as_dict().items()) == [
        ("path", "postmortems/a.md"),
        ("line", 3),
        ("column", 7),
        ("field", "severity"),
        ("rule", "severity"),
        ("level", "error"),
        ("message", "is wrong"),
    ]


def test_all_problems_are_carried_in_order() -> None:
    """By path, then by line and column as numbers; the text has a line for each."""
    late = Problem("a.md", 10, 1, "x", "x", "error", "b")
    early = Problem("a.md", 9, 2, "x", "x", "error", "a")
    error = ProblemsError([PROBLEM, late, early])
    assert error.problems == (early, late, PROBLEM)
    assert str(error).splitlines() == [str(early), str(late), str(PROBLEM)]
    assert isinstance(error, HindsiteError)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain – ü 漢", "plain – ü 漢"),
        ("a\nb", "a\\nb"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u2028b", "a\\u2028b"),
        ("\udcff", "\\udcff"),
    ],
)
def test_nothing_speaks_to_the_terminal(text: str, shown: str) -> None:
    """Control, format and line-breaking characters are written as escapes; words are kept."""
    assert printable(text) == shown


@given(st.text())
def test_what_is_printed_is_always_one_printable_line(text: str) -> None:
    """Whatever a file name or a value holds, its message is one line that can be encoded."""
    problem = Problem(text, 1, 1, text, "x", "error", text)
    assert str(problem).isprintable()
    str(problem).encode("utf-8")
