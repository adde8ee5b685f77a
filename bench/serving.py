"""A web server on the loopback that compresses as real ones do, and counts what it sent."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

COMPRESSED = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".md", ".csv"}
LEVEL = 6  # what nginx and most forges' pages use or exceed


@dataclass
class Sent:
    """Bodies that went out: address and bytes, in their order."""

    bodies: list[tuple[str, int]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All bytes, headers aside."""
        return sum(size for _, size in self.bodies)

    def clear(self) -> None:
        """Begin to count anew."""
        self.bodies.clear()


class CompressingHandler(SimpleHTTPRequestHandler):
    """Serves files, text compressed, and notes their sizes."""

    def __init__(self, *args: object, sent: Sent, **options: object) -> None:
        self.sent = sent
        super().__init__(*args, **options)  # type: ignore[arg-type]  # the base's own

    def do_GET(self) -> None:
        """Answer with the file, compressed where that helps."""
        path = Path(self.translate_path(self.path))
        file = path / "index.html" if path.is_dir() else path
        if not file.is_file() or (path.is_dir() and not self.path.partition("?")[0].endswith("/")):
            super().do_GET()
            return
        body = file.read_bytes()
        compressed = file.suffix in COMPRESSED
        if compressed:
            body = gzip.compress(body, LEVEL, mtime=0)
        self.sent.bodies.append((self.path, len(body)))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        if compressed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Keep the output to what is measured."""


@contextmanager
def serve_compressed(folder: Path) -> Iterator[tuple[str, Sent]]:
    """Serve a folder on a free port: its address, with a slash at the end, and what was sent."""
    sent = Sent()
    handler = partial(CompressingHandler, directory=str(folder), sent=sent)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/", sent
        finally:
            server.shutdown()
            thread.join()
