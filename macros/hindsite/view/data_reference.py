"""Reference documentation of the published data, made from what writes it."""

from __future__ import annotations

from markupsafe import Markup

from hindsite.library.sheets import ACTION_COLUMNS, INCIDENT_COLUMNS, SheetColumn
from hindsite.view.links import Links
from hindsite.view.publication import DATA_FILES
from hindsite.view.reference_pages import coded
from hindsite.view.templates import render

SHEETS: dict[str, dict[str, SheetColumn]] = {
    "incidents": INCIDENT_COLUMNS,
    "actions": ACTION_COLUMNS,
}


def data_files(links: Links) -> str:
    """Every published file for other programs: its address, its form, what it holds."""
    file = Markup('<a href="{}"><code>{}</code></a><br>{}')
    rows = [
        (file.format(links.to(one.address), one.address, one.form), one.text)
        for one in DATA_FILES.values()
    ]
    return render("reference_table", heads=("file", "what it holds"), rows=rows)


def sheet(name: str) -> str:
    """Every column of a sheet, `incidents` or `actions`."""
    rows = [
        (Markup("<code>{}</code><br>{}").format(column, one.unit), coded(one.meaning))
        for column, one in SHEETS[name].items()
    ]
    return render("reference_table", heads=("column, unit", "meaning"), rows=rows)
