"""The search index, made by Pagefind for real."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from hindsite.config import load_project
from hindsite.errors import HindsiteError
from hindsite.insight.knowledge import Records
from hindsite.library.collection import load
from hindsite.library.store import Cache
from hindsite.site import search
from hindsite.site.search import SearchIndex, SearchPages
from tests.site.harness import CONFIGURATION, TAXONOMY, Built, draw, postmortem

TITLE = "Pool ran dry <b>twice</b>"
INCIDENT = f"""\
---
title: "{TITLE}"
severity: SEV1
started_at: 2024-03-05 10:00
timezone: UTC
services: [order-api]
causes: [config-change]
impact: {{summary: Orders were refused.}}
signatures: ["PoolTimeout: no <connection> left"]
---

## Summary

The pool was <script>alert(1)</script> too small.

## Timeline

- 10:00 - first refusal
- 10:05 - a page went out

## Action items

- [ ] Watch the pool's depth
"""
TREE = {
    "taxonomy.yml": TAXONOMY,
    "postmortems/2024-03-05-pool.md": INCIDENT,
    "postmortems/2024-01-01-other.md": postmortem("Other", "2024-01-01 10:00"),
    "docs/guide.md": "# Reading the guide\n\n## Depth\n\nWords of ours.\n\n{{ incidents() }}\n",
    "docs/secret.md": "---\nsearch:\n  exclude: true\n---\n# Left out\n",
}


def fragments(site: Built) -> dict[str, dict[str, Any]]:
    """Every indexed page by its address below the site's root."""
    found = {}
    for file in (site.site / "pagefind" / "fragment").iterdir():
        page = json.loads(gzip.decompress(file.read_bytes()).removeprefix(b"pagefind_dcd"))
        found[page["url"].lstrip("/")] = {**page, "hash": file.stem}
    return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with two incidents and two written pages."""
    return draw(tmp_path_factory.mktemp("search") / "kb", TREE).build()


def test_incidents_and_written_pages_are_indexed_and_nothing_else(site: Built) -> None:
    """Lists, Home, and pages that ask to be left out are not found."""
    pages = fragments(site)
    assert set(pages) == {"incidents/2024-03-05-pool/", "incidents/2024-01-01-other/", "guide/"}


def test_an_incident_is_found_by_what_people_wrote(site: Built) -> None:
    """Title, impact, prose, timeline, actions, errors, and every word for its causes."""
    page = fragments(site)["incidents/2024-03-05-pool/"]
    for words in (
        TITLE,
        "Orders were refused.",
        "<script>alert(1)</script> too small",
        "first refusal",
        "Watch the pool's depth",
        "PoolTimeout: no <connection> left",
        "Configuration change, also misconfiguration",
        "order-api",
    ):
        assert words in page["content"], words


def test_generated_words_are_not_found(site: Built) -> None:
    """Facts, phases, states and what macros drew stay out of the index."""
    pages = fragments(site)
    for words in ("unknown", "Time to detect", "Open", "Breadcrumb", "¶"):
        assert words not in pages["incidents/2024-03-05-pool/"]["content"], words
    assert "Pool ran dry" not in pages["guide/"]["content"]


def test_sections_lead_to_their_headings(site: Built) -> None:
    """Each heading of an incident's body is an anchor that its page has."""
    page = fragments(site)["incidents/2024-03-05-pool/"]
    anchors = [anchor["id"] for anchor in page["anchors"]]
    written = [anchor for anchor in anchors if not anchor.startswith("hs-")]
    assert written == ["summary", "timeline", "action-items"]
    html = site.text("incidents/2024-03-05-pool/")
    assert all(f'id="{anchor}"' in html for anchor in written)


def test_results_carry_what_is_shown_of_them(site: Built) -> None:
    """Severity, its rank, day, services and errors; a guide page is one."""
    pages = fragments(site)
    assert pages["incidents/2024-03-05-pool/"]["meta"] == {
        "kind": "incident",
        "title": TITLE,
        "severity": "SEV1",
        "rank": "1",
        "date": "2024-03-05",
        "services": "order-api",
        "errors": "PoolTimeout: no <connection> left",
    }
    assert pages["guide/"]["meta"] == {"kind": "guide", "title": "Reading the guide"}


def test_ids_of_results_are_known_without_their_texts(site: Built) -> None:
    """`incidents.json` names the incident behind each of Pagefind's pages, the newest first."""
    pages = fragments(site)
    assert site.json("pagefind/incidents.json") == {
        "pages": [
            pages["incidents/2024-03-05-pool/"]["hash"],
            pages["incidents/2024-01-01-other/"]["hash"],
        ],
        "ids": ["2024-03-05-pool", "2024-01-01-other"],
    }


def test_suggestions(site: Built) -> None:
    """Causes with their other words, services, and the words of titles."""
    assert site.json("data/suggest.json") == {
        "causes": [["config-change", "Configuration change", 1, "2024-03-05", "misconfiguration"]],
        "services": [["order-api", "order-api", 1, "2024-03-05"]],
        "words": "other twice",
    }


def test_the_same_pages_give_the_same_bytes(site: Built, tmp_path: Path) -> None:
    """Two builds of one collection have one index."""
    again = draw(tmp_path / "kb", TREE).build()
    assert again.files("pagefind") == site.files("pagefind")
    for path in site.files("pagefind"):
        assert (again.site / path).read_bytes() == (site.site / path).read_bytes(), path


def test_search_can_be_switched_off(tmp_path: Path) -> None:
    """Without it there is no index, no suggestion, no script and no field in the header."""
    off = CONFIGURATION.replace("- hindsite", "- hindsite: {search: false}")
    built = draw(tmp_path / "kb", {**TREE, "mkdocs.yml": off}).build()
    assert built.files("pagefind") == []
    assert "data/suggest.json" not in built.files("data")
    page = built.text("guide/")
    assert "search_start.js" not in page
    assert "data-hs-find" not in page


def test_a_knowledge_base_without_a_page_builds(tmp_path: Path) -> None:
    """Where there is nothing to find, the search is there and knows no incident."""
    built = draw(tmp_path / "kb", {}).build()
    assert built.json("pagefind/incidents.json") == {"pages": [], "ids": []}
    assert "pagefind/pagefind.js" in built.files("pagefind")


def test_a_missing_program_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Pagefind is not installed, the message says how to get it or go without."""
    monkeypatch.setattr(search, "get_executable", None)
    with pytest.raises(HindsiteError, match=r"`pagefind_bin`.*`search: false`"):
        SearchIndex().begin("en")


def test_a_failing_program_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the program says on its way out is in the message."""
    monkeypatch.setattr(search, "executable", lambda: Path(sys.executable))
    with pytest.raises(HindsiteError, match=r"Pagefind ended with 2: .*--site"):
        search.index(SearchPages(tmp_path, "en"), tmp_path / "out")


def test_while_serving_an_unchanged_index_is_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index of the build before is taken over; one changed word makes a new one."""
    project = load_project(None, draw(tmp_path / "kb", TREE).root)
    records = Records(load(project, Cache(), None, drafts=False), None)
    index = SearchIndex(keep=True)
    runs: list[Path] = []
    real = search.index

    def noted(pages: SearchPages, target: Path) -> None:
        runs.append(target)
        real(pages, target)

    monkeypatch.setattr(search, "index", noted)
    for number, words in enumerate(("one", "one", "two")):
        pages = index.begin("en")
        pages.add_guide("guide/index.html", "Guide", f"<p>{words}</p>")
        index.write(pages, tmp_path / str(number), records)
        index.end()
    index.close()
    assert runs == [tmp_path / "0" / "pagefind", tmp_path / "2" / "pagefind"]
    assert (tmp_path / "1" / "pagefind" / "pagefind.js").is_file()
