"""The postmortems as they were written, published beside their pages."""

from __future__ import annotations

from pathlib import Path

from hindsite.postmortem.schema import Postmortem
from hindsite.view import links


def publish_source(site: Path, incident: Postmortem) -> None:
    """Write a postmortem's text at its address under the folder `site`; raises OSError."""
    file = site / links.source(incident.id)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(incident.source, encoding="utf-8", newline="")
