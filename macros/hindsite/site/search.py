"""The index of the site's full-text search, made by Pagefind's command line when all is written.

It reads pages of its own, made for it in a temporary folder (see `hindsite.view.search_page`), and
writes `pagefind/` into the site. A page's address there is its address on the site.
"""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup
from mkdocs.structure.pages import Page

from hindsite.errors import HindsiteError
from hindsite.insight.knowledge import Records
from hindsite.postmortem.schema import Postmortem
from hindsite.site.seen import publish_details
from hindsite.site.sources import publish_source
from hindsite.site.writing import write
from hindsite.view import links
from hindsite.view.models import BodyPart
from hindsite.view.search_page import guide_page, search_page

try:
    from pagefind_bin import get_executable  # type: ignore[import-untyped]  # carries no types
except ImportError:  # no wheel for this system
    get_executable = None

FOLDER = "pagefind"
# Elements of people's pages that are not theirs: what macros drew, and the marks beside headings.
_LEFT_OUT = ("[data-search-exclude]", ".headerlink")
# Interfaces that Pagefind brings along; hindsite has its own.
_UNUSED = ("pagefind-*ui.*", "pagefind-highlight.js", "wasm.unknown.pagefind")
# Fragments begin with Pagefind's mark and the page's address; no more of them is unpacked.
_MARK = b'pagefind_dcd{"url":'
_HEAD_BYTES = 2048


@dataclass(frozen=True)
class SearchPages:
    """The pages that one build makes for the indexer. It pickles: workers write into it too."""

    folder: Path
    language: str

    def add_incident(
        self, incident: Postmortem, body: tuple[BodyPart, ...], records: Records
    ) -> None:
        """Add an incident with the body of its page."""
        text = search_page(incident, body, records, self.language)
        self._write(f"{links.incident(incident.id)}index.html", text)

    def add_guide(self, address: str, title: str, content: str) -> None:
        """Add a page that people wrote; `address` is its file in the site."""
        self._write(address, guide_page(title, content, self.language))

    def digest(self) -> str:
        """The same for the same pages, whatever folder they are in."""
        whole = hashlib.sha256(self.language.encode())
        for file in sorted(self.folder.rglob("*.html")):
            text = file.read_bytes()
            whole.update(f"{file.relative_to(self.folder).as_posix()}\0{len(text)}\0".encode())
            whole.update(text)
        return whole.hexdigest()

    def _write(self, address: str, text: str) -> None:
        write(self.folder / address, text)


def publish(
    site: Path,
    pages: SearchPages | None,
    incident: Postmortem,
    body: tuple[BodyPart, ...],
    records: Records,
) -> None:
    """What is written beside an incident's page: its source, details, and page for the indexer."""
    publish_source(site, incident)
    publish_details(site, incident, records)
    if pages is not None:
        pages.add_incident(incident, body, records)


def add_written_page(pages: SearchPages, page: Page, html: str) -> None:
    """Add a page of docs/, unless it is the first page or says `search: {exclude: true}`."""
    told = page.meta.get("search")
    if page.is_homepage or (isinstance(told, dict) and told.get("exclude")):
        return
    title = Markup(page.title or "").striptags()  # noqa: S704 - MkDocs' own, undone here
    pages.add_guide(page.file.dest_uri, title, html)


@dataclass
class SearchIndex:
    """Makes the index of each build; with `keep`, the last one is kept and used again.

    Close it when no further build comes.
    """

    keep: bool = False
    _pages: Path | None = field(default=None, init=False)
    _kept: Path | None = field(default=None, init=False)
    _digest: str = field(default="", init=False)

    def begin(self, language: str) -> SearchPages:
        """An empty folder for a build's pages; raises HindsiteError where Pagefind is missing."""
        executable()
        self.end()
        # Pagefind knows languages, not their variants.
        language = language.partition("-")[0].lower()
        self._pages = Path(tempfile.mkdtemp(prefix="hindsite-search-"))
        return SearchPages(self._pages, language)

    def write(self, pages: SearchPages, site: Path, records: Records) -> None:
        """Write the index of the pages into the site; raises HindsiteError."""
        target = site / FOLDER
        digest = pages.digest() if self.keep else ""
        if self._kept is not None and digest == self._digest:
            shutil.copytree(self._kept, target, dirs_exist_ok=True)
        else:
            index(pages, target)
            if self.keep:
                self._keep(target, digest)
        _write_ids(target, records)

    def end(self) -> None:
        """Forget a build's pages."""
        if self._pages is not None:
            shutil.rmtree(self._pages, ignore_errors=True)
            self._pages = None

    def close(self) -> None:
        """Forget everything."""
        self.end()
        if self._kept is not None:
            shutil.rmtree(self._kept, ignore_errors=True)
            self._kept = None

    def _keep(self, made: Path, digest: str) -> None:
        if self._kept is None:
            self._kept = Path(tempfile.mkdtemp(prefix="hindsite-index-"))
        shutil.rmtree(self._kept, ignore_errors=True)
        shutil.copytree(made, self._kept)
        self._digest = digest


def executable() -> Path:
    """Pagefind's program, from its package; raises HindsiteError where there is none."""
    if get_executable is None:
        raise HindsiteError(
            "search needs Pagefind, and the package `pagefind_bin` is not installed"
            f" ({platform.system()}, {platform.machine()}); run `pip install pagefind_bin`, or"
            " switch the search off with `search: false` under `hindsite:` in mkdocs.yml"
        )
    try:
        return Path(get_executable())
    except FileNotFoundError as error:
        raise HindsiteError(
            f"the package `pagefind_bin` holds no program for this system ({platform.system()}, "
            f"{platform.machine()}); install it again, or switch the search off with "
            "`search: false` under `hindsite:` in mkdocs.yml"
        ) from error


def index(pages: SearchPages, target: Path) -> None:
    """Run Pagefind on the pages; its output goes to `target`. Raises HindsiteError."""
    shutil.rmtree(target, ignore_errors=True)
    if not any(pages.folder.rglob("*.html")):
        # Pagefind makes no index of nothing, and a new knowledge base has a search all the same.
        pages.add_guide("index.html", "Home", "<p>Home</p>")
    command = (
        *(str(executable()), "--site", str(pages.folder), "--output-path", str(target.absolute())),
        *("--force-language", pages.language, "--include-characters", "_"),
        *("--exclude-selectors", ",".join(_LEFT_OUT), "--quiet"),
    )
    try:
        done = subprocess.run(  # noqa: S603 - the package's own program, on our own folder
            command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=pages.folder
        )
    except OSError as error:
        raise HindsiteError(f"Pagefind cannot be run: {error}") from error
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()
        raise HindsiteError(f"Pagefind ended with {done.returncode}: {said}")
    for pattern in _UNUSED:
        for file in target.glob(pattern):
            file.unlink()


def _write_ids(target: Path, records: Records) -> None:
    """Write `incidents.json`: which incident is behind each of Pagefind's page hashes.

    A result names its page by a hash; its address stands in a file of its own. A list of thousands
    of results must not fetch thousands of files.
    """
    by_address = dict(_fragments(target))
    found = [
        (by_address[incident.url], incident.id)
        for incident in records.counted
        if incident.url in by_address
    ]
    columns = {"pages": [page for page, _ in found], "ids": [id_ for _, id_ in found]}
    text = json.dumps(columns, separators=(",", ":"))
    (target / "incidents.json").write_text(text, encoding="utf-8")


def _fragments(target: Path) -> Iterator[tuple[str, str]]:
    """Each page's address below the site's root and its hash, from the index itself."""
    decoder = json.JSONDecoder()
    for file in sorted((target / "fragment").iterdir()):
        head = zlib.decompressobj(wbits=31).decompress(file.read_bytes(), _HEAD_BYTES)
        if not head.startswith(_MARK):
            raise HindsiteError(f"{file.name}: not a page of an index that this version can read")
        address, _ = decoder.raw_decode(head.removeprefix(_MARK).decode("utf-8", "ignore"))
        yield address.lstrip("/"), file.stem
