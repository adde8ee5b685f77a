"""Lines of Markdown on their way from a source into a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_WORD = re.compile(r"\w+")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_CELL = re.compile(r"(?<!\\)\|")


class Line(NamedTuple):
    """A line and its number in the source, from 1."""

    number: int
    text: str


def words(text: str) -> set[str]:
    """The words of a text."""
    return set(_WORD.findall(text))


def lost(lines: Iterable[Line], *texts: str) -> Iterator[tuple[str, str]]:
    """Lines with a word that none of the texts has, as `source.kept` takes them.

    The texts are Markdown: a backslash before a mark parts no word.
    """
    known = set[str]()
    for text in texts:
        known |= words(text) | words(_ESCAPE.sub(r"\1", text))
    for line in lines:
        if not known.issuperset(_WORD.findall(line.text)):
            yield f"line {line.number}", line.text


def opens_fence(text: str) -> bool:
    """Whether a line begins a fenced block."""
    return _FENCE.match(text) is not None


def fence_after(fence: str, text: str) -> str:
    """The fence that is open after a line, where `fence` was open before it; empty for none."""
    found = _FENCE.match(text)
    if not fence:
        return found[1] if found else ""
    closes = found is not None and found[1].startswith(fence) and text.strip() == found[1]
    return "" if closes else fence


def cells(row: str) -> list[str]:
    """The cells of a table's row, as they are written."""
    return _CELL.split(row.strip().removeprefix("|").removesuffix("|"))


def joined(lines: Sequence[str]) -> str:
    """Lines as a text without empty ones at its ends or, outside code, two of them in a row."""
    return "\n".join(_spaced(lines)).strip("\n")


def _spaced(lines: Sequence[str]) -> Iterator[str]:
    before, fence = "", ""
    for line in lines:
        if fence or line.strip() or before.strip():
            yield line.rstrip() if not fence else line
        fence = fence_after(fence, line)
        before = line
