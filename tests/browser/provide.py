"""Make sure that there is a Chromium for the browser tests: `python -m tests.browser.provide`.

The one that is here; else Debian's, where apt and root are at hand; else Playwright's own download.
Without any, this still succeeds: the tests then say why they are skipped, and fail when CI=true.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from tests.browser.chromium import find

APT = (
    ("apt-get", "update", "-qq"),
    ("apt-get", "install", "-y", "-qq", "chromium"),
)
PLAYWRIGHT = ((sys.executable, "-m", "playwright", "install", "chromium"),)


def main() -> int:
    """Provide a browser if there is none, and say what was done."""
    if find():
        return 0
    may_use_apt = (
        shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0
    )
    if may_use_apt:
        say("No Chromium found: installing Debian's (apt-get install chromium)")
        if succeed(APT) and find():
            return 0
    say("No Chromium found: downloading Playwright's own")
    if succeed(PLAYWRIGHT) and find():
        return 0
    say("No Chromium could be installed: install one, or name it in HINDSITE_CHROMIUM")
    return 0


def succeed(commands: Sequence[Sequence[str]]) -> bool:
    """Run the commands until one fails; their output goes to the terminal."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return all(
        subprocess.run(command, env=environment, check=False).returncode == 0
        for command in commands
    )


def say(text: str) -> None:
    """Print at once: what follows may take a minute."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
