"""What of `postmortems/` is published, where, and for whom."""

from __future__ import annotations

import pytest

from tests.site.conftest import Draw
from tests.site.harness import CONFIGURATION, Built, KnowledgeBase, RefusedError, draw, postmortem

FORGE = "repo_url: https://git.example.org/sre/kb\nedit_uri: edit/main/docs/\n"
ORIGIN = "postmortems/2024/2024-03-05-origin.md"
WRITTEN = """\
---
title: Cache misses
severity: SEV1
started_at: 2024-03-05 10:00
timezone: UTC
related: [2024-03-07-secret]
---

## Summary

See [the sequel](../2025/2025-01-02-sequel.md#what-we-learned), [the top](#summary),
[the secret one](2024-03-07-secret.md), [the log](cache.log) and [a script](evil.html).

![Load](load.png)
"""
LESSON = "## What we learned\n\nTo [look back](../2024/2024-03-05-origin.md).\n"
PNG = b"\x89PNG\r\n\x1a\n not much of a picture"
INTERNAL = "visibility: internal"
TREE: dict[str, str | bytes] = {
    "mkdocs.yml": FORGE + CONFIGURATION.replace("- hindsite", "- search\n  - hindsite"),
    ORIGIN: WRITTEN,
    "postmortems/2024/2024-03-06-draft.md": postmortem("Unfinished", "2024-03-06").replace(
        "SEV2", "SEV2\nstatus: draft"
    ),
    "postmortems/2024/2024-03-07-secret.md": postmortem("Sealed", "2024-03-07").replace(
        "SEV2", f"SEV2\n{INTERNAL}\nservices: [vault]"
    )
    + "\n![Plan](plan.png)\n",
    "postmortems/2025/2025-01-02-sequel.md": postmortem("It came back", "2025-01-02").replace(
        "SEV2", "SEV2\nstatus: in-review"
    )
    + LESSON,
    "postmortems/README.md": "# Not a postmortem\n",
    "postmortems/2024/load.png": PNG,
    "postmortems/2024/plan.png": PNG,
    "postmortems/2024/cache.log": "miss\n",
    "postmortems/2024/evil.html": "<script>alert(1)</script>",
    "postmortems/2024/evil.svg": "<svg onload='alert(1)'/>",
    "postmortems/2024/evil.js": "alert(1)",
}
LISTS = ("", "explore/", "years/", "years/2024/", "causes/", "services/", "actions/")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """A knowledge base with one postmortem of each kind."""
    return draw(tmp_path_factory.mktemp("publishing") / "kb", TREE)


@pytest.fixture(scope="module")
def site(base: KnowledgeBase) -> Built:
    """Its site."""
    return base.build()


@pytest.fixture(scope="module")
def public(base: KnowledgeBase) -> Built:
    """Its site for the public."""
    plugins = {"search": {}, "hindsite": {"audience": "public"}}
    return base.build(into="public", plugins=plugins)


def test_pages(site: Built) -> None:
    """Each postmortem but drafts has a page at `incidents/<id>/`, and its source beside it."""
    assert site.files("incidents") == [
        f"incidents/{id_}{ending}"
        for id_ in ("2024-03-05-origin", "2024-03-07-secret", "2025-01-02-sequel")
        for ending in (".md", "/index.html")
    ]
    assert "Cache misses" in site.page("incidents/2024-03-05-origin/").text
    assert site.text("incidents/2024-03-05-origin.md") == WRITTEN


def test_outside_the_navigation(site: Built) -> None:
    """No page's navigation grows with the number of postmortems."""
    page = site.text("incidents/2024-03-05-origin/")
    navigation = page.split('id="hs-drawer"')[1].split("</nav>")[0]
    assert "incidents/" not in navigation
    assert "It came back" not in navigation


def test_drafts_are_not_built(site: Built) -> None:
    """A draft is nowhere in a built site: no page, no list, no data."""
    for path in site.files():
        if path.endswith((".html", ".json", ".xml", ".md")):
            assert "Unfinished" not in site.text(path), path
            assert "2024-03-06-draft" not in site.text(path), path


def test_drafts_are_served(base: KnowledgeBase) -> None:
    """`serve` shows drafts, marked, and still counts none."""
    served = base.build(command="serve", into="served")
    assert "Draft" in served.page("incidents/2024-03-06-draft/").text
    assert "Unfinished" not in served.page("explore/").text
    ids = [one["id"] for one in served.json("data/incidents.json")["incidents"]]
    assert ids == ["2025-01-02-sequel", "2024-03-07-secret", "2024-03-05-origin"]


def test_in_review_is_marked(site: Built) -> None:
    """An incident in review has a page and counts, and says that it is in review."""
    assert "in review" in site.page("incidents/2025-01-02-sequel/").text.lower()
    assert "in review" not in site.page("incidents/2024-03-05-origin/").text.lower()
    assert "It came back" in site.page("explore/").text


def test_forge_links(site: Built) -> None:
    """An incident's page leads to its file's edit form and history, as `edit_uri` says."""
    found = site.page("incidents/2024-03-05-origin/").links
    assert f"https://git.example.org/sre/kb/edit/main/{ORIGIN}" in found
    assert f"https://git.example.org/sre/kb/commits/main/{ORIGIN}" in found


def test_links_between_postmortems(site: Built) -> None:
    """A link to another postmortem's file leads to its page, with its anchor."""
    found = site.page("incidents/2024-03-05-origin/").links
    assert "../../incidents/2025-01-02-sequel/#what-we-learned" in found
    assert "#summary" in found
    assert "../../incidents/2024-03-05-origin/" in site.page("incidents/2025-01-02-sequel/").links
    assert 'id="what-we-learned"' in site.text("incidents/2025-01-02-sequel/")


def test_attachments(site: Built) -> None:
    """Pictures and files beside a postmortem are published with it and linked."""
    page = site.page("incidents/2024-03-05-origin/")
    assert "../../files/2024/cache.log" in page.links
    assert any(
        tag == "img" and attributes.get("src") == "../../files/2024/load.png"
        for tag, attributes in page.tags
    )
    assert (site.site / "files/2024/load.png").read_bytes() == PNG


def test_scripts_are_not_published(site: Built) -> None:
    """A file that could carry a script is not published, not linked, and a warning says so."""
    assert not [path for path in site.files() if "evil" in path]
    assert not [link for link in site.page("incidents/2024-03-05-origin/").links if "evil" in link]
    warned = "\n".join(line.text for line in site.log)
    for name in ("evil.html", "evil.js", "evil.svg"):
        assert f"postmortems/2024/{name}:1:1" in warned


def test_public_audience(public: Built) -> None:
    """A build for the public holds no trace of an internal postmortem but others' own words."""
    assert public.files("incidents") == [
        "incidents/2024-03-05-origin.md",
        "incidents/2024-03-05-origin/index.html",
        "incidents/2025-01-02-sequel.md",
        "incidents/2025-01-02-sequel/index.html",
    ]
    for path in public.files():
        if path.endswith((".html", ".json", ".xml")):
            assert "Sealed" not in public.text(path), path
            assert "2024-03-07-secret" not in public.text(path), path
            assert "vault" not in public.text(path) or path.startswith("assets"), path
    assert "files/2024/plan.png" not in public.files()
    assert "files/2024/load.png" in public.files()
    assert "services/vault/index.html" not in public.files()


def test_internal_audience(site: Built) -> None:
    """Without an audience, internal postmortems are pages like any other."""
    assert "Sealed" in site.page("explore/").text
    assert "../../services/vault/" in site.page("incidents/2024-03-07-secret/").links


@pytest.mark.parametrize(
    ("link", "complaint"),
    [
        ("2024-01-01-nothing.md", "there is no file"),
        ("2024-03-05-a.md#nowhere", "there is no heading"),
        ("../../../etc/passwd", "there is no file"),
    ],
)
def test_broken_links(knowledge_base: Draw, link: str, complaint: str) -> None:
    """A link that leads nowhere is a warning with its line, and fails a strict build."""
    text = postmortem() + f"\nSee [this]({link}).\n"
    base = knowledge_base({"postmortems/2024-03-05-a.md": text})
    with pytest.raises(RefusedError, match=complaint):
        base.build(strict=True)
    (warning,) = base.build().log
    assert warning.level == "WARNING"
    assert "postmortems/2024-03-05-a.md:12:1: body: warning: " in warning.text
    assert complaint in warning.text
