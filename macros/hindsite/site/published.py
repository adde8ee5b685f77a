"""Everything that a build publishes beside its pages for other programs, by address."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Container, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from hindsite.insight.knowledge import Knowledge, gather
from hindsite.library.columns import TABLES
from hindsite.library.parquet import parquet_file
from hindsite.library.sheets import actions_csv, incidents_csv
from hindsite.library.workers import Workers
from hindsite.site.due_dates import due_dates_calendar
from hindsite.site.exports import SCHEMA_VERSION
from hindsite.site.feeds import feed_files
from hindsite.site.llms import llms_txt
from hindsite.site.pages import add_copy, add_static
from hindsite.site.redirects import redirect_pages
from hindsite.view.publication import Publication

Output = tuple[str, Callable[[], str | bytes]]
"""A file's address, and what makes its content."""

LEADS_ON = "assets/hindsite/moved.js"


def publication_of(config: MkDocsConfig) -> Publication:
    """What the site's configuration calls it."""
    root = f"{config.site_url.rstrip('/')}/" if config.site_url else ""
    return Publication(config.site_name, config.site_description or "", root)


@dataclass
class Publishing:
    """The files of one build: begun with it, waited for before they are copied into the site.

    A large collection's are made by a process of their own, in a folder for the time being.
    """

    _folder: Path | None = None
    _wait: Callable[[], None] | None = None

    def begin(
        self, files: Files, config: MkDocsConfig, knowledge: Knowledge, workers: Workers
    ) -> None:
        """Add every file, unless docs/ has its own of that name."""
        publication = publication_of(config)
        pages = frozenset(file.url for file in files.documentation_pages())
        outputs = {
            address: make
            for address, make in published(knowledge, publication, pages)
            if files.get_file_from_path(address) is None
        }
        if not workers.worth_it(len(knowledge.counted)):
            for address, make in outputs.items():
                add_static(files, config, address, make())
            return
        self._folder = Path(tempfile.mkdtemp(prefix="hindsite-"))
        for address in outputs:
            add_copy(files, config, address, str(self._folder / address))
        # A copied process asks tables of its own: a connection is not to be shared.
        again = partial(_fresh, knowledge, publication, pages)
        self._wait = workers.alongside(partial(_write, again, frozenset(outputs), self._folder))

    def finish(self) -> None:
        """Wait until all files are there."""
        if self._wait is not None:
            self._wait()
            self._wait = None

    def close(self) -> None:
        """Remove what was only there for the time being."""
        if self._folder is not None:
            self._wait_quietly()
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _wait_quietly(self) -> None:
        # A build that failed elsewhere: the process must not write into a folder that is gone.
        with suppress(Exception):
            self.finish()


def _fresh(
    knowledge: Knowledge, publication: Publication, pages: Container[str]
) -> Iterator[Output]:
    return published(gather(knowledge.library, knowledge.commit), publication, pages)


def _write(
    outputs: Callable[[], Iterator[Output]], addresses: Container[str], folder: Path
) -> None:
    for address, make in outputs():
        if address in addresses:
            file = folder / address
            file.parent.mkdir(parents=True, exist_ok=True)
            content = make()
            file.write_bytes(content.encode() if isinstance(content, str) else content)


def published(
    knowledge: Knowledge, publication: Publication, pages: Container[str]
) -> Iterator[Output]:
    """The address of each file and what makes it; `pages` are addresses that people wrote."""
    extra_fields = knowledge.library.project.options.extra_fields
    counted, tables = knowledge.counted, knowledge.tables
    yield "data/incidents.csv", partial(incidents_csv, counted, extra_fields, knowledge.by_id)
    yield "data/actions.csv", partial(actions_csv, counted)
    notes = {"schema_version": str(SCHEMA_VERSION)}
    if knowledge.commit:
        notes["generated_from"] = knowledge.commit.hash
    for table in TABLES:
        yield f"data/{table}.parquet", partial(parquet_file, tables, table, notes)
    yield "data/actions.ics", partial(due_dates_calendar, knowledge, publication)
    yield from feed_files(knowledge, publication)
    yield "llms.txt", partial(llms_txt, knowledge, publication, pages)
    yield from redirect_pages(knowledge, publication, LEADS_ON)
