"""The postmortems as they were written, published beside their pages."""

from __future__ import annotations

from pathlib import Path

from hindsite.postmortem.schema import Postmortem
from hindsite.site.writing import write
from hindsite.view import links


def publish_source(site: Path, incident: Postmortem) -> None:
    """Write a postmortem's text at its address under the folder `site`; raises OSError."""
    write(site / links.source(incident.id), incident.source)
