"""The form's page and the data it is drawn from, as a build publishes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from mkdocs.config.defaults import MkDocsConfig

from hindsite.config import parse_options
from hindsite.errors import ProblemsError
from hindsite.postmortem.reading import Vocabulary, read
from hindsite.site.forge import new_file
from hindsite.site.form_data import TEMPLATE
from hindsite.view.submit_page import NewFile
from tests.site.harness import CONFIGURATION, draw, postmortem

GITHUB = "https://github.com/sre/kb"
OWN = "https://git.example.org/sre/kb/"
SITE = f"site_name: Sample\nrepo_url: {GITHUB}\nedit_uri: edit/main/docs/\n"


def target(repo: str, edit_uri: str = "", **options: str) -> NewFile | None:
    """The page for a new file of a site with this configuration."""
    config = MkDocsConfig()
    config.load_dict({"repo_url": repo, "edit_uri": edit_uri} if repo else {})
    return new_file(config, parse_options(options))


@pytest.mark.parametrize(
    ("repo", "edit_uri", "options", "address"),
    [
        (GITHUB, "", {}, f"{GITHUB}/new/main"),
        (GITHUB, "edit/trunk/docs/", {}, f"{GITHUB}/new/trunk"),
        (GITHUB, "edit/main/docs/", {"branch": "next/1"}, f"{GITHUB}/new/next/1"),
        ("https://gitlab.com/a/b", "", {}, "https://gitlab.com/a/b/-/new/main"),
        ("https://codeberg.org/a/b", "", {}, "https://codeberg.org/a/b/_new/main"),
        (OWN, "edit/main/docs/", {}, "https://git.example.org/sre/kb/new/main"),
        (OWN, "-/edit/main/docs/", {}, "https://git.example.org/sre/kb/-/new/main"),
        (OWN, "_edit/main/docs/", {}, "https://git.example.org/sre/kb/_new/main"),
        (OWN, "", {"forge": "gitea"}, "https://git.example.org/sre/kb/_new/main"),
        (OWN, "edit/main/docs/", {"forge": "gitlab"}, "https://git.example.org/sre/kb/-/new/main"),
    ],
)
def test_new_file(repo: str, edit_uri: str, options: dict[str, str], address: str) -> None:
    """The forge is the one that is named, else told by its host, else by its addresses to edit."""
    found = target(repo, edit_uri, **options)
    assert found is not None
    assert found.address == address


@pytest.mark.parametrize(("repo", "forge"), [("", "github"), (OWN, "")])
def test_no_new_file(repo: str, forge: str) -> None:
    """Without a repository, or on a host that nothing is known of, there is no such page."""
    assert target(repo, forge=forge) is None


@pytest.mark.parametrize("options", [{"forge": "sourceforge"}, {"branch": "a b?x=1"}])
def test_options_refused(options: dict[str, Any]) -> None:
    """A forge that is not known and a branch that no address could hold are refused."""
    with pytest.raises(ProblemsError, match=next(iter(options))):
        parse_options(options)


@pytest.fixture(scope="module")
def tree() -> dict[str, str]:
    """Two postmortems, one of them internal, and a service catalogue."""
    configuration = CONFIGURATION.replace(
        "  - hindsite\n",
        "  - hindsite:\n"
        "      severities: [P1, P2]\n"
        "      sections: {timeline: [What happened when]}\n"
        "      extra_fields: {tier: {type: number, required: true, description: How deep.}}\n",
    ).replace("site_name: Sample\n", SITE)
    text = postmortem().replace("SEV2", "P1").replace("timezone:", "extra: {tier: 1}\ntimezone:")
    inner = text.replace("extra:", "visibility: internal\nteams: [secret-team]\nextra:")
    return {
        "mkdocs.yml": configuration,
        "services.yml": "- {slug: web-app, name: Web, description: What users see.}\n",
        "postmortems/2024-03-05-a.md": text,
        "postmortems/2024-03-05-b.md": inner,
    }


def test_data(tmp_path: Path, tree: dict[str, str]) -> None:
    """What the form offers and checks against is the site's own."""
    data = draw(tmp_path, tree).build().json("data/submit.json")
    words = data["vocabulary"]
    assert words["severities"] == ["P1", "P2"]
    assert words["services"] == ["web-app"]
    assert words["extra_fields"]["tier"]["required"] is True
    assert words["causes"]["aliases"]["rollout"] == "deploy"
    assert [one["word"] for one in data["badges"]] == ["P1", "P2", "unknown"]
    assert data["services"][0]["definition"] == "What users see."
    assert data["causes"][0]["slug"] == "config-change"
    assert data["sections"]["timeline"] == ["Timeline", "What happened when"]
    assert data["new_file"] == {"forge": "github", "address": f"{GITHUB}/new/main"}
    assert {"UTC", "Europe/Berlin", "Asia/Kolkata"} <= set(data["zones"])
    assert data["abbreviations"]["CEST"][0] == "Europe/Berlin"


def test_the_public_sees_no_internal_word(tmp_path: Path, tree: dict[str, str]) -> None:
    """Words that only internal postmortems use are not offered to the public."""
    base = draw(tmp_path, tree)
    assert base.build().json("data/submit.json")["used"]["teams"] == ["secret-team"]
    public = tree["mkdocs.yml"].replace("severities:", "audience: public\n      severities:")
    base.write({"mkdocs.yml": public})
    assert "secret-team" not in base.build(into="public").text("data/submit.json")


def test_page(tmp_path: Path, tree: dict[str, str]) -> None:
    """The page offers the template to whoever runs no scripts, and Home leads to it."""
    built = draw(tmp_path, tree).build()
    page = built.page("submit/")
    assert "Write a postmortem" in page.text
    assert "../data/postmortem-template.md" in page.links
    assert f"{GITHUB}/new/main" in page.links
    assert built.text("data/postmortem-template.md") == TEMPLATE
    assert "submit/" in built.page("").links


def test_the_template_wants_a_title_and_a_start_only() -> None:
    """Filled in with these two it is a postmortem without a problem; as it is, both are missing."""
    _, problems = read("2024-03-05-a.md", TEMPLATE.encode(), Vocabulary())
    assert {one.field for one in problems} == {"title", "started_at"}
    filled = TEMPLATE.replace("title:", "title: A").replace(
        "started_at:", "started_at: 2024-03-05", 1
    )
    record, problems = read("2024-03-05-a.md", filled.encode(), Vocabulary())
    assert record is not None
    assert not problems
