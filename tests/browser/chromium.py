"""Where a Chromium is, on any system: the browser tests drive the one that is here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

VARIABLE = "HINDSITE_CHROMIUM"
COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
)
# Nothing but the page under test may cause a request, and no profile is kept.
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def find(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The browser to drive: the one named in HINDSITE_CHROMIUM, an installed one, Playwright's own.

    Raises FileNotFoundError if the variable names a file that is not there: a typing error must
    not quietly test another browser.
    """
    if named := environment.get(VARIABLE):
        if not Path(named).is_file():
            raise FileNotFoundError(f"{VARIABLE} names {named}, and there is no such file")
        return Path(named)
    installed = [found for command in COMMANDS if (found := shutil.which(command))]
    for candidate in (*installed, *APPLICATIONS):
        if starts(Path(candidate)):
            return Path(candidate)
    return playwrights_own()


def starts(path: Path) -> bool:
    """Whether the file is a browser that runs: Ubuntu's command only tells to install a snap."""
    if not path.is_file():
        return False
    if sys.platform == "win32":  # there the question opens a window
        return True
    try:
        asked = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def playwrights_own() -> Path | None:
    """The browser that `playwright install chromium` downloads, if it was."""
    try:
        with sync_playwright() as playwright:
            path = Path(playwright.chromium.executable_path)
    except Error:
        return None
    return path if path.is_file() else None


def flags() -> list[str]:
    """The command-line flags; Chromium's sandbox refuses to start as root, and only then."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*FLAGS, *(["--no-sandbox"] if is_root else [])]
