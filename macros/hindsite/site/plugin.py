# ruff: noqa: ARG002 - MkDocs hands each event all its arguments, by name
"""The MkDocs plugin: its events translate and delegate, nothing more."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment
from mkdocs.config.base import LegacyConfig
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext
from mkdocs_macros.plugin import MacrosPlugin

from hindsite.config import Options, Project, parse_options
from hindsite.errors import HindsiteError, Problem, ProblemsError
from hindsite.insight.knowledge import Knowledge, gather
from hindsite.library.collection import Catalogues, load, vocabulary
from hindsite.library.store import Cache
from hindsite.library.workers import Workers
from hindsite.postmortem.house import checking as house
from hindsite.site.exports import incidents_json, schema_json
from hindsite.site.facets import facet_files
from hindsite.site.forge import forge_links, new_file
from hindsite.site.form_data import TEMPLATE, form_json
from hindsite.site.frames import Frames
from hindsite.site.pages import GeneratedPage, add_copy, add_page, add_static
from hindsite.site.plans import plan_site
from hindsite.site.policy import Policy
from hindsite.site.published import Publishing
from hindsite.site.repository import head_commit
from hindsite.site.search import SearchIndex, SearchPages, add_written_page, publish
from hindsite.site.seen import likest, look_for_words, seen_files
from hindsite.view import links, words
from hindsite.view.charts.drawings import Drawings
from hindsite.view.drawing import Draw, Drawing, Job
from hindsite.view.macro_calls import Desk
from hindsite.view.macro_places import PagePlace
from hindsite.view.submit_page import FORM_ADDRESS, TEMPLATE_ADDRESS
from hindsite.view.suggestions import suggest_json

log = logging.getLogger("mkdocs.plugins.hindsite")

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and of how many (0: not known)."""

_VIEW = Path(links.__file__).parent
_HOUSE_RULES = frozenset(rule.id for rule in house.RULES)
THEME = _VIEW / "theme"
ASSETS = _VIEW / "assets"
ASSETS_ADDRESS = "assets/hindsite"
# How many objects are made between two looks for garbage while a site is built.
COLLECT_AFTER = 200_000


class HindsitePlugin(BasePlugin[LegacyConfig]):  # type: ignore[no-untyped-call]
    """Adds the pages of the postmortems, what they add up to, and the macros' desk.

    The options have a model of their own, so MkDocs' schema of this plugin is empty.
    """

    def __init__(self) -> None:
        self.options = Options()
        self.audience: Literal["internal", "public"] | None = None
        self.progress: Progress | None = None
        self.desk = Desk()
        self.drafts = False
        self._cache = Cache()
        self._index = SearchIndex()
        self._search_pages: SearchPages | None = None
        self._policy = Policy()
        self._publishing = Publishing()
        self._frames: Frames | None = None
        self._workers: Workers | None = None
        self._drawing: Drawing | None = None
        self._collection: tuple[int, int, int] | None = None
        self._knowledge: Knowledge | None = None
        self._drawings = Drawings()
        self._written = 0
        self._planned = 0

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[list[tuple[str, Exception]], list[tuple[str, str]]]:
        """Check the options with the one model that knows them."""
        # MkDocs keeps one plugin for a whole process: nothing asked of one build is for the next.
        self.audience, self.progress = None, None
        self.config = LegacyConfig(schema=(), config_file_path=config_file_path)
        path = Path(config_file_path).name if config_file_path else "mkdocs.yml"
        try:
            self.options = parse_options(options, path)
        except ProblemsError as error:
            # MkDocs says itself which plugin's options these are.
            names = [one.field.removeprefix("plugins.hindsite.") for one in error.problems]
            told = [HindsiteError(one.message) for one in error.problems]
            return list(zip(names, told, strict=True)), []
        return [], []

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Drafts are shown while serving only.

        Having this event keeps the plugin, and so its cache, between the builds of a server.
        """
        self.drafts = self._index.keep = command == "serve"

    def on_shutdown(self) -> None:
        """Forget what was kept between builds."""
        self._index.close()

    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the library before anything of the old site is removed, and before macros ask."""
        self._report("Reading", 0, 0)
        self.desk = Desk()
        self._policy = Policy()
        self._workers = Workers()
        # Records and pages live as long as the build: no need to look through them again and again.
        self._collection = gc.get_threshold()
        gc.set_threshold(COLLECT_AFTER, 50, 1000)
        self._knowledge = self.desk.knowledge = self._read(config)
        folder = self._knowledge.library.project.root / self.options.cache_dir
        self._drawings = self.desk.drawings = Drawings(folder)
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))
        config.extra["hindsite"] = {**_footer(self._knowledge), "search": self.options.search}
        self._search_pages = self._begin_search(config)
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add every page, asset, data file and attachment."""
        knowledge = self._known()
        _report_undefined(config, self.desk)
        day = knowledge.commit.day.isoformat() if knowledge.commit else None
        if self._workers is not None:
            self._publishing.begin(files, config, knowledge, self._workers)
        incidents = self._begin_incidents(knowledge, config, files)
        target = new_file(config, self.options)
        for plan in plan_site(knowledge, config.site_name, incidents, self._drawings, target):
            add_page(files, config, plan, day)
        _add_outputs(files, config, knowledge)
        add_static(files, config, FORM_ADDRESS, form_json(knowledge, target))
        add_static(files, config, TEMPLATE_ADDRESS, TEMPLATE)
        self._planned = len(files.documentation_pages())
        self._written = 0
        return files

    def _begin_incidents(
        self, knowledge: Knowledge, config: MkDocsConfig, files: Files
    ) -> Iterator[tuple[Job, Draw]]:
        """The incidents' pages, drawn while everything else is prepared."""
        told = look_for_words(knowledge, self._workers)
        records = replace(knowledge, similar=likest(knowledge, told))
        jobs = [Job(one, forge_links(config, one.path)) for one in knowledge.library.postmortems]
        beside = partial(publish, Path(config.site_dir), self._search_pages)
        self._drawing = Drawing(records, self._workers, beside)
        drawn = self._drawing.pages(jobs)
        for address, text in seen_files(records, told).items():
            add_static(files, config, address, text)
        return zip(jobs, drawn, strict=True)

    @event_priority(100)
    def on_page_markdown(
        self, markdown: str, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Tell the macros, which come next, which page asks."""
        if (commit := self._known().commit) is not None:
            # Today's date would make two builds of one commit differ.
            page.update_date = commit.day.isoformat()
        self.desk.page = _place(page, markdown, config)
        return markdown

    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Put what the macros printed in its place; a page that people wrote is searched."""
        if isinstance(page, GeneratedPage):
            return html
        filled = self.desk.fill(html)
        if self._search_pages is not None:
            add_written_page(self._search_pages, page, filled)
        return filled

    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep the navigation, which the theme prints on every page."""
        self._policy.nav = nav
        return nav

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Fail before anything is written if a macro was called wrongly; all mistakes at once."""
        if self.desk.problems:
            _refuse(tuple(sorted(set(self.desk.problems))), "macro")
        self._publishing.finish()
        # A server puts a script of its own into each page.
        wanted = self.options.content_security_policy and not self.drafts
        config.extra["hindsite"]["policy"] = self._policy.make(env, config, files) if wanted else ""
        self._frames = Frames(env.get_template("main.html").render)
        return env

    @event_priority(-100)
    def on_page_context(
        self, context: TemplateContext, /, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Put an incident's page into the frame that all of them share."""
        if self._frames and isinstance(page, GeneratedPage) and page.plan.framed:
            page.whole = self._frames.page(page, context)
        return context

    @event_priority(-100)
    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Count the pages for whoever watches; say what will not run in one that people wrote."""
        if isinstance(page, GeneratedPage):
            # It is written now; thousands of pages kept to the end would fill the memory.
            page.whole, page.content = None, ""
        else:
            for message in self._policy.complaints(output):
                log.warning(
                    "hindsite: %s/%s: %s", Path(config.docs_dir).name, page.file.src_uri, message
                )
        self._written += 1
        self._report("Writing pages", self._written, self._planned)
        return output

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Make the search index, and end what only this build needed."""
        if self._search_pages is not None:
            self._report("Indexing for search", 0, 1)
            try:
                self._index.write(self._search_pages, Path(config.site_dir), self._known())
            except HindsiteError as error:
                raise PluginError(f"hindsite: {error}") from error
            self._report("Indexing for search", 1, 1)
        self._drawings.tidy()
        self._clear()

    def on_build_error(self, *, error: Exception) -> None:
        """The same when the build fails."""
        self._clear()

    def _begin_search(self, config: MkDocsConfig) -> SearchPages | None:
        if not self.options.search:
            return None
        try:
            return self._index.begin(str(config.theme.get("language") or "en"))
        except HindsiteError as error:
            raise PluginError(f"hindsite: {error}") from error

    def _clear(self) -> None:
        self._index.end()
        self._publishing.close()
        self._search_pages = None
        if self._drawing is not None:
            self._drawing.close()
        if self._workers is not None:
            self._workers.close()
        self._drawing, self._workers, self._frames = None, None, None
        if self._collection is not None:
            gc.set_threshold(*self._collection)
            self._collection = None

    def on_serve(
        self, server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """Build again when a postmortem or a vocabulary changes."""
        project = self._project(config)
        watched = (self.options.postmortems_dir, self.options.taxonomy, self.options.services)
        for path in watched:
            if (project.root / path).exists():
                server.watch(str(project.root / path))
        server.builder = _surviving(server.builder)
        return server

    def _project(self, config: MkDocsConfig) -> Project:
        root = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
        options = self.options
        if self.audience:
            options = options.model_copy(update={"audience": self.audience})
        return Project(root=root.absolute(), options=options)

    def _read(self, config: MkDocsConfig) -> Knowledge:
        project = self._project(config)
        try:
            library = load(project, self._cache, self._workers, drafts=self.drafts)
        except ProblemsError as error:
            _refuse(error.problems, "vocabulary")
        except HindsiteError as error:
            raise PluginError(str(error)) from error
        if library.errors:
            _refuse(library.errors, "postmortem")
        _tell(library.problems)
        return gather(library, head_commit(project.root))

    def _known(self) -> Knowledge:
        if self._knowledge is None:
            raise PluginError("hindsite: the library has not been read")
        return self._knowledge

    def _report(self, doing: str, done: int, of: int) -> None:
        if self.progress is not None:
            self.progress(doing, done, of)


def _tell(problems: Sequence[Problem]) -> None:
    """Warn of what stops no build. House rules are counted: no strict build fails for a habit."""
    rest = [problem for problem in problems if problem.rule not in _HOUSE_RULES]
    for problem in rest:
        log.warning(str(problem))
    if kept := len(problems) - len(rest):
        what = "warning" if kept == 1 else "warnings"
        log.info(f"{kept} {what} of house rules; `hindsite validate` says which")


def _refuse(problems: tuple[Problem, ...], where: str) -> None:
    count = words.plural(len(problems), "problem")
    listed = "\n".join(f"  {problem}" for problem in problems)
    raise PluginError(f"hindsite: {count} ({where}); nothing was built.\n{listed}")


def _surviving(builder: Callable[..., None]) -> Callable[..., None]:
    """A build that ends in `exit`, as mkdocs-macros' do on an error, must not end the server."""

    def build() -> None:
        try:
            builder()
        except SystemExit as error:
            raise Abort(f"The build ended with {error.code}") from error

    return build


def _report_undefined(config: MkDocsConfig, desk: Desk) -> None:
    """Let an undefined name in a page be one problem of many, where such names are mistakes."""
    macros = config.plugins.get("macros")
    if isinstance(macros, MacrosPlugin) and macros.config["on_undefined"] == "strict":
        macros.env.undefined = desk.undefined()


def _footer(knowledge: Knowledge) -> dict[str, Any]:
    commit = knowledge.commit
    return {
        "count": len(knowledge.counted),
        "commit": commit.short if commit else None,
        "commit_day": words.long_day(commit.day) if commit else None,
        "links": [
            {"title": "Definitions", "url": links.DEFINITIONS},
            {"title": "JSON", "url": "data/incidents.json"},
            {"title": "CSV", "url": "data/incidents.csv"},
            {"title": "Parquet", "url": "data/incidents.parquet"},
            {"title": "Feed", "url": links.atom_feed(links.HOME)},
        ],
    }


def _add_outputs(files: Files, config: MkDocsConfig, knowledge: Knowledge) -> None:
    library = knowledge.library
    catalogues = Catalogues(library.taxonomy, library.services)
    schema = schema_json(vocabulary(library.project, catalogues))
    add_static(files, config, "data/incidents.json", incidents_json(knowledge))
    add_static(files, config, "data/postmortem.schema.json", schema)
    for address, text in facet_files(knowledge).items():
        add_static(files, config, address, text)
    if library.project.options.search:
        add_static(files, config, "data/suggest.json", suggest_json(knowledge))
    folder = f"{library.project.options.postmortems_dir.strip('/')}/"
    for attachment in library.attachments:
        address = links.attachment_place(attachment.path.removeprefix(folder))
        add_copy(files, config, address, str(attachment.file))
    for asset in sorted(ASSETS.rglob("*")):
        if asset.is_file():
            name = asset.relative_to(ASSETS).as_posix()
            add_copy(files, config, f"{ASSETS_ADDRESS}/{name}", str(asset))


def _place(page: Page, markdown: str, config: MkDocsConfig) -> PagePlace:
    """Where a page's text stands in its file: the header's lines come before it."""
    if isinstance(page, GeneratedPage):
        return PagePlace(page.file.src_uri, page.url, 0)
    # MkDocs may drop line breaks around a page's text.
    whole, text = page.file.content_string.rstrip(), markdown.rstrip()
    before = whole.removesuffix(text) if whole.endswith(text) else ""
    docs = Path(config.docs_dir).name
    return PagePlace(f"{docs}/{page.file.src_uri}", page.url, before.count("\n"))
