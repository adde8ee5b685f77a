"""The second layer: whatever the writer made passes an HTML parser and a list of what is allowed.

The first layer is the writer itself, which prints no element, class or id that an author chose.
"""

from __future__ import annotations

import re

import nh3
from pygments.token import STANDARD_TYPES  # type: ignore[import-untyped]  # ships no types

_TEXT = {"a", "br", "code", "del", "em", "img", "kbd", "span", "strong", "sub", "sup"}
_BLOCKS = {
    *("blockquote", "details", "div", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p"),
    *("pre", "section", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
_FORM = {"input", "label"}  # the check boxes of task lists, never enabled

_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "rel", "aria-label"},
    "img": {"src", "alt", "loading", "decoding"},
    "input": {"type", "disabled", "checked", "aria-label"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
    "section": {"aria-label"},
    **{name: {"id"} for name in ("h2", "h3", "h4", "h5", "h6", "li", "sup")},
}
_CLASSES: dict[str, set[str]] = {
    "a": {"headerlink", "footnote-ref", "footnote-backref"},
    "div": {
        *("highlight", "md-typeset__scrollwrap", "md-typeset__table"),
        *("admonition", "note", "tip", "info", "warning", "danger"),
    },
    "section": {"footnote"},
    "label": {"task-list-control"},
    "li": {"task-list-item"},
    "p": {"admonition-title"},
    "pre": {"mermaid"},
    "span": {"task-list-indicator", *filter(None, STANDARD_TYPES.values())},
}
_CLEANER = nh3.Cleaner(
    tags=_TEXT | _BLOCKS | _FORM,
    attributes=_ATTRIBUTES,
    allowed_classes=_CLASSES,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,  # the writer sets it on links that leave the site, and on no other
    strip_comments=True,
)
# Text with at most these elements, which can carry nothing, has no need of the parser. The writer
# closes what it opens.
_PLAIN = re.compile(r"[^<]*(?:</?(?:code|em|strong|del)>[^<]*)*")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def clean(html: str) -> str:
    """`html` with nothing in it but what is allowed; every element that opens also closes.

    Control characters, which no feed or page may carry, are dropped, and with them the marks that
    turn the direction of writing and so make a text read other than it is.
    """
    html = _CONTROLS.sub("", html)
    return html if _PLAIN.fullmatch(html) else _CLEANER.clean(html)
