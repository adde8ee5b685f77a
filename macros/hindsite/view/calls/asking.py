"""What every macro is handed: the collection that it asks, and the page that it prints on."""

from __future__ import annotations

from dataclasses import dataclass, field

from hindsite.insight.knowledge import Knowledge
from hindsite.view.calls.arguments import MacroError
from hindsite.view.charts.drawings import Drawings
from hindsite.view.links import Links
from hindsite.view.macro_places import PagePlace


@dataclass
class Asking:
    """The knowledge and the page of the calls that come next."""

    knowledge: Knowledge | None = None
    page: PagePlace | None = None
    anchors: int = 0
    drawings: Drawings = field(default_factory=Drawings)

    def asked(self) -> tuple[Knowledge, Links]:
        """The knowledge, and the links of the page that asks."""
        if self.knowledge is None or self.page is None:
            raise MacroError("macros can be called in pages of docs/ only")
        return self.knowledge, Links.of(self.page.url)

    def anchor(self, name: str) -> str:
        """An id that no other part of the build has: "figure-1"."""
        self.anchors += 1
        return f"{name}-{self.anchors}"
