"""Edits of a text, told by the words they look for: words that are not there are an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

Edit = Callable[[str], str]
"""From one text to the next; raises ValueError where the text is not as expected."""


def replaced(old: str, new: str) -> Edit:
    """Put `new` in the place of `old`, which has to stand there once."""

    def edit(text: str) -> str:
        if text.count(old) != 1:
            raise ValueError(f"expected {old!r} once, found it {text.count(old)} times")
        return text.replace(old, new)

    return edit


def line(pattern: str, new: str | None) -> Edit:
    """Put `new` in the place of the one line that matches a regular expression; None drops it."""

    def edit(text: str) -> str:
        lines = text.split("\n")
        found = [number for number, one in enumerate(lines) if re.fullmatch(pattern, one)]
        if len(found) != 1:
            raise ValueError(f"expected one line {pattern!r}, found {len(found)}")
        lines[found[0] : found[0] + 1] = [] if new is None else [new]
        return "\n".join(lines)

    return edit


def without_lines(pattern: str) -> Edit:
    """Drop every line in which a regular expression is found."""
    return lambda text: "".join(
        one for one in text.splitlines(keepends=True) if not re.search(pattern, one)
    )


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits, in their order."""
    for edit in edits:
        text = edit(text)
    return text
