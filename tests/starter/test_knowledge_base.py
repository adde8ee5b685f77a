"""What a new knowledge base is made of, and what of ours is not in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from hindsite.config import parse_options
from hindsite.errors import HindsiteError
from hindsite.starter.choices import BOTH, Choices, forge_files, web_address
from hindsite.starter.configuration import LEFT_OUT, configuration
from hindsite.starter.edits import edited, line, replaced
from hindsite.starter.example import example
from hindsite.starter.knowledge_base import WORKFLOWS, knowledge_base
from hindsite.starter.makefile import makefile
from hindsite.starter.originals import Originals, originals, own_pages
from tests.conftest import REPOSITORY

PLAIN = Choices("Acme", "1.2.3")
KNOWN = Choices(
    "Acme: “postmortems” #1",
    "1.2.3",
    "https://github.com/acme/kb",
    "https://kb.example.com/sre/",
    ("github",),
)
# Words of this repository that would be wrong in another: its demonstration, and work on itself.
OURS = re.compile(
    r"hindsite\.example|repo_\w+: .*sre/hindsite|public incidents|demonstration|editable"
    r"|requirements(?:-dev)?\.lock|PYTHONPATH|make check|pytest|ruff|mypy|LICENSE",
    re.IGNORECASE,
)


def made(choices: Choices) -> dict[str, str]:
    """The whole tree as texts."""
    tree = knowledge_base(originals(), own_pages(), choices)
    return {path: content.decode() for path, content in tree.items()}


def settings(text: str) -> dict[str, Any]:
    """mkdocs.yml, without what only MkDocs can read."""
    found: dict[str, Any] = yaml.safe_load(re.sub(r"!!python/name:\S+", "x", text))
    return found


def test_names_and_addresses() -> None:
    """What was said stands in mkdocs.yml, however YAML would read it; the README has the name."""
    tree = made(KNOWN)
    found = settings(tree["mkdocs.yml"])
    assert found["site_name"] == "Acme: “postmortems” #1"
    assert found["site_url"] == "https://kb.example.com/sre/"
    assert found["repo_url"] == "https://github.com/acme/kb"
    assert (found["repo_name"], found["edit_uri"]) == ("acme/kb", "edit/main/docs/")
    assert tree["README.md"].startswith("# Acme: “postmortems” #1\n")
    assert tree["requirements.txt"] == "hindsite==1.2.3\n"


def test_an_address_that_is_not_known_has_its_place() -> None:
    """It stands there as a comment, and whoever takes the mark away has a valid setting."""
    text = made(PLAIN)["mkdocs.yml"]
    keys = ("site_url", "repo_url", "repo_name", "edit_uri")
    assert settings(text).keys().isdisjoint(keys)
    assert set(settings(re.sub(r"^# (?=\w+: )", "", text, flags=re.MULTILINE))) >= set(keys)


def test_the_rest_of_the_configuration_is_ours() -> None:
    """Theme, macros and Markdown are those that this repository's tests build with."""
    ours = settings((REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8"))
    theirs = settings(made(KNOWN)["mkdocs.yml"])
    own = ("site_name", "site_description", "site_url", "repo_url", "repo_name", "nav", "plugins")
    assert {key: ours[key] for key in ours if key not in own} == {
        key: theirs[key] for key in theirs if key not in own
    }
    assert theirs["plugins"][1:] == ours["plugins"][1:]
    assert theirs["plugins"][0] == "hindsite"


def test_options_of_the_demonstration_stay_here() -> None:
    """What this repository's own site sets is not another's; what is below other plugins stays."""
    text = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8")
    block = "  - hindsite:\n      severities: [A]\n      extra_fields:\n        x: {type: url}\n"
    ours = re.sub(r"^  - hindsite:?\n(?:      .*\n)*", block, text, count=1, flags=re.MULTILINE)
    assert parse_options(settings(ours)["plugins"][0]["hindsite"]).severities == ("A",)
    assert configuration(ours, PLAIN) == configuration(text, PLAIN)


def test_only_files_that_are_there_are_named() -> None:
    """What its pages name in code is no file or folder that this repository alone has."""
    tree = made(PLAIN)
    theirs = {path.partition("/")[0] for path in tree}
    ours = (
        {path.name for path in REPOSITORY.iterdir()} - theirs - {"site", ".git", ".cache", ".venv"}
    )
    named = {
        (path, word)
        for path, text in tree.items()
        if path.endswith(".md")
        for word in re.findall(r"[`(]([\w.-]+)(?=[/`)])(?:[^`\s]*)", text)
        if word in ours
    }
    assert named == set()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("git@github.com:acme/pm.git", "https://github.com/acme/pm"),
        ("ssh://git@git.example.com:2222/a/b/pm.git", "https://git.example.com/a/b/pm"),
        ("https://github.com/acme/pm.git", "https://github.com/acme/pm"),
        ("https://github.com/acme/pm/", "https://github.com/acme/pm"),
        ("github.com/acme/pm", "github.com/acme/pm"),
        ("", ""),
    ],
)
def test_the_address_of_a_clone(given: str, expected: str) -> None:
    """Both of git's own forms lead to the page; what is neither stays, to be refused."""
    assert web_address(given) == expected


@pytest.mark.parametrize("choices", [PLAIN, KNOWN], ids=["plain", "known"])
def test_nothing_of_ours_is_told(choices: Choices) -> None:
    """No page and no file speaks of this repository's addresses, collection, tests or locks."""
    found = {path: OURS.findall(text) for path, text in made(choices).items()}
    assert {path: words for path, words in found.items() if words} == {}


def test_every_page_of_the_navigation_is_there() -> None:
    """And those that are left out stand in no list."""
    tree = made(PLAIN)
    nav = settings(tree["mkdocs.yml"])["nav"]
    written = [one for one in (*nav, *nav[-1]["Guide"]) if isinstance(one, str)]
    generated = {f"{name}/index.md" for name in ("explore", "causes", "insights", "submit")}
    generated |= {"index.md", "actions/index.md"}
    assert {f"docs/{page}" for page in written if page not in generated} == {
        path for path in tree if path.startswith("docs/")
    }
    assert all(page not in text for text in tree.values() for page in ("adopt.md", *LEFT_OUT))


@pytest.mark.parametrize(
    ("asked", "address", "expected"),
    [
        (None, "", BOTH),
        (None, "https://git.example.org/a/b", BOTH),
        (None, "https://github.example.com/a/b", ("github",)),
        (None, "https://gitlab.com/a/b", ("gitlab",)),
        (None, "https://codeberg.org/a/b", ()),
        ("gitlab", "https://github.com/a/b", ("gitlab",)),
        ("none", "https://github.com/a/b", ()),
    ],
)
def test_whose_workflows(asked: str | None, address: str, expected: tuple[str, ...]) -> None:
    """Those asked for, else those of the host, else both: a repository is never left unchecked."""
    assert forge_files(asked, address) == expected


@pytest.mark.parametrize(
    ("address", "given", "expected"),
    [
        ("https://gitlab.com/a/b", BOTH, "-/edit/main/docs/"),
        ("https://codeberg.org/a/b", (), "_edit/main/docs/"),
        ("https://git.example.org/a/b", ("gitlab",), "-/edit/main/docs/"),
        ("https://git.example.org/a/b", BOTH, ""),
        ("", ("github",), ""),
    ],
)
def test_how_a_page_is_edited(address: str, given: Any, expected: str) -> None:
    """The address of the editor follows from the forge; where that is not known, there is none."""
    assert Choices("A", "1", address, "", given).edit_uri == expected


def test_workflows_are_the_same_files() -> None:
    """What is tested here runs there: not one byte of a workflow differs."""
    tree = made(PLAIN)
    assert sorted(WORKFLOWS) == sorted(
        file.stem for file in (REPOSITORY / ".github" / "workflows").iterdir()
    )
    for path in (
        *(f".github/workflows/{name}.yml" for name in WORKFLOWS),
        ".gitlab-ci.yml",
        "taxonomy.yml",
    ):
        assert tree[path] == (REPOSITORY / path).read_text(encoding="utf-8")
    template = tree[".github/PULL_REQUEST_TEMPLATE.md"]
    assert template == tree[".gitlab/merge_request_templates/Default.md"]
    assert "For code" not in template


@pytest.mark.parametrize("forge", [(), ("github",), ("gitlab",)])
def test_only_the_files_of_its_forge(forge: Any) -> None:
    """A repository has nothing for a forge that it is not on."""
    tree = made(Choices("A", "1", forges=forge))
    assert {"github": ".github/" in " ".join(tree), "gitlab": ".gitlab" in " ".join(tree)} == {
        name: name in forge for name in ("github", "gitlab")
    }


def test_the_makefile_has_what_people_and_workflows_call() -> None:
    """Everything that a workflow makes is there, and nothing for work on hindsite itself."""
    text = made(PLAIN)["Makefile"]
    rules = re.findall(r"^((?:\.venv/)?[a-z-]+):(?!=)", text, re.MULTILINE)
    targets = ["help", "serve", "build", "post", "clean"]
    assert rules == [*targets, ".venv/installed", ".venv/posting", ".venv/made"]
    assert f".PHONY: {' '.join(targets)}\n" in text
    workflows = "\n".join(
        (REPOSITORY / path).read_text(encoding="utf-8")
        for path in (*(f".github/workflows/{name}.yml" for name in WORKFLOWS), ".gitlab-ci.yml")
    )
    called = set(re.findall(r"^ +(?:- |- run: |run: )?make (\S+)", workflows, re.MULTILINE))
    assert called == {".venv/installed", ".venv/posting", "post"}


def test_a_makefile_of_another_form_is_refused() -> None:
    """Should a rule that differs be renamed here, this fails, not another's first build."""
    with pytest.raises(ValueError, match=r"expected rules for \.venv/posting, clean, post"):
        makefile("# Head\n\n.venv/installed: x\n\ty\n")


def test_the_example_is_marked() -> None:
    """It is the guide's template, says in title, tag and summary what it is, and how it goes."""
    tree = made(PLAIN)
    (path,) = (path for path in tree if re.fullmatch(r"postmortems/\d{4}/.*\.md", path))
    text = tree[path]
    assert 'title: "Example: ' in text
    assert "tags: [example]" in text
    assert f"Delete `{path}` when" in text
    assert path in (REPOSITORY / "docs" / "guide" / "write.md").read_text(encoding="utf-8")
    # Without it the folder stays, in git too.
    assert tree["postmortems/.gitkeep"] == ""
    with pytest.raises(HindsiteError, match="no template"):
        example("# Write\n")


def test_what_is_not_as_expected_is_told(tmp_path: Path) -> None:
    """An installation with a changed file names the file and what is missing in it."""
    for path in (
        *(f"docs/{page}" for page in ("guide/index.md", "guide/write.md")),
        "taxonomy.yml",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("theme: x\n", encoding="utf-8")
    with pytest.raises(HindsiteError, match=r"mkdocs\.yml is not as expected: .*'site_name"):
        knowledge_base(Originals(tmp_path), own_pages(), PLAIN)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": " "}, "--name: expected one line"),
        ({"name": "a\nb"}, "--name: expected one line"),
        ({"name": "a" * 81}, "--name: expected one line of at most 80"),
        ({"repo_url": "git@github.com:a/b"}, "--repo-url: expected an address as https://"),
        ({"repo_url": "https://"}, "--repo-url"),
        ({"site_url": "javascript://x/y"}, "--site-url"),
        ({"site_url": "https://x.example/a b"}, "--site-url"),
    ],
)
def test_what_cannot_be_used_is_refused(wrong: dict[str, str], told: str) -> None:
    """A name of several lines, or an address that is none, never reaches a file."""
    with pytest.raises(HindsiteError, match=re.escape(told)):
        Choices(**{"name": "A", "version": "1", **wrong})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("edit", "text"),
    [(replaced("a", "b"), "aa"), (replaced("a", "b"), "c"), (line("a", None), "a\na")],
)
def test_an_edit_happens_once_or_fails(edit: Any, text: str) -> None:
    """Words that are gone, or stand twice, are an error and not a text that was left as it was."""
    with pytest.raises(ValueError, match="expected"):
        edited(text, [edit])
