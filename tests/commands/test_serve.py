"""`hindsite serve`: the site follows its sources, and outlives their mistakes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.site.harness import COMMAND_LINE, KnowledgeBase, draw, postmortem

PATH = "postmortems/2024-03-05-a.md"
PATIENCE_S = 40


class Server:
    """A running `hindsite serve`."""

    def __init__(self, base: KnowledgeBase, log: Path) -> None:
        self.base = base
        self._log = log
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", COMMAND_LINE, "serve", "--port", str(self.port)],
                cwd=base.root,
                stdout=output,
                stderr=output,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )

    def log(self) -> str:
        """All that was said so far."""
        return self._log.read_text(encoding="utf-8")

    def page(self, address: str) -> str:
        """A page, or nothing yet."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/kb/{address}", timeout=5) as answer:
                text: str = answer.read().decode()
                return text
        except (URLError, OSError):
            return ""

    def wait(self, what: Callable[[], bool]) -> None:
        """Wait until something is so; fail with the log if it does not become so in time."""
        end = time.monotonic() + PATIENCE_S
        while not what():
            if self.process.poll() is not None:
                pytest.fail(f"the server ended with {self.process.returncode}\n{self.log()}")
            if time.monotonic() > end:
                pytest.fail(f"nothing changed in {PATIENCE_S} s\n{self.log()}")
            time.sleep(0.1)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of one draft, which is stopped as people stop it."""
    draft = postmortem("The first words").replace("SEV2", "SEV2\nstatus: draft")
    base = draw(tmp_path / "kb", {PATH: draft, "docs/about.md": "# About\n"})
    running = Server(base, tmp_path / "log")
    try:
        yield running
    finally:
        running.process.send_signal(signal.SIGINT)
        try:
            running.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            running.process.kill()
            running.process.wait()


def test_serve(server: Server) -> None:
    """A draft is shown; a change shows; mistakes are told and do not end it; mending them shows."""
    address = "incidents/2024-03-05-a/"
    server.wait(lambda: "The first words" in server.page(address))

    server.base.write({PATH: postmortem("The second words")})
    server.wait(lambda: "The second words" in server.page(address))

    server.base.write({PATH: postmortem("The third words").replace("SEV2", "SEV9")})
    server.wait(lambda: f"{PATH}:3:11: severity: " in server.log())

    server.base.write({PATH: postmortem("The fourth words")})
    server.wait(lambda: "The fourth words" in server.page(address))

    server.base.write({"docs/about.md": "# About\n\n{{ nothing() }}\n\n{% if %}\n"})
    server.wait(lambda: "Macro Syntax Error" in server.log())
    server.base.write({"docs/about.md": "# About\n\n{{ nothing() }}\n"})
    server.wait(lambda: "docs/about.md:3:1: nothing: 'nothing' is undefined" in server.log())

    server.base.write({"docs/about.md": "# About\n\n{{ incidents() }}\n"})
    server.wait(lambda: "The fourth words" in server.page("about/"))


def test_taken_port(tmp_path: Path) -> None:
    """A port that another program listens on is told at once, in one line: status 2."""
    base = draw(tmp_path / "kb", {PATH: postmortem()})
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = base.hindsite("serve", "--port", str(port))
    assert done.returncode == 2
    assert f"hindsite: cannot serve at 127.0.0.1:{port}: " in done.stderr
    assert "Building" not in done.stderr
    assert "Traceback" not in done.stderr
