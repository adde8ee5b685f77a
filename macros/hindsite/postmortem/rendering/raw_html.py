"""Raw HTML as an author wrote it: a few bare elements pass, comments go, the rest is text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Literal

Part = tuple[Literal["text", "open", "close"], str]
"""What a stretch of raw HTML holds: text to be escaped, or the name of an element."""

# Comments end where browsers end them ("<!-->", "--!>"); one that never ends hides all after it.
_PARTS = re.compile(
    r"(?P<comment><!--(?:-?>|.*?(?:--!?>|\Z)))"
    r"|<(?:(?P<close>/)(?P<closed>kbd|sub|sup|details|summary)"
    r"|(?P<opened>br|kbd|sub|sup|details|summary))[ \t\n]*(?(opened)/?)>",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"(<[^<>]*>)")


def parts(raw: str) -> Iterator[Part]:
    """Cut raw HTML into texts and the elements that may pass; comments are left out."""
    done = 0
    for match in _PARTS.finditer(raw):
        if match.start() > done:
            yield "text", _readable(raw[done : match.start()])
        done = match.end()
        if match["opened"]:
            yield "open", match["opened"].lower()
        elif match["closed"]:
            yield "close", match["closed"].lower()
    if done < len(raw):
        yield "text", _readable(raw[done:])


def _readable(raw: str) -> str:
    """Tags stay exactly as written; between them, entities are what they stand for."""
    if "&" not in raw:
        return raw
    pieces = _TAG.split(raw)
    pieces[::2] = [html.unescape(piece) for piece in pieces[::2]]
    return "".join(pieces)
