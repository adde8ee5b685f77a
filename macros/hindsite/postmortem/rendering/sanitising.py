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
# What most bodies are made of, in exactly the forms that the writer gives it, which can carry
# nothing else: such a text is held to this grammar instead of being parsed, at a tenth of the time.
# Elements that an author may write as HTML are not in it, since those may stand across others; the
# writer closes what it opens. Possessive, so that a text that is something else is read once.
_GRAMMAR = re.compile(
    r"""[^<]*+(?:<(?:
        /?(?:p|li|ul|ol|em|strong|del|code|blockquote|table|thead|tbody|tr|th|td|pre|div|a|span)
      | /?h[2-6] | h[2-6]\ id="[^"<>]*+"
      | a\ class="headerlink"\ href="\#[^"<>]*+"\ aria-label="Link\ to\ this\ section"
      | a\ href="(?:https?://|\.\.?/|\#)[^"<>\x00-\x20]*+"(?:\ rel="noopener\ noreferrer")?
      | span\ class="[a-z][a-z0-9]{0,2}"
      | div\ class="(?:highlight|md-typeset__scrollwrap|md-typeset__table)"
      | div\ class="admonition\ (?:note|tip|info|warning|danger)" | p\ class="admonition-title"
      | t[hd]\ align="(?:left|center|right)"
      | ol\ start="[0-9]++" | br | hr
    )>[^<]*+)*+""",
    re.VERBOSE,
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def clean(html: str) -> str:
    """`html` with nothing in it but what is allowed; every element that opens also closes.

    Control characters, which no feed or page may carry, are dropped, and with them the marks that
    turn the direction of writing and so make a text read other than it is.
    """
    html = _CONTROLS.sub("", html)
    return html if _GRAMMAR.fullmatch(html) else parsed(html)


def parsed(html: str) -> str:
    """`html` through the parser and the list, whatever it is made of."""
    return _CLEANER.clean(html)
