"""Draw a small knowledge base, build it for real, look at what came out."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from textwrap import dedent
from typing import Any, Literal

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

# What the script `hindsite` does, wherever the package is installed.
COMMAND_LINE = "import sys; from hindsite.cli import main; sys.argv[0] = 'hindsite'; main()"
CONFIGURATION = """\
site_name: Sample
site_url: https://sample.example.org/kb/
theme:
  name: material
  font: false
plugins:
  - hindsite
  - macros:
      modules: [hindsite.macros]
      on_error_fail: true
      on_undefined: strict
      render_by_default: false
      force_render_paths: |
        *.md
        !incidents/
"""
TAXONOMY = """\
causes:
  - slug: change
    name: Change
    definition: Something was altered.
    causes:
      - slug: config-change
        name: Configuration change
        definition: A setting made the system act other than intended.
        not: New code is `deploy`.
        example: A rule blocked health checks.
        aliases: [misconfiguration]
      - slug: deploy
        name: Deploy
        definition: A release is part of why users were affected.
        not: A setting is `config-change`.
        example: A version went everywhere at once.
        aliases: [rollout]
triggers:
  - slug: load
    name: Load
    definition: More work than usual arrived.
    example: A sale began.
    aliases: []
"""
MINIMAL = """\
---
title: {title}
severity: SEV2
started_at: {started_at}
timezone: UTC
---

## Summary

{title}.
"""


def postmortem(title: str = "Something broke", started_at: str = "2024-03-05 10:00") -> str:
    """The text of the smallest useful postmortem."""
    return MINIMAL.format(title=title, started_at=started_at)


class RefusedError(Exception):
    """MkDocs gave the build up; the message is everything that it logged."""


@dataclass(frozen=True)
class Log:
    """One line of MkDocs' own log; `level` as in "WARNING"."""

    level: str
    text: str


@dataclass(frozen=True)
class Built:
    """A finished build: the folder of the site, and what was logged from warnings on."""

    site: Path
    log: tuple[Log, ...]

    def files(self, under: str = "") -> list[str]:
        """Paths of all files below a folder of the site, sorted."""
        found = (path for path in (self.site / under).rglob("*") if path.is_file())
        return sorted(path.relative_to(self.site).as_posix() for path in found)

    def text(self, path: str) -> str:
        """A file's text; an address that ends with `/` means its page."""
        name = f"{path}index.html" if path.endswith("/") or not path else path
        return (self.site / name).read_text(encoding="utf-8")

    def json(self, path: str) -> Any:
        """A file's JSON."""
        return json.loads(self.text(path))

    def title(self, path: str) -> str:
        """A page's `<title>`."""
        return unescape(self.text(path).split("<title>")[1].split("</title>")[0])

    def page(self, path: str) -> PageText:
        """A page, taken apart."""
        parser = PageText()
        parser.feed(self.text(path))
        return parser


class PageText(HTMLParser):
    """What stands in a page: its words, links, headings and elements' attributes."""

    SILENT = ("script", "style", "template")
    # Every other element ends a word.
    WITHIN_WORDS = frozenset(
        ("a", "abbr", "b", "code", "del", "em", "i", "kbd", "mark", "small", "span", "strong")
    )

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._silent = 0

    @property
    def text(self) -> str:
        """All words a reader sees, single spaces between."""
        return " ".join("".join(self.words).split())

    def count(self, tag: str) -> int:
        """How many elements of this name there are."""
        return sum(1 for name, _ in self.tags if name == tag)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        found = dict(attrs)
        self._part(tag)
        self.tags.append((tag, found))
        if tag in self.SILENT:
            self._silent += 1
        if tag == "a" and (href := found.get("href")):
            self.links.append(href)

    def handle_endtag(self, tag: str) -> None:
        """Note the end of what is not read."""
        self._part(tag)
        if tag in self.SILENT:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        """Note words."""
        if not self._silent:
            self.words.append(data)

    def _part(self, tag: str) -> None:
        if tag not in self.WITHIN_WORDS:
            self.words.append(" ")


@dataclass(frozen=True)
class KnowledgeBase:
    """A knowledge base in a folder of its own."""

    root: Path

    def write(self, tree: Mapping[str, str | bytes]) -> None:
        """Write files by their paths; a text is dedented, bytes are taken as they are."""
        for path, content in tree.items():
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                file.write_bytes(content)
            else:
                file.write_text(dedent(content), encoding="utf-8", newline="\n")

    def build(
        self,
        *,
        strict: bool = False,
        into: str = "site",
        command: Literal["build", "serve"] = "build",
        **options: Any,
    ) -> Built:
        """Build within this process, which is quick, into a folder below this one.

        `command` is what MkDocs believes to be doing; `options` overrides top-level settings of
        mkdocs.yml. Raises RefusedError if the build fails.
        """
        site = self.root / into
        configuration = str(self.root / "mkdocs.yml")
        with listening() as log:
            try:
                config = load_config(configuration, site_dir=str(site), strict=strict, **options)
                config.plugins.on_startup(command=command, dirty=False)
                try:
                    mkdocs_build(config)
                finally:
                    config.plugins.on_shutdown()
            except Abort as abort:
                raise RefusedError("\n".join(line.text for line in log)) from abort
        return Built(site, tuple(log))

    def contents(self, folder: str) -> dict[str, bytes]:
        """Every file below a folder, hidden ones too, with its bytes."""
        files = (path for path in (self.root / folder).rglob("*") if path.is_file())
        return {file.relative_to(self.root).as_posix(): file.read_bytes() for file in files}

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m …` here, as people do: exit code and output are the promise."""
        return self._python("-m", *command)

    def hindsite(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line here."""
        return self._python("-c", COMMAND_LINE, *arguments)

    def _python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env={**os.environ, "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )


@contextmanager
def listening() -> Iterator[list[Log]]:
    """Collect what MkDocs and its plugins log from warnings on."""
    lines: list[Log] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(Log(record.levelname, record.getMessage()))

    listener = Listener(logging.WARNING)
    logger = logging.getLogger("mkdocs")
    logger.addHandler(listener)
    try:
        yield lines
    finally:
        logger.removeHandler(listener)


def draw(root: Path, tree: Mapping[str, str | bytes]) -> KnowledgeBase:
    """Make a knowledge base of these files; configuration, taxonomy and home page are supplied."""
    base = KnowledgeBase(root)
    (root / "docs").mkdir(parents=True, exist_ok=True)
    (root / "postmortems").mkdir(exist_ok=True)
    base.write({"mkdocs.yml": CONFIGURATION, "taxonomy.yml": TAXONOMY, **tree})
    return base
