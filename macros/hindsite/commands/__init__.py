"""One module a command: the only ones that print or exit.

Commands know no builder: `cli` hands them the `Site` that they build and serve.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

Told = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and of how many (0: not known)."""


class Build(Protocol):
    """Builds the site, all or nothing, and gives its folder; raises HindsiteError."""

    def __call__(
        self,
        config_file: Path | None,
        site_dir: Path | None,
        told: Told,
        *,
        strict: bool,
        audience: Literal["internal", "public"] | None,
    ) -> Path:
        """`None` means what mkdocs.yml says."""


@dataclass(frozen=True, slots=True)
class Site:
    """What makes a site; `serve` takes mkdocs.yml and `host:port`, and runs until interrupted."""

    build: Build
    serve: Callable[[Path | None, str], None]
