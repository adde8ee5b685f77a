"""HTML as Markdown: readable text is kept, whatever runs or paints is dropped and told.

The dialect is GitHub's, as of every body. Atlassian's own elements are turned into plain HTML
before, see `storage_format`.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape as entities

from bs4 import (
    BeautifulSoup,
    Comment,
    Declaration,
    Doctype,
    ProcessingInstruction,
    UnusualUsageWarning,
)
from bs4.element import NavigableString, Tag

from hindsite.errors import HindsiteError
from hindsite.importers import html_tables
from hindsite.importers.html_marks import BOX, converted
from hindsite.importers.source import clean

MAX_CHARACTERS = 3_000_000
MAX_TAGS = 60_000
MAX_DEPTH = 60  # the converter goes three calls deeper with each level

# A whole tag, or what else begins with `<`; the possessive marks keep one search to one pass.
_PIECE = re.compile(
    r"""
    <!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)
    | <!--(?P<comment>.*?)(?:-->|\Z)
    | <(?P<silent>script|style)\b(?:[^<>"']++|"[^"]{0,20000}+"|'[^']{0,20000}+')*+>
    | (?P<tag></?[A-Za-z](?:[^<>"']++|"[^"]{0,20000}+"|'[^']{0,20000}+')*+>|<[!?][A-Za-z][^<>]*+>)
    | <
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
# Any other name in angle brackets is a word of the text, as in List<String>; names with a colon or
# a hyphen are elements of somebody's own.
_HTML_NAME = re.compile(
    "</?(?:[a-z0-9]+[:-][a-z0-9:-]*"
    "|a|abbr|acronym|address|applet|area|article|aside|audio|b|base|basefont|bdi|bdo|big|blink"
    "|blockquote|body|br|button|canvas|caption|center|cite|code|col|colgroup|data|datalist|dd"
    "|del|details|dfn|dialog|dir|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer"
    "|form|frame|frameset|g|h1|h2|h3|h4|h5|h6|head|header|hgroup|hr|html|i|iframe|image|img"
    "|input|ins|kbd|label|legend|li|link|main|map|mark|marquee|math|menu|meta|meter|nav|nobr"
    "|noframes|noscript|object|ol|optgroup|option|output|p|param|path|picture|pre|progress|q"
    "|rp|rt|ruby|s|samp|script|search|section|select|slot|small|source|span|strike|strong"
    "|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|title|tr"
    "|track|tt|u|ul|var|video|wbr|xml"
    r")(?![\w:-])|<[!?]",
    re.IGNORECASE,
)
_DATA = re.compile(r"""(?<==["'])data:[^"'<>]*+""", re.IGNORECASE)
_AS_PARAGRAPH = frozenset(
    (
        *("address", "aside", "center", "dd", "dt", "details", "fieldset", "figure", "footer"),
        *("form", "header", "legend", "main", "nav", "option", "summary", "noscript", "iframe"),
        *("object", "textarea", "button", "title"),
    )
)


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown, and what was dropped on the way, a sentence each."""

    markdown: str
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The tree of a page or of a piece of one, and what was dropped before it was read."""

    soup: BeautifulSoup
    told: tuple[str, ...]


def parse(html: str) -> Page:
    """Read HTML, however broken; raises HindsiteError where there is too much of it."""
    if len(html) > MAX_CHARACTERS:
        raise HindsiteError(
            f"expected at most {MAX_CHARACTERS:,} characters of HTML, got {len(html):,}; "
            "import a shorter page"
        )
    dropped: dict[str, int] = {}
    whole = "".join(_whole_tags(_DATA.sub("data:,", clean(html)), dropped))
    told = [f"{count} `{name}` left out: no text for readers" for name, count in dropped.items()]
    with warnings.catch_warnings():
        # XHTML begins as XML does, and a short text may look like an address: both are read here.
        warnings.simplefilter("ignore", UnusualUsageWarning)
        soup = BeautifulSoup(whole, "html.parser")
    return Page(soup, tuple(told))


def _whole_tags(html: str, dropped: dict[str, int]) -> Iterator[str]:
    """The text with whole tags only: Python's parser takes hours over many that never end.

    A `<` that begins no tag becomes a character, CDATA becomes text, and scripts and styles are
    dropped, each with as much as belongs to it: an open one loses its mark, and keeps its words.
    """
    lower, at, tags = html.lower(), 0, 0
    open_ended: set[str] = set()
    while (found := _PIECE.search(html, at)) is not None:
        yield html[at : found.start()]
        at = found.end()
        kind = found.lastgroup
        if kind == "cdata":
            yield entities(found["cdata"])
        elif kind == "comment":
            yield f"<!--{_quiet(found['comment'])}-->"
        elif kind == "silent":
            name = found["silent"].lower()
            end = -1 if name in open_ended else lower.find(f"</{name}", at)
            open_ended |= {name} if end < 0 else set()
            at = at if end < 0 else end
            dropped[name] = dropped.get(name, 0) + 1
        elif kind == "tag" and _HTML_NAME.match(found["tag"]):
            tags += 1
            yield found["tag"]
        elif kind == "tag":
            yield entities(found["tag"])
        else:
            yield "&lt;"
        if tags > MAX_TAGS:
            raise HindsiteError(
                f"expected at most {MAX_TAGS:,} tags of HTML, got more; import a shorter page"
            )
    yield html[at:]


def _quiet(comment: str) -> str:
    """A comment in which nothing ends it or begins a tag."""
    return comment.replace("<", "‹").replace(">", "›")


def as_text(soup: BeautifulSoup | Tag) -> str:
    """The Markdown of a tree, which is changed meanwhile."""
    for one in list(soup.descendants):
        if isinstance(one, Doctype | Declaration | ProcessingInstruction):
            one.extract()
        elif isinstance(one, Comment):
            _show_comment(one)
        elif isinstance(one, Tag):
            _plain_element(one)
    _flatten(soup)
    html_tables.regular(soup)
    _number(soup)
    soup.smooth()
    return converted(soup).strip()


def markdown(html: str) -> Text:
    """The Markdown of a piece of HTML."""
    page = parse(html)
    return Text(as_text(page.soup), page.told)


def _flatten(soup: BeautifulSoup | Tag) -> None:
    """What is nested too deep for any reader becomes plain text, with its words."""
    deep = [(soup, 0)]
    while deep:
        tag, depth = deep.pop()
        for child in list(tag.children):
            if not isinstance(child, Tag):
                continue
            if depth >= MAX_DEPTH:
                child.replace_with(NavigableString(f" {child.get_text(' ')} "))
            else:
                deep.append((child, depth + 1))


def _show_comment(comment: Comment) -> None:
    """A comment's words are words: they stay, as hidden as they were."""
    words = " ".join(comment.split())
    if words:
        tag = _new("hidden-words", words)
        comment.replace_with(tag)
    else:
        comment.extract()


def _new(name: str, text: str) -> Tag:
    tag = Tag(name=name)
    tag.append(NavigableString(text))
    return tag


def _plain_element(tag: Tag) -> None:
    if tag.name in _AS_PARAGRAPH:
        tag.name = "p" if tag.name != "details" else "div"
    elif tag.name == "input" and tag.get("type") == "checkbox":
        tag.name = BOX
        tag["checked"] = "x" if tag.has_attr("checked") else ""
    elif tag.name in {"abbr", "acronym"} and tag.get("title"):
        tag.append(NavigableString(f" ({tag['title']})"))
    elif tag.name == "time" and tag.get("datetime") and not tag.get_text(strip=True):
        tag.append(NavigableString(str(tag["datetime"])))


def _number(soup: BeautifulSoup | Tag) -> None:
    """Give each item of a numbered list its number: the converter would count them each time."""
    for ordered in soup.find_all("ol"):
        start = str(ordered.get("start", ""))
        number = int(start) if re.fullmatch(r"[0-9]{1,6}", start) else 1
        for item in ordered.find_all("li", recursive=False):
            item["number"] = str(number)
            number += 1
