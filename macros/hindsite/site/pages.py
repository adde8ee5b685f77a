# ruff: noqa: ARG002 - MkDocs calls a page's methods with all their arguments
"""The pages that hindsite makes, as MkDocs pages: no Markdown, no header, no template of theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from hindsite.postmortem.rendering import Heading
from hindsite.view.links import Links

FRAMED_TEMPLATE = "whole.html"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page's content: sanitised HTML, and the headings in it."""

    html: str
    headings: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the theme prints around a page; plain text, the theme escapes it.

    `section` is the address of the navigation entry that the page belongs to, `feed` that of the
    page's own Atom feed.
    """

    title: str
    kind: str
    description: str = ""
    section: str = ""
    has_search_field: bool = False
    mermaid: bool = False
    feed: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A page to be made: its address, what the theme says of it, and how it is drawn.

    `url` ends with `/` (`""` for the first page). `searchable` pages are in the search index.
    `framed` pages share what the theme prints around them (see `frames`).
    """

    url: str
    facts: PageFacts
    draw: Callable[[Links], Drawn]
    searchable: bool = False
    edit_url: str | None = None
    draft: bool = False
    in_nav: bool = False
    framed: bool = False


class GeneratedPage(Page):
    """A page drawn from records. Its `meta` is built here, so no header reaches the theme."""

    def __init__(
        self, file: File, config: MkDocsConfig, plan: Plan, update_date: str | None
    ) -> None:
        # MkDocs' environment prints titles unescaped.
        super().__init__(str(escape(plan.facts.title)), file, config)
        self.plan = plan
        self.hindsite = plan.facts
        self.edit_url = plan.edit_url
        self.whole: str | None = None
        if update_date:
            self.update_date = update_date

    def read_source(self, config: MkDocsConfig) -> None:
        """There is no source to read: other plugins find an empty text, nothing to evaluate."""
        self.markdown = ""
        # Whatever the site's macros are set to: a title with braces is a title.
        self.meta = {"hide": ["navigation", "toc"], "render_macros": False}
        if self.plan.framed:
            self.meta["template"] = FRAMED_TEMPLATE
        if not self.plan.searchable:
            self.meta["search"] = {"exclude": True}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Draw the page, with its links relative to itself."""
        drawn = self.plan.draw(Links.of(self.plan.url))
        self.content = drawn.html
        self.toc = TableOfContents(
            [AnchorLink(str(escape(h.text)), h.anchor, h.level) for h in drawn.headings]
        )
        self.present_anchor_ids = {heading.anchor for heading in drawn.headings}


def add_page(
    files: Files, config: MkDocsConfig, plan: Plan, update_date: str | None
) -> GeneratedPage | None:
    """Add a page to the build, unless the maintainers wrote one at this address themselves."""
    name = plan.url.rstrip("/")
    # An index of a folder is `x/index.md`, so that the folder's other pages stand below it.
    src_uri = f"{name}/index.md" if plan.in_nav and name else f"{name or 'index'}.md"
    taken = {f"{name}.md", f"{name}/index.md"} if name else {"index.md"}
    if any(files.get_file_from_path(path) is not None for path in taken):
        return None
    inclusion = InclusionLevel.NOT_IN_NAV
    if plan.in_nav and config.nav is None:
        inclusion = InclusionLevel.INCLUDED
    file = File(
        src_uri,
        src_dir=None,
        dest_dir=config.site_dir,
        use_directory_urls=True,
        dest_uri=f"{plan.url}index.html",
        inclusion=inclusion,
    )
    file.generated_by = "hindsite"
    file.content_string = ""
    files.append(file)
    return GeneratedPage(file, config, plan, update_date)


def add_static(files: Files, config: MkDocsConfig, address: str, content: str | bytes) -> None:
    """Publish a text, or bytes, as a file at an address."""
    file = _published(config, address)
    if isinstance(content, str):
        file.content_string = content
    else:
        file.content_bytes = content
    files.append(file)


def add_copy(files: Files, config: MkDocsConfig, address: str, source: str) -> None:
    """Publish a file of the disk at an address."""
    file = _published(config, address)
    file.abs_src_path = source
    files.append(file)


class _Published(File):
    """A file that is published as it is, whatever its name: Markdown too."""

    def is_documentation_page(self) -> bool:
        """Never a page."""
        return False


def _published(config: MkDocsConfig, address: str) -> File:
    file = _Published(
        address,
        src_dir=None,
        dest_dir=config.site_dir,
        use_directory_urls=True,
        dest_uri=address,
        inclusion=InclusionLevel.NOT_IN_NAV,
    )
    file.generated_by = "hindsite"
    return file
