"""Jira's older markup, as Markdown: headings, lists, tables, code, quotes, panels, words in colour.

What is none of these stands as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hindsite.importers.source import clean, code, escaped

_HEADING = re.compile(r"\s*h([1-6])\.\s+(\S.*)")
_ITEM = re.compile(r"\s*([*#-]{1,10})\s+(\S.*)")
_VERBATIM = re.compile(r"\s*\{(code|noformat)(?::([^}\n]{0,100}))?\}(.*)")
_BOX = re.compile(r"\s*\{(panel|quote|info|note|tip|warning)(?::([^}\n]{0,200}))?\}(.*)")
_ROW = re.compile(r"\s*\|(\|)?.*\|\s*")
_RULE = re.compile(r"\s*-{4,}\s*")
_MONO = re.compile(r"\{\{(.{1,300}?)\}\}|\{(noformat|code)\}(.{1,1000}?)\{\2\}")
_COLOUR = re.compile(r"\{color(?::(?:[a-z]{1,20}|#?[0-9A-Fa-f]{3,8}))?\}")
_USER = re.compile(r"\[~(?:accountid:)?([^\]\n|]{1,100})\]")
_PLAIN_LINK = re.compile(r"\\\[(https?://[^\s\]|\\<>]{1,1000})\\\]")
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
    at, numbers = 0, list[tuple[str, int]]()
    while at < len(lines):
        line = lines[at]
        at += 1
        numbers = numbers if _ITEM.fullmatch(line) else []
        begun = _VERBATIM.fullmatch(line)
        if begun is not None:
            inside, at = _until(lines, at, f"{{{begun[1]}}}", begun[3])
            yield from _fenced(inside, begun[2] or "")
        elif (box := _BOX.fullmatch(line)) and f"{{{box[1]}}}" in "\n".join([box[3], *lines[at:]]):
            inside, at = _until(lines, at, f"{{{box[1]}}}", box[3])
            yield from _boxed(inside, box[2] or "")
        elif _ROW.fullmatch(line):
            rows = [line]
            while at < len(lines) and _ROW.fullmatch(lines[at]):
                rows.append(lines[at])
                at += 1
            yield from (None, *_table(rows), None)
        elif _RULE.fullmatch(line):
            yield from (None, "---", None)
        elif heading := _HEADING.fullmatch(line):
            yield from (None, f"{'#' * int(heading[1])} {_inline(heading[2])}", None)
        elif item := _ITEM.fullmatch(line):
            indent = "   " * (len(item[1]) - 1)
            numbers = _counted(numbers, item[1])
            mark = f"{numbers[-1][1]}." if item[1][-1] == "#" else "-"
            yield f"{indent}{mark} {_inline(item[2])}"
        elif quote := _QUOTE.fullmatch(line):
            yield from (None, f"> {_inline(quote[1])}", None)
        else:
            yield _inline(line) or None


def _counted(before: list[tuple[str, int]], marks: str) -> list[tuple[str, int]]:
    """How far the lists have come at an item, by level: another mark begins another list."""
    above = before[: len(marks) - 1]
    above += [("", 0)] * (len(marks) - 1 - len(above))
    kind, number = before[len(marks) - 1] if len(before) >= len(marks) else ("", 0)
    return [*above, (marks[-1], number + 1 if kind == marks[-1] else 1)]


def _until(lines: list[str], at: int, end: str, first: str) -> tuple[list[str], int]:
    """The lines up to the closing mark, what stands beside the marks among them."""
    inside = [first] if first.strip() else []
    if end in first:
        before, _, after = first.partition(end)
        lines[at:at] = [after] if after.strip() else []
        return [before], at
    while at < len(lines):
        before, found, after = lines[at].partition(end)
        at += 1
        if found:
            inside += [one for one in (before, after) if one.strip()]
            break
        inside.append(before)
    return inside, at


def _boxed(lines: list[str], settings: str) -> Iterator[str | None]:
    """A panel or a quote as a quote, its title in bold; its other settings are words above it."""
    title = re.search(r"(?:^|\|)title=([^|]*)", settings)
    rest = "|".join(one for one in settings.split("|") if not one.startswith("title="))
    inside = [f"**{escaped(title[1].strip())}**", ""] if title and title[1].strip() else []
    inside += [line or "" for line in _lines(lines)]
    yield from (None, f"<!-- {_quiet(rest)} -->" if rest else None, None)
    yield from (f"> {line}".rstrip() for line in inside)
    yield None


def _quiet(text: str) -> str:
    """A text that ends no comment."""
    return re.sub(r"-(?=-)|-$", "- ", text).replace(">", "›")


def _table(rows: list[str]) -> Iterator[str]:
    """Rows of `||head||` and `|cell|` as a table; one without a head gets an empty one."""
    cells = [_cells(row) for row in rows]
    width = max(map(len, cells))
    headed = rows[0].lstrip().startswith("||")
    for number, row in enumerate(cells if headed else [[""] * width, *cells]):
        yield f"| {' | '.join([*row, *[''] * (width - len(row))])} |"
        if number == 0:
            yield f"|{' --- |' * width}"


def _cells(row: str) -> list[str]:
    """The cells of a row; the bar within a link parts none."""
    row = re.sub(r"\[[^\[\]\n|]{1,300}\|[^\[\]\n|]{1,1000}\]", _kept_bar, row.strip())
    parts = re.split(r"\|\|?", row.strip("|"))
    return [
        re.sub(r"(?<!\\)\|", r"\\|", _inline(part.replace("\0", "|").strip())) for part in parts
    ]


def _kept_bar(found: re.Match[str]) -> str:
    return found[0].replace("|", "\0")


def _fenced(lines: list[str], language: str) -> Iterator[str | None]:
    text = "\n".join(lines)
    fence = "`" * max(3, max(map(len, re.findall("`+", text)), default=0) + 1)
    word = language.partition("|")[0]
    if language and not re.fullmatch(r"[A-Za-z0-9+#]{1,20}", language):
        yield from (None, escaped(language))
        word = ""
    yield from (None, f"{fence}{word}", text, fence, None)


def _inline(text: str) -> str:
    """A line's own marks: bold and monospaced words, links with a text, people."""
    written, at = [], 0
    text = _USER.sub(r"@\1", _COLOUR.sub("", text))
    for mono in _MONO.finditer(text):
        written += [_marked(text[at : mono.start()]), code(mono[1] or mono[3])]
        at = mono.end()
    return "".join([*written, _marked(text[at:])])


def _marked(text: str) -> str:
    if not text.strip():
        return text
    linked = _LINK.sub(r"[\1](\2)", escaped(text) + text[len(text.rstrip()) :])
    return _BOLD.sub(r"**\1**", _PLAIN_LINK.sub(r"<\1>", linked))
