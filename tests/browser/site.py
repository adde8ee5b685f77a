"""The site under test: built once for all workers, served on the loopback under a sub-path."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
# Most sites live at an address of their own host; one that also works below a path works anywhere.
SUB_PATH = "kb"
PATIENCE_S = 150


class BuildFailedError(Exception):
    """The build ended with an error; its output is the message."""


def build_once(folder: Path, commands: Sequence[Sequence[str]]) -> None:
    """Run the commands in the first worker that comes here; the others wait for their outcome.

    `folder` is the same for all workers of one run and new for each run. A relative path in a
    command is relative to the repository.
    """
    outcome = folder / "outcome.json"
    try:
        folder.mkdir()  # succeeds in one worker only
    except FileExistsError:
        wait_for(outcome)
    else:
        write_whole(outcome, json.dumps(run(commands)))
    if message := json.loads(outcome.read_text(encoding="utf-8")):
        raise BuildFailedError(message)


def run(commands: Sequence[Sequence[str]]) -> str:
    """Run the commands in order; the output of the first that fails, or nothing."""
    for command in commands:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode != 0:
            return f"{' '.join(command)} ended with {done.returncode}\n{done.stdout}{done.stderr}"
    return ""


def write_whole(file: Path, text: str) -> None:
    """Write a file that others wait for: it appears with all its content, or not at all."""
    draft = file.with_suffix(".draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)


def wait_for(file: Path) -> None:
    """Wait until another worker has written the file."""
    end = time.monotonic() + PATIENCE_S
    while not file.exists():
        if time.monotonic() > end:
            raise TimeoutError(f"no worker has written {file.name} in {PATIENCE_S} s")
        time.sleep(0.1)


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and prints nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Keep the tests' output to the tests."""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder on a free loopback port; gives its address, with a slash at the end."""
    handler = partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()
