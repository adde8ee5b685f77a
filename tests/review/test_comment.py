from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.review.comment import LIMIT, MARKER, RefusedError, checked, comment
from tests.review.forge import GOOD

FORGED = (
    "@octocat look",
    "- [click](https://e.example)",
    "![i](//e.example/i.png)",
    "<img src=x>",
    "https://e.example",
    "see www.e.example",
    "see e.example",
    "GH-1 and JIRA-12",
    "#1",
    "!1",
    "/close",
    "%v1",
    "~bug",
    "[x]: y",
    "| a |",
    "\\`@all\\`",
    "&#64;all",
    "~~~",
    "```",
    "``` x",
    "`a` ``b` @c",
    "`a",
    "a\tb",
    "\u202eabc",
    "a\u2028@all",
    "a\r@all",
    MARKER,
    "*a* _b_",
    "> a",
    "see 1234567890123456789012345678901234567890",
    "see (a1b2c3d)",
)


def test_what_the_check_writes_is_taken() -> None:
    """Plain words, headings, lists and code spans of any content are as they should be."""
    text = f"{GOOD}  - ``a ` @all <b>`` and `https://e.example` 59m to 1h 09m, n 7 to 8 (3)?\n"
    assert checked(text.encode()) == text


@pytest.mark.parametrize("line", FORGED)
def test_what_could_be_more_than_words_is_refused(line: str) -> None:
    """Mentions, links, images, HTML, references, commands: refused with the line's number."""
    with pytest.raises(RefusedError, match="line 3 of the comment has") as refused:
        checked(f"## A\n\n{line}\nmore `code`\n".encode())
    assert str(refused.value).isprintable()


@given(st.text(st.sampled_from("` @<>[]()!\\&#-\nab"), max_size=60))
def test_no_forgery_is_found(text: str) -> None:
    """Text that is taken has nothing outside of its code spans that a forge would act on."""
    try:
        taken = checked(text.encode())
    except RefusedError:
        return
    for line in taken.splitlines():
        outside = "".join(line.split("`")[::2]) if "``" not in line else ""
        assert not set(outside) & set("@<>[]!\\&")


@pytest.mark.parametrize("data", [b"", b"\n", b"\xff", b"a" * (LIMIT + 1)])
def test_what_is_no_comment_is_refused(data: bytes) -> None:
    """Nothing, bytes that are no text, and more than a forge takes."""
    with pytest.raises(RefusedError):
        checked(data)


def test_the_comment_says_where_it_is_from() -> None:
    """The marker first; at the end the run, whose address is linked only where it is one."""
    whole = comment(GOOD, "0123456789", "https://forge.example/o/r/actions/runs/1")
    assert whole.startswith(f"{MARKER}\n## What")
    assert "From the [check](https://forge.example/o/r/actions/runs/1) of `0123456`" in whole
    assert "](" not in comment(GOOD, "0123456789", "https://e.example/) @all (")
