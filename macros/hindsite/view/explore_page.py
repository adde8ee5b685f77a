"""Explore's first page: the list of all incidents, and the places where scripts put the rest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hindsite.insight.knowledge import Knowledge
from hindsite.view import links
from hindsite.view.links import Links
from hindsite.view.list_pages import explore_view
from hindsite.view.models import ListHead, ListView, SearchField

ASSETS = "assets/hindsite/"
PLACEHOLDER = "Error message, alert name, service or symptom"
_MODULES = Path(__file__).parent / "assets" / "explore"


@dataclass(frozen=True, slots=True)
class ExploreView:
    """Explore: the plain list, and what its scripts need to know.

    `style`, `script` and `modules` (what the script imports) are this page's own files. `data` is
    the folder of the columns, `incidents` the one of the incidents' pages, `form` where a
    postmortem is started ("" nowhere), `seen` where an error message is looked for.
    """

    plain: ListView
    search: SearchField
    style: str
    script: str
    modules: tuple[str, ...]
    data: str
    incidents: str
    seen: str
    form: str = ""


def explore_page(knowledge: Knowledge, head: ListHead, links_: Links) -> ExploreView:
    """The first page of Explore."""
    form = knowledge.library.project.options.form_url
    scripts = f"{links_.to(ASSETS)}explore/"
    return ExploreView(
        plain=explore_view(knowledge, head, links_, 1),
        search=SearchField(links_.to(links.EXPLORE), placeholder=PLACEHOLDER),
        style=links_.to(f"{ASSETS}explore.css"),
        script=f"{scripts}explore.js",
        modules=tuple(f"{scripts}{name}" for name in _imported()),
        data=links_.to(links.EXPLORE_DATA),
        incidents=links_.to(links.INCIDENTS),
        seen=links_.to(links.SEEN),
        form=links_.anywhere(form) if form else "",
    )


def _imported() -> list[str]:
    names = sorted(file.name for file in _MODULES.glob("*.js"))
    return [name for name in names if name != "explore.js"]
