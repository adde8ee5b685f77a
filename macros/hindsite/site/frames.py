"""What the theme prints around incident pages, drawn once and filled in for each.

Header, drawer, search, footer and scripts are the same on every incident's page; drawing them anew
costs more than the page itself. So the theme's template is rendered with marks where a page's own
values go. A theme that prints anything else of a page is found out on the first pages, by comparing
with the template itself, and is then rendered for every page as usual.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import escape

from hindsite.site.pages import GeneratedPage

_MARK = re.compile(r"hindsitemark(\d)end")
_TITLE, _DESCRIPTION, _CONTENT, _CANONICAL, _EDIT = (f"hindsitemark{n}end" for n in range(5))
# A frame is compared with what the template prints for this many pages.
COMPARED = 2

RenderTheme = Callable[[Mapping[str, Any]], str]
"""Renders the theme's page template with a context."""


@dataclass
class _Frame:
    parts: list[str]  # text and the numbers of marks, in turn
    compared: int = 0


@dataclass
class Frames:
    """The frames of one build. `usable` turns False for good when a page does not fit its frame."""

    render: RenderTheme
    usable: bool = True
    _frames: dict[tuple[str, bool], _Frame] = field(default_factory=dict)

    def page(self, page: GeneratedPage, context: Mapping[str, Any]) -> str | None:
        """The whole page, or None when it must be rendered by the template itself."""
        if not self.usable:
            return None
        key = (page.hindsite.kind, page.hindsite.mermaid)
        if key not in self._frames:
            marked = self.render({**context, "page": _marked(page)})
            self._frames[key] = _Frame(_MARK.split(marked))
        frame = self._frames[key]
        filled = _filled(frame.parts, page)
        if frame.compared < COMPARED:
            frame.compared += 1
            rendered = self.render(context)
            self.usable = rendered == filled
            return rendered
        return filled


def _marked(page: GeneratedPage) -> GeneratedPage:
    marked = copy.copy(page)
    marked.hindsite = replace(page.hindsite, title=_TITLE, description=_DESCRIPTION)
    marked.content = _CONTENT
    marked.canonical_url = _CANONICAL if page.canonical_url else None
    marked.edit_url = _EDIT if page.edit_url else None
    return marked


def _filled(parts: list[str], page: GeneratedPage) -> str:
    values = (
        str(escape(page.hindsite.title)),
        str(escape(page.hindsite.description)),
        page.content or "",
        str(escape(page.canonical_url or "")),
        str(escape(page.edit_url or "")),
    )
    return "".join(
        part if index % 2 == 0 else values[int(part)] for index, part in enumerate(parts)
    )
