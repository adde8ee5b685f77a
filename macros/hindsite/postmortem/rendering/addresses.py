"""Where a link may lead: http, https and mailto, or what the page's resolver makes of the rest."""

from __future__ import annotations

import re
from collections.abc import Callable

ResolveLink = Callable[[str, bool], str | None]
"""(destination as written, is it an image) → the address to use on the page; None for no link."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_EXTERNAL = re.compile(r"https?://[^/\s\\?#]", re.IGNORECASE)
_MAILTO = re.compile(r"mailto:[^\s/]", re.IGNORECASE)
# Browsers drop tabs and line breaks inside an address, and read "\" as "/": neither is ever meant.
_TRICKS = re.compile(r"[\x00-\x1f\x7f]|^[/\\]{2}|^\\")


def is_external(address: str) -> bool:
    """Whether an address names a host of its own over http or https."""
    return _EXTERNAL.match(address) is not None


def admit(destination: str, resolve: ResolveLink, *, is_image: bool) -> str | None:
    """Return the address that a link or image may use; None when it must be shown as text.

    Absolute addresses are judged here by their scheme; everything else is the resolver's to decide,
    and what it returns is judged by the same rules.
    """
    destination = destination.strip()
    if not destination or _TRICKS.search(destination):
        return None
    if _SCHEME.match(destination):
        return _absolute(destination)
    resolved = resolve(destination, is_image)
    if resolved is None or _TRICKS.search(resolved) or resolved != resolved.strip():
        return None
    return _absolute(resolved) if _SCHEME.match(resolved) else resolved


def _absolute(address: str) -> str | None:
    if _EXTERNAL.match(address) or _MAILTO.match(address):
        return address.replace(" ", "%20")
    return None
