"""A report of changes as text for a terminal, and as Markdown that is safe to post.

In the Markdown every foreign word stands in a code span, where neither GitHub nor GitLab reads a
mention, a link, an image, HTML, a reference or a command. The report's own words hold none of the
characters that could begin one. So the text can be checked for being harmless by whoever posts it,
without knowing who wrote it (see `hindsite.review.comment`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hindsite.errors import printable
from hindsite.view import words
from hindsite.view.changes.parts import Item, Quoted, Report, Section, Words

# GitHub takes 65,536 characters; a marker and a note are added by whoever posts it.
MARKDOWN_LIMIT = 64_000
LONGEST_QUOTE = 300

_BACKTICKS = re.compile("`+")


def as_text(report: Report) -> str:
    """The report for a terminal, nothing left out; what is not printable is escaped."""
    blocks = [_text_words(report.summary)]
    for section in report.sections:
        blocks.append(section.title)
        blocks.extend(_text_item(item) for item in section.items)
    return "\n".join(blocks) + "\n"


def _text_item(item: Item) -> str:
    lines = [f"  {_text_words(item.head)}"]
    lines += [f"{'  ' * (line.level + 1)}{_text_words(line.words)}" for line in item.lines]
    return "\n".join(lines)


def _text_words(pieces: Words) -> str:
    return "".join(one if isinstance(one, str) else printable(_cut(one.text)) for one in pieces)


def as_markdown(report: Report, limit: int = MARKDOWN_LIMIT) -> str:
    """The report as Markdown of at most `limit` bytes; what is left out for length is counted.

    Each section has an equal share of the room, and what one does not need the others get.
    """
    written = [[_markdown_item(item) for item in section.items] for section in report.sections]
    head = f"## What this request changes\n\n{_markdown_words(report.summary)}\n"
    # Room for the titles and, in each section, for the sentence on what is left out.
    frame = sum(len(section.title.encode()) + 120 for section in report.sections)
    kept = _fitting(written, limit - len(head.encode()) - frame)
    parts = [head]
    for section, items, shown in zip(report.sections, written, kept, strict=True):
        parts.append(f"\n### {section.title}\n\n{''.join(items[:shown])}")
        parts.append(_left_out(section, len(items) - shown))
    return "".join(parts)


def _left_out(section: Section, number: int) -> str:
    if not number:
        return ""
    return f"\n{words.plural(number, section.noun)} left out for length; hindsite diff shows all.\n"


def _fitting(written: Sequence[Sequence[str]], room: int) -> list[int]:
    """How many items of each section fit: the modest sections whole, the rest in equal shares."""
    sizes = [[len(item.encode()) for item in items] for items in written]
    kept = [0] * len(sizes)
    order = sorted(range(len(sizes)), key=lambda place: sum(sizes[place]))
    for done, place in enumerate(order):
        share = room // (len(order) - done)
        for size in sizes[place]:
            if size > share:
                break
            share, room = share - size, room - size
            kept[place] += 1
    return kept


def _markdown_item(item: Item) -> str:
    lines = [f"- {_markdown_words(item.head)}\n"]
    lines += [f"{'  ' * line.level}- {_markdown_words(line.words)}\n" for line in item.lines]
    return "".join(lines)


def _markdown_words(pieces: Words) -> str:
    return "".join(one if isinstance(one, str) else code_span(one) for one in pieces)


def code_span(quoted: Quoted) -> str:
    """Foreign text as a code span: on one line, cut where it is very long, never empty.

    The span is fenced with more backticks than any run within it.
    """
    text = printable(_cut(quoted.text)) or "(empty)"
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"
