"""What every panel is made of, and how it is printed."""

from __future__ import annotations

from markupsafe import Markup

from hindsite.view.models import Cell, Panel, PanelTable
from hindsite.view.templates import render

__all__ = ["Cell", "Panel", "PanelTable", "panel_html", "table_html"]


def panel_html(panel: Panel) -> str:
    """A panel as a block of a page that somebody wrote."""
    return render("macro_panel", view=panel)


def table_html(table: PanelTable) -> Markup:
    """A table for the inside of a disclosure: what a drawing shows, in numbers."""
    return Markup(render("panel_table", view=table))  # noqa: S704 - the template escapes
