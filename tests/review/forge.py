"""A forge on this machine: answers from a table, and remembers what was asked of it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

GOOD = (
    "## What this request changes\n\nCompared with `main` (`0123456`).\n\n### Figures\n\n- 2024\n"
)


@dataclass(frozen=True)
class Asked:
    """One request that came in; `body` is its JSON."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any


@dataclass
class Forge:
    """Answers by path: JSON, bytes, or an address to go to; what is missing is 404."""

    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    address: str = ""

    @property
    def writes(self) -> list[Asked]:
        """What would have changed something."""
        return [one for one in self.asked if one.method != "GET"]


@dataclass(frozen=True)
class Elsewhere:
    """A redirection, as downloads have it."""

    address: str


@contextmanager
def serving(answers: dict[str, Any]) -> Iterator[Forge]:
    """A forge that answers as long as the context lasts."""
    forge = Forge(answers)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def handle_one(self) -> None:
            parts = urlsplit(self.path)
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            body = json.loads(data) if data else None
            forge.asked.append(Asked(self.command, parts.path, query, dict(self.headers), body))
            self._answer(forge.answers.get(parts.path), query)

        def _answer(self, answer: Any, query: Mapping[str, str]) -> None:
            if isinstance(answer, Elsewhere):
                self.send_response(302)
                self.send_header("Location", answer.address)
                self.end_headers()
                return
            if isinstance(answer, list) and "page" in query:
                first = (int(query["page"]) - 1) * int(query["per_page"])
                answer = answer[first : first + int(query["per_page"])]
            if answer is None and self.command != "GET":
                answer = {}
            self.send_response(404 if answer is None else 200)
            self.end_headers()
            if answer is not None:
                self.wfile.write(
                    answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                )

        do_GET = do_POST = do_PATCH = do_PUT = handle_one  # noqa: N815 - the server's names

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    forge.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield forge
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def archive(members: Mapping[str | zipfile.ZipInfo, bytes]) -> bytes:
    """A zip archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()
