"""Jira's older markup, as Markdown: headings, lists, code and quotes; all else stands as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hindsite.importers.source import clean, escaped

_HEADING = re.compile(r"\s*h([1-6])\.\s+(\S.*)")
_ITEM = re.compile(r"\s*([*#-]{1,10})\s+(\S.*)")
_VERBATIM = re.compile(r"\s*\{(code|noformat)(?::([^}\n]{0,100}))?\}(.*)")
_QUOTE = re.compile(r"\s*bq\.\s+(\S.*)")
_LINK = re.compile(r"\\\[([^\\|\]\n]{1,300})\|(https?://[^\s\]|\\]{1,1000})\\\]")
_BOLD = re.compile(r"(?<![\w*\\])\\\*(?=\S)([^*\n]{1,200}?)(?<=[^\s\\])\\\*(?![\w*])")


def markdown(text: str) -> str:
    """The text as Markdown."""
    written: list[str] = []
    for line in _lines(clean(text).split("\n")):
        if line is not None:
            written.append(line)
        elif written and written[-1]:
            written.append("")
    return "\n".join(written)


def _lines(lines: list[str]) -> Iterator[str | None]:
    """The lines; None is an empty one, unless one is there already."""
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        begun = _VERBATIM.fullmatch(line)
        if begun is not None:
            inside, at = _until(lines, at, f"{{{begun[1]}}}", begun[3])
            yield from _fenced(inside, begun[2] or "")
        elif heading := _HEADING.fullmatch(line):
            yield from (None, f"{'#' * int(heading[1])} {_inline(heading[2])}", None)
        elif item := _ITEM.fullmatch(line):
            indent = "   " * (len(item[1]) - 1)
            yield f"{indent}{'1.' if item[1][-1] == '#' else '-'} {_inline(item[2])}"
        elif quote := _QUOTE.fullmatch(line):
            yield from (None, f"> {_inline(quote[1])}", None)
        else:
            yield _inline(line) or None


def _until(lines: list[str], at: int, end: str, first: str) -> tuple[list[str], int]:
    """The lines up to the closing mark, what stands beside the marks among them."""
    inside = [first] if first.strip() else []
    if first.strip().endswith(end):
        return [first.strip().removesuffix(end)], at
    while at < len(lines):
        before, found, after = lines[at].partition(end)
        at += 1
        if found:
            inside += [one for one in (before, after) if one.strip()]
            break
        inside.append(before)
    return inside, at


def _fenced(lines: list[str], language: str) -> Iterator[str | None]:
    text = "\n".join(lines)
    fence = "`" * max(3, max(map(len, re.findall("`+", text)), default=0) + 1)
    word = language.partition("|")[0]
    if language and not re.fullmatch(r"[A-Za-z0-9+#]{1,20}", language):
        yield from (None, escaped(language))
        word = ""
    yield from (None, f"{fence}{word}", text, fence, None)


def _inline(text: str) -> str:
    """A line's own marks: bold words, and links with a text."""
    return _BOLD.sub(r"**\1**", _LINK.sub(r"[\1](\2)", escaped(text)))
