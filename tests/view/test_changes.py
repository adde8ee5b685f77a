"""Reports of changes: what is foreign stays text, and the length is kept."""

from __future__ import annotations

import pyromark
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.review.comment import LIMIT, checked, comment
from hindsite.view.changes.parts import Item, Line, Quoted, Report, Section
from hindsite.view.changes.writing import MARKDOWN_LIMIT, as_markdown, as_text, code_span

ATTACKS = (
    "@everyone",
    "`@everyone`",
    "``` `` `",
    "`",
    " ` ",
    "a\n\n# b\n/close\n::error::x",
    "![i](https://e.example/i.png)",
    "<img src=x onerror=alert(1)><!--",
    "https://e.example www.e.example a@e.example GH-1 #1 !1 a/b#1",
    "| a | b |\n|---|---|",
    "\x1b[2J\u202e\u200b\u2028",
    "\\`\\",
    "",
    "   ",
    "&lt;&#64;all",
    "x" * 5000,
)
FOREIGN = st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from(ATTACKS)


def telling(*texts: str) -> Report:
    """A report that says these texts everywhere."""
    quotes = [Quoted(text) for text in texts]
    items = tuple(Item(("Added: ", one), (Line(1, (one, " and ", one)),)) for one in quotes)
    return Report(("Compared with ", *quotes[:1]), (Section("Postmortems", "postmortem", items),))


@given(st.lists(FOREIGN, min_size=1, max_size=4))
def test_foreign_text_stays_text(texts: list[str]) -> None:
    """Whatever a title holds, the Markdown may be posted, and makes no link, image or HTML."""
    written = as_markdown(telling(*texts))
    assert checked(written.encode()) == written
    html = pyromark.html(written, options=pyromark.Options.ENABLE_TABLES)
    tags = {part.split(">")[0].strip("/").split(" ")[0] for part in html.split("<")[1:]}
    assert tags <= {"h2", "h3", "p", "ul", "li", "code"}
    assert html.count("<li>") == 2 * len(texts)


@given(FOREIGN)
def test_a_terminal_is_told_nothing_else(text: str) -> None:
    """In the text form every line is printable, and a title is in one line."""
    lines = as_text(telling(text)).splitlines()
    assert len(lines) == 4
    assert all(line.isprintable() for line in lines)


def test_a_span_is_fenced_by_more_than_it_holds() -> None:
    """Backticks at the ends are kept apart from the fence."""
    assert code_span(Quoted("a`b``c")) == "```a`b``c```"
    assert code_span(Quoted("`a`")) == "`` `a` ``"
    assert code_span(Quoted("")) == "`(empty)`"


@pytest.mark.parametrize("number", [1, 40, 4000])
def test_the_length_is_kept(number: int) -> None:
    """What does not fit is left out in whole items and counted; a short section stays whole."""
    few = Section("Problems", "problem", (Item((Quoted("a"),)),))
    long = tuple(Item((Quoted(f"{n} {'é' * 200}"),)) for n in range(number))
    written = as_markdown(Report(("All",), (few, Section("Figures", "group", long))))
    assert len(written.encode()) <= MARKDOWN_LIMIT
    assert "- `a`\n" in written
    kept = written.count("é`")
    assert ("left out for length" in written) == (kept < number)
    if kept < number:
        assert f"{number - kept:,} groups left out for length" in written
    assert len(written.encode()) > MARKDOWN_LIMIT - 1000 or kept == number
    whole = comment(checked(written.encode()), "0" * 40, "https://forge.example/run/1")
    assert len(whole.encode()) <= LIMIT
