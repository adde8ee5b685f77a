"""Bare addresses in text become links, by the rules of GitHub's parser.

Follows `extensions/autolink.c` of cmark-gfm (http, https and www; e-mail addresses stay text): an
address runs to the next space or `<`, its host is checked, and trailing punctuation, unbalanced
closing parentheses and trailing entities are given back to the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_START = re.compile(r"(?<![A-Za-z])https?://|(?:(?<=[\s*_~(])|^)www\.", re.IGNORECASE)
_RUN = re.compile(r"[^\s<]*")
_TRAILING = "?!.,:*_~'\""
_MAX_HOST = 253  # characters, by RFC 1035; a longer one is no host
_MAX_MEASURED = 4096  # of an address: longer ones stay text


def may_hold_links(text: str) -> bool:
    """Test cheaply, which spares most texts the search."""
    return "://" in text or "www." in text


def split(text: str) -> Iterator[tuple[str, str | None]]:
    """Cut a text into `(piece, address)`; the address is None for what stays text.

    The pieces joined give the text again.
    """
    done = 0
    position = 0
    while (match := _START.search(text, position)) is not None:
        end = _end_of_link(text, match)
        if end is None:
            position = match.end()
            continue
        if match.start() > done:
            yield text[done : match.start()], None
        shown = text[match.start() : end]
        yield shown, shown if "://" in match.group() else f"http://{shown}"
        done = position = end
    if done < len(text):
        yield text[done:], None


def _end_of_link(text: str, match: re.Match[str]) -> int | None:
    is_www = "://" not in match.group()
    if is_www and match.group() != "www.":  # GitHub reads a small "www." only
        return None
    host_start = match.start() if is_www else match.end()
    host = _host(text, host_start)
    if not host or (is_www and host.rstrip(".") == "www"):
        return None
    run = _RUN.match(text, host_start + len(host), match.start() + _MAX_MEASURED)
    stop = run.end() if run else host_start + len(host)
    if stop - match.start() >= _MAX_MEASURED:
        return None
    end = match.start() + len(_trimmed(text[match.start() : stop]))
    return end if end > host_start else None


def _host(text: str, start: int) -> str:
    """Return the host that begins at `start`; empty when GitHub would not take it for one."""
    stop = start
    limit = min(len(text), start + _MAX_HOST)
    while stop < limit and (text[stop] in "-._" or _is_host_character(text[stop])):
        stop += 1
    host = text[start:stop]
    labels = host.rstrip(".").split(".")
    if any("_" in label for label in labels[-2:]):
        return ""
    return host if any(map(str.isalnum, host)) else ""


def _is_host_character(character: str) -> bool:
    return unicodedata.category(character)[0] not in "ZPC"


def _trimmed(link: str) -> str:
    """Return a link without the punctuation that belongs to the sentence around it."""
    unopened = link.count(")") - link.count("(")
    end = len(link)
    while end:
        last = link[end - 1]
        if last == ")" and unopened > 0:
            unopened -= 1
            end -= 1
        elif last in _TRAILING:
            end -= 1
        elif last == ";":
            end = _before_entity(link, end)
        else:
            break
    return link[:end]


def _before_entity(link: str, end: int) -> int:
    """Where an entity such as `&copy;` begins that ends here; else one character back."""
    start = end - 2
    while start > 0 and link[start].isalpha():
        start -= 1
    return start if start < end - 2 and link[start] == "&" else end - 1
