"""Charts of a build: laid out, drawn, and kept by their content.

Drawing costs some hundredths of a second, the first one a second and a half more. So what was drawn
is kept in memory, and in a folder where the caller has one: a file for each drawing, its name made
of the sheet, the versions of the libraries that draw and the revision of this package's own part.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Protocol, cast

from markupsafe import Markup

from hindsite.view.charts.sheet import NARROW, WIDE, Form, Sheet
from hindsite.view.charts.svg import ROOT, slim
from hindsite.view.links import Links

# Raise it when `vega` or `svg` draw the same sheet differently.
REVISION = 2
_LIBRARIES = ("altair", "vl-convert-python")
# Some dozens of builds' drawings, some ten megabytes.
MOST_FILES = 2000
_ENDING = ".svg"
_HEAD, _TAIL = "<svg ", "</svg>"


class Figure(Protocol):
    """The plain values of a chart, with the knowledge of how they are laid out."""

    def sheet(self, form: Form) -> Sheet:
        """The chart laid out for a width."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure's two drawings, each a whole `<svg>`; the style sheet shows one of them.

    Addresses begin at the site's root and stand behind a marker until `linked` knows the page.
    """

    wide: Markup
    narrow: Markup

    def linked(self, links: Links) -> Chart:
        """The chart with its links written for one page."""
        return Chart(linked(self.wide, links), linked(self.narrow, links))


def linked(drawing: Markup, links: Links) -> Markup:
    """A drawing with the marker before its addresses replaced by the way to the site's root."""
    # "./" at the root: without it, an address with a colon could be read as a scheme.
    base = links.base or "./"
    found = str(drawing).replace(f'href="{ROOT}', f'href="{base}')
    return Markup(found)  # noqa: S704 - `slim` escaped it; no text of its own holds `href="`


class Drawings:
    """Draws charts; `folder` is where drawings outlive the build, None for in memory alone."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._kept: dict[str, Markup] = {}

    def chart(self, figure: Figure) -> Chart:
        """Both drawings of a figure."""
        return Chart(self.drawing(figure.sheet(WIDE)), self.drawing(figure.sheet(NARROW)))

    def tidy(self) -> None:
        """Remove drawings that this build did not use, once they are many.

        A drawing that changes leaves its old file behind; builds of other branches use theirs.
        """
        if self._folder is None or not self._folder.is_dir():
            return
        files = list(self._folder.glob(f"*{_ENDING}"))
        if len(files) <= MOST_FILES:
            return
        for file in files:
            if file.stem not in self._kept:
                with suppress(OSError):
                    file.unlink()

    def drawing(self, sheet: Sheet) -> Markup:
        """One sheet drawn, or found where it was kept."""
        key = _key(sheet)
        if key not in self._kept:
            self._kept[key] = self._found(key) or self._made(key, sheet)
        return self._kept[key]

    def _found(self, key: str) -> Markup | None:
        """The drawing in its file; None where there is no whole one."""
        if self._folder is None:
            return None
        try:
            text = _file(self._folder, key).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        check, _, drawing = text.partition("\n")
        if check != _digest(drawing):
            return None
        return Markup(drawing)  # noqa: S704 - written below, whole by its digest

    def _made(self, key: str, sheet: Sheet) -> Markup:
        drawing = slim(_drawn()(sheet), sheet)
        if self._folder is not None:
            # A drawing that cannot be kept is drawn again next time; the page has it.
            with suppress(OSError):
                _write(_file(self._folder, key), f"{_digest(drawing)}\n{drawing}")
        return drawing


def _key(sheet: Sheet) -> str:
    return _digest("\n".join((str(REVISION), _versions(), repr(sheet))))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _versions() -> str:
    return " ".join(f"{name} {version(name)}" for name in _LIBRARIES)


@cache
def _drawn() -> Callable[[Sheet], str]:
    """The drawing itself, imported when the first sheet is drawn.

    Altair takes most of a second to import; a build whose drawings are all kept does without, and
    so does a command that draws none.
    """
    module = import_module("hindsite.view.charts.vega")
    return cast("Callable[[Sheet], str]", module.drawn)


def _file(folder: Path, key: str) -> Path:
    return folder / f"{key}{_ENDING}"


def _write(file: Path, text: str) -> None:
    """Write a file whole or not at all, whoever else writes it at the same time."""
    file.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=file.parent, prefix=".drawing-")
    try:
        with os.fdopen(number, "w", encoding="utf-8") as temporary:
            temporary.write(text)
        Path(name).replace(file)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
