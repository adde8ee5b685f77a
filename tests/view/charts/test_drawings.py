from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from markupsafe import Markup

from bench.charts import KINDS, incidents
from hindsite.view.charts import drawings as module
from hindsite.view.charts.drawings import Drawings, linked
from hindsite.view.charts.ink import Ink
from hindsite.view.charts.sheet import Lines, Sheet, Texts
from hindsite.view.links import Links
from hindsite.view.templates import render

SHEET = Sheet.of(50, 20, Lines(((1, 2, 3, 2),), Ink.GRID))


def test_a_sheet_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for again, it is found in memory."""
    kept = Drawings()
    first = kept.drawing(SHEET)
    monkeypatch.setattr(module, "_drawn", None)
    assert kept.drawing(SHEET) is first


def test_drawings_outlive_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept in a folder, they are not drawn again by the next build; no stray file is left."""
    first = Drawings(tmp_path / "new" / "folder").drawing(SHEET)
    monkeypatch.setattr(module, "_drawn", None)
    again = Drawings(tmp_path / "new" / "folder").drawing(SHEET)
    assert again == first
    assert [file.suffix for file in (tmp_path / "new" / "folder").iterdir()] == [".svg"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"0\n<svg></svg>", b"half of it"])
def test_a_broken_file_is_drawn_again(tmp_path: Path, content: bytes) -> None:
    """Whatever a crash or a full disk left, the page gets the drawing, and the file is mended."""
    whole = Drawings(tmp_path).drawing(SHEET)
    (file,) = tmp_path.iterdir()
    kept = file.read_bytes()
    file.write_bytes(content)
    assert Drawings(tmp_path).drawing(SHEET) == whole
    assert file.read_bytes() == kept


def test_a_folder_that_cannot_be_written_costs_time_alone(tmp_path: Path) -> None:
    """The page has its drawing all the same."""
    (tmp_path / "file").write_text("no folder")
    assert Drawings(tmp_path / "file" / "below").drawing(SHEET).startswith("<svg ")


def test_another_content_is_another_drawing(tmp_path: Path) -> None:
    """A title is content: two figures that look alike may lead elsewhere."""
    kept = Drawings(tmp_path)
    kept.drawing(SHEET)
    kept.drawing(Sheet.of(50, 20, Texts(((1, 2, "n"),))))
    assert len(list(tmp_path.iterdir())) == 2


def test_a_new_revision_draws_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an older version drew is not found."""
    Drawings(tmp_path).drawing(SHEET)
    monkeypatch.setattr(module, "REVISION", module.REVISION + 1)
    Drawings(tmp_path).drawing(SHEET)
    assert len(list(tmp_path.iterdir())) == 2


def test_links_lead_from_the_page_that_shows_them() -> None:
    """The same drawing on two pages, each with its own way to the root."""
    drawing = Markup('<a xlink:href="~/incidents/x/">')
    assert linked(drawing, Links.of("causes/y/")) == '<a xlink:href="../../incidents/x/">'
    assert linked(drawing, Links.of("")) == '<a xlink:href="./incidents/x/">'


def test_an_address_never_becomes_a_scheme() -> None:
    """On the root's page as well, an address is a path."""
    drawing = Markup('<a xlink:href="~/javascript:x">')
    assert linked(drawing, Links("")) == '<a xlink:href="./javascript:x">'


def test_the_template_prints_both_drawings_and_is_silent() -> None:
    """One is shown, both are out of a screen reader's way."""
    chart = Drawings().chart(KINDS["strip"](incidents(8))).linked(Links("../"))
    html = render("chart", view=chart)
    assert html.count("<svg ") == 2
    assert html.count('aria-hidden="true"') == 3
    assert "~/" not in html


def test_altair_is_imported_when_something_is_drawn() -> None:
    """Its import costs most of a second, which a command without charts does not pay."""
    code = "import sys, hindsite.view.charts.drawings; print('altair' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "False"
