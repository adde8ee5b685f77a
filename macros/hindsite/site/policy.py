"""The content security policy that stands in each page's head.

The theme prints a few scripts into its pages, one of them different at each depth. They are allowed
by their hashes, which are taken from the theme's templates, rendered with empty pages: no page that
holds anything has a say in what may run.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents
from mkdocs.utils import get_relative_url

from hindsite.site.pages import Drawn, GeneratedPage, PageFacts, Plan

PAGE_TEMPLATE = "main.html"
ERROR_TEMPLATE = "404.html"
# Everything from the site itself. Styles may stand in the page: positions of marks do, and what
# draws diagrams writes its own. Search runs WebAssembly.
_RULES = (
    ("default-src", "'none'"),
    ("script-src", "'self' 'wasm-unsafe-eval'"),
    ("style-src", "'self' 'unsafe-inline'"),
    ("img-src", "'self' data:"),
    ("font-src", "'self'"),
    ("media-src", "'self'"),
    ("connect-src", "'self'"),
    ("worker-src", "'self'"),
    ("manifest-src", "'self'"),
    ("base-uri", "'none'"),
    ("form-action", "'self'"),
)
_MEND = (
    "put it into a file of docs/ that `extra_javascript` names, or set "
    "`content_security_policy: false`"
)
_RUNS = frozenset(("", "module", "importmap", "speculationrules"))


@dataclass
class Policy:
    """The policy of one build; `nav` is the site's navigation, which each page prints."""

    nav: Navigation | None = None
    _hashes: frozenset[str] | None = None

    def make(self, env: Environment, config: MkDocsConfig, files: Files) -> str:
        """The policy of all pages.

        One for the whole site: a page that is loaded into another brings its policy along, and then
        both hold.
        """
        pages = _empty_pages(env, config, files, self.nav or Navigation([], []))
        hashes = {script_hash(text) for html in pages for text in Scripts.of(html).inline}
        self._hashes = frozenset(hashes)
        allowed = "".join(f" '{one}'" for one in sorted(hashes))
        return "; ".join(
            f"{name} {value}{allowed}" if name == "script-src" else f"{name} {value}"
            for name, value in _RULES
        )

    def complaints(self, html: str) -> Iterator[str]:
        """What of a page that people wrote will not work, and how to mend it."""
        if self._hashes is not None:
            for what in blocked(html, self._hashes):
                yield f"the content security policy blocks {what}; {_MEND}"


def blocked(html: str, hashes: frozenset[str]) -> Iterator[str]:
    """The scripts of a page that a policy with these hashes does not allow, in words."""
    scripts = Scripts.of(html)
    for text in scripts.inline:
        if script_hash(text) not in hashes:
            yield f"the script in the page that begins {' '.join(text.split())[:40]!r}"
    for source in dict.fromkeys(scripts.sources):
        if urlsplit(source).netloc or ":" in source.split("/", 1)[0]:
            yield f"the script {source}, which is another site's"
    for handler in dict.fromkeys(scripts.handlers):
        yield f"the script in an attribute, {handler}"


def script_hash(text: str) -> str:
    """A script's hash as policies write it."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


class Scripts(HTMLParser):
    """The scripts of a page: the texts within it, the addresses of others, and handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.sources: list[str] = []
        self.handlers: list[str] = []
        self._reading: list[str] | None = None

    @classmethod
    def of(cls, html: str) -> Scripts:
        """Those of a page's HTML."""
        scripts = cls()
        scripts.feed(html)
        scripts.close()
        return scripts

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note handlers, and begin a script."""
        self.handlers += [f"<{tag} {name}>" for name, _ in attrs if name.startswith("on")]
        if tag != "script":
            return
        named = dict(attrs)
        if not _runs(named.get("type") or ""):
            return
        if source := named.get("src"):
            self.sources.append(source)
        elif "src" not in named:
            self._reading = []

    def handle_data(self, data: str) -> None:
        """Keep a script's text as it is."""
        if self._reading is not None:
            self._reading.append(data)

    def handle_endtag(self, tag: str) -> None:
        """End a script."""
        if tag == "script" and self._reading is not None:
            self.inline.append("".join(self._reading))
            self._reading = None


def _runs(kind: str) -> bool:
    """Whether a script of this type is one: others hold data."""
    essence = kind.strip().lower()
    return essence in _RUNS or essence.endswith(("javascript", "ecmascript", "jscript"))


def _empty_pages(
    env: Environment, config: MkDocsConfig, files: Files, nav: Navigation
) -> Iterator[str]:
    """What every template that a page is drawn with prints around it, at every depth."""
    pages = [file.page for file in files.documentation_pages() if file.page is not None]
    depths = {get_relative_url(".", page.url): page.file.dest_uri for page in pages}
    own = {str((page.meta or {}).get("template") or PAGE_TEMPLATE) for page in pages}
    templates = sorted({PAGE_TEMPLATE, *own})
    for place in depths.values():
        for page in _blanks(config, place):
            # Of all pages a template may ask for only one is here, that no list grows with them.
            context = get_context(nav, [page.file], config, page)
            yield from (_rendered(env, name, context) for name in templates)
    root = urlsplit(config.site_url or "/").path
    yield _rendered(env, ERROR_TEMPLATE, get_context(nav, [], config, base_url=root))


def _blanks(config: MkDocsConfig, place: str) -> Iterable[Page]:
    """A page as people write it, and one as hindsite makes it, with nothing in them."""
    written = Page("", _file(config, place), config)
    written.content, written.meta, written.toc = "", {}, TableOfContents([])
    made = GeneratedPage(
        _file(config, place), config, Plan("", PageFacts("", "blank"), _nothing), None
    )
    made.content, made.meta, made.toc = "", {}, TableOfContents([])
    return written, made


def _nothing(_links: object) -> Drawn:
    return Drawn("")


def _file(config: MkDocsConfig, place: str) -> File:
    return File(
        "blank.md",
        src_dir=None,
        dest_dir=config.site_dir,
        use_directory_urls=True,
        dest_uri=place,
        inclusion=InclusionLevel.NOT_IN_NAV,
    )


def _rendered(env: Environment, name: str, context: Any) -> str:
    return env.get_template(name).render(context)
