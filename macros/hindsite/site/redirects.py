"""Pages at former addresses that lead on: one for each alias of a postmortem.

mkdocs-redirects is not used: it knows the targets of the configuration alone, and the script in its
pages, different in each, could run under no policy that names scripts by their hash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from hindsite.insight.knowledge import Knowledge
from hindsite.postmortem.schema import Postmortem
from hindsite.view import links
from hindsite.view.links import Links
from hindsite.view.publication import Publication
from hindsite.view.templates import render


def redirect_pages(
    knowledge: Knowledge, publication: Publication, script: str
) -> Iterator[tuple[str, Callable[[], str]]]:
    """The address of each and what writes it; `script` is the address of what leads on."""
    for incident in knowledge.library.postmortems:
        for alias in incident.aliases:
            address = f"{links.incident(alias)}index.html"
            yield address, partial(_page, incident, alias, publication, script)


def _page(incident: Postmortem, alias: str, publication: Publication, script: str) -> str:
    here = Links.of(links.incident(alias))
    return render(
        "moved",
        title=incident.title,
        site_name=publication.name,
        target=here.to(incident.url),
        canonical=publication.root and publication.absolute(incident.url),
        script=here.to(script),
    )
