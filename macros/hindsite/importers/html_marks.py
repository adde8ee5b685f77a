"""The converter of HTML with the marks of GitHub's dialect, and nothing left unescaped."""

from __future__ import annotations

import re
from typing import Any

from bs4.element import NavigableString, PageElement, Tag
from markdownify import ATX, BACKSLASH, MarkdownConverter

from hindsite.importers.source import code, escaped

# A box of a task list: the converter's only element that is no HTML.
BOX = "task-box"

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd"),
        *("details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav"),
        *("ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th"),
        *("thead", "tr", "ul", "[document]"),
    )
)
_SAFE_ADDRESS = re.compile(r"(?:https?://|mailto:|[^:]*(?:[/?#]|$))", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z0-9+#._-]{1,30}")


def converted(soup: Tag) -> str:
    """The Markdown of a tree in which tables are regular and nothing is nested too deep."""
    return str(_Converter(heading_style=ATX, newline_style=BACKSLASH).convert_soup(soup))


def _starts_line(text: PageElement) -> bool:
    """Whether a text is the first of its block, where marks would make a list or a heading."""
    node: PageElement | None = text
    while node is not None:
        before = node.previous_sibling
        while isinstance(before, NavigableString) and not before.strip():
            before = before.previous_sibling
        if before is not None:
            return isinstance(before, Tag) and (
                before.name in _BLOCKS or before.name in {"br", BOX}
            )
        node = node.parent
        if isinstance(node, Tag) and node.name in _BLOCKS:
            return True
    return True


class _Converter(MarkdownConverter):
    """The library's converter with the marks of GitHub's dialect, and nothing left unescaped."""

    def process_tag(self, node: Tag, parent_tags: set[str] | None = None) -> str:
        """An element; an empty block still parts what stands before it from what stands behind."""
        text = str(super().process_tag(node, parent_tags=parent_tags))  # type: ignore[misc] # same
        if text.strip() or node.name not in _BLOCKS:
            return text
        return " " if "_inline" in (parent_tags or ()) else "\n\n"

    def convert_hN(  # noqa: N802 - the library's name
        self, n: int, el: Tag, text: str, parent_tags: set[str]
    ) -> str:
        """A heading; in a cell it is a part of the line."""
        if "_inline" in parent_tags:
            return f" {text.strip()} "
        return str(super().convert_hN(n, el, text, parent_tags))  # type: ignore[misc] # same

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        """A piece of text; at the beginning of a block more is escaped."""
        self._first = _starts_line(el)
        text = super().process_text(el, parent_tags=parent_tags)  # type: ignore[misc] # not in its stub
        return str(text)

    def escape(self, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - the library's
        """The text so that it shows as it stands, its outer spaces kept."""
        core = text.strip()
        if not core:
            return text
        begin = text.index(core[0])
        shown = escaped(core) if self._first else escaped(f"x {core}")[2:]
        return f"{text[:begin]}{shown}{text[begin + len(core) :]}"

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A link; an address that runs something is dropped, its words stay."""
        href = " ".join(str(el.get("href") or "").split())
        words = text.strip()
        if "_noformat" in parent_tags or not href or not _SAFE_ADDRESS.match(href):
            return text
        if not words or len(href) > 2_000:
            return text
        if words.replace("\\", "") == href and re.fullmatch(r"https?://[^\s<>]+", href):
            return _spaced(text, f"<{href}>")
        href = re.sub(r"[()\s<>\\]", lambda found: f"%{ord(found[0]):02X}", href)
        words = re.sub(r"\s*\n\s*", " ", words)
        return _spaced(text, f"[{words}]({href})")

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """The words of an image; the picture itself stays where it was."""
        words = " ".join(f"{el.get('alt') or ''} {el.get('title') or ''}".split())
        source = str(el.get("src") or "")
        if not words and not source.startswith("data:"):
            words = source.partition("?")[0].rpartition("/")[2]
        return f"(image: {escaped(words)})" if words else ""

    def convert_video(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """A film's own words."""
        return text

    def convert_task_box(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """The box of a task."""
        return f"[{'x' if el.get('checked') else ' '}] "

    def convert_hidden_words(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """A comment of the page, as one of the Markdown."""
        words = re.sub(r"-(?=-)|^-", "- ", el.get_text())
        return f"<!-- {words} -->"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A block of code, in a fence that nothing in it closes."""
        if "_inline" in parent_tags:
            return f" {code(text)} " if text.strip() else ""
        language = str(el.get("data-language") or "")
        ticks = max(map(len, re.findall("`+", text)), default=0)
        fence = "`" * max(3, ticks + 1)
        mark = language if _LANGUAGE.fullmatch(language) else ""
        return f"\n\n{fence}{mark}\n{text.strip(chr(10))}\n{fence}\n\n" if text.strip() else ""

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """An item of a list, what is nested in it below its own text."""
        text = text.strip()
        if not text:
            return "\n"
        bullet = f"{el['number']}. " if el.get("number") else "- "
        indent = " " * len(bullet)
        lines = (f"{indent}{line}" if line else "" for line in text.split("\n"))
        return f"{bullet}{chr(10).join(lines)[len(bullet) :]}\n"

    def convert_list(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A list; what follows it within an item is a paragraph of its own."""
        if "_inline" in parent_tags:
            return f" {text.strip()} "
        if "li" not in parent_tags:
            return "\n\n" + text.strip("\n") + "\n\n"
        siblings = (one for one in el.next_siblings if isinstance(one, Tag) or str(one).strip())
        after = next(siblings, None)
        goes_on = after is not None and not (isinstance(after, Tag) and after.name in {"ul", "ol"})
        return "\n" + text.rstrip() + ("\n\n" if goes_on else "\n")

    convert_ul = convert_ol = convert_list

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """A cell, on one line; a bar in it ends no column."""
        text = re.sub(r"(?<!\\)\|", r"\\|", " ".join(text.split()))
        return f" {text} |"

    convert_th: Any = convert_td


def _spaced(text: str, inner: str) -> str:
    """`inner` with the outer spaces that `text` has."""
    before = " " if text[:1].isspace() else ""
    return f"{before}{inner}{' ' if text[-1:].isspace() else ''}"
