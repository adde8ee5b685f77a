"""A forge's HTTP interface: JSON in, JSON out, and the token only where it belongs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from hindsite.errors import HindsiteError, printable

PATIENCE_S = 30
MOST_BYTES = 20_000_000
MOST_PAGES = 50
PAGE = 100


class ApiError(HindsiteError):
    """The forge did not do what it was asked to; `status` is HTTP's, 0 where none came."""

    def __init__(self, message: str, status: int = 0) -> None:
        self.status = status
        super().__init__(message)


class Api:
    """The interface at an address. `secret` is a header with the token, such as Authorization."""

    def __init__(self, address: str, secret: tuple[str, str]) -> None:
        if urlsplit(address).scheme not in ("https", "http"):
            raise ApiError(f"expected the https address of an interface, got {address!r}")
        self._address = address.rstrip("/")
        self._secret = secret

    def get(self, path: str, **query: str | int) -> Any:
        """The JSON at a path."""
        return _parsed(self.download(path, MOST_BYTES, **query))

    def pages(self, path: str, **query: str | int) -> Iterator[Any]:
        """The items of a list that comes in pages."""
        for page in range(1, MOST_PAGES + 1):
            items = self.get(path, per_page=PAGE, page=page, **query)
            yield from items
            if len(items) < PAGE:
                return

    def send(self, method: str, path: str, body: Mapping[str, str]) -> Any:
        """What the forge answers to a change."""
        return _parsed(self._ask(method, path, json.dumps(body).encode(), MOST_BYTES))

    def download(self, path: str, most: int, **query: str | int) -> bytes:
        """The bytes at a path, at most so many."""
        return self._ask("GET", f"{path}?{urlencode(query)}" if query else path, None, most)

    def _ask(self, method: str, path: str, body: bytes | None, most: int) -> bytes:
        request = Request(f"{self._address}{path}", data=body, method=method)  # noqa: S310 - checked
        request.add_header("Accept", "application/json")
        if body is not None:
            request.add_header("Content-Type", "application/json")
        # A download is redirected to another host, which must not see the token.
        request.add_unredirected_header(*self._secret)
        asked = f"{method} {path.partition('?')[0]}"
        try:
            with urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310 - as above
                data: bytes = answer.read(most + 1)
        except HTTPError as error:
            raise ApiError(f"{asked}: {error.code} {printable(error.reason)}", error.code) from None
        except (URLError, OSError) as error:
            raise ApiError(f"{asked}: {printable(str(error))}") from None
        if len(data) > most:
            raise ApiError(f"{asked}: more than {most:,} bytes")
        return data


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        raise ApiError("the forge's answer is no JSON") from None
