"""Building as a whole: a site, or nothing changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from hindsite.errors import HindsiteError
from hindsite.site import building
from hindsite.site.building import BuildRequest, build_site
from tests.site.conftest import Draw
from tests.site.harness import KnowledgeBase, draw, postmortem

PATH = "postmortems/2024-03-05-a.md"
BROKEN_LINK = postmortem() + "\n[gone](2020-01-01-gone.md)\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """A knowledge base with a site that was built."""
    base = draw(tmp_path_factory.mktemp("building") / "kb", {PATH: postmortem()})
    request = BuildRequest(base.root / "mkdocs.yml")
    assert build_site(request) == base.root / "site"
    return base


def refused(base: KnowledgeBase, *, strict: bool = False) -> str:
    """What a build complains of; the old site stands whole and nothing else is left behind."""
    before = base.contents("site")
    with pytest.raises(HindsiteError) as error:
        build_site(BuildRequest(base.root / "mkdocs.yml", strict=strict))
    assert base.contents("site") == before
    # Drawings are kept for the next build, in a folder that no checkout holds.
    left = [path.name for path in base.root.iterdir() if path.name != ".cache"]
    assert sorted(left) == ["docs", "mkdocs.yml", "postmortems", "site", "taxonomy.yml"]
    return str(error.value)


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        (PATH, postmortem().replace("SEV2", "SEV9"), f"{PATH}:3:11: severity: "),
        ("taxonomy.yml", "causes: 5\n", "taxonomy.yml:1:"),
        ("docs/page.md", "{{ figure('nothing') }}\n", "docs/page.md:1:1: figure: "),
        ("docs/page.md", "{{ 1 / 0 }}\n", "division by zero"),
        ("docs/page.md", "{% if %}\n", "page.md"),
        ("mkdocs.yml", "site_name: x\nplugins:\n  - search\n", "add `- hindsite` to `plugins:`"),
        ("mkdocs.yml", "site_name: x\nplugins: [hindsite: {page_sise: 1}]\n", "page_size"),
        ("mkdocs.yml", "site_name: [\n", "error parsing the configuration file"),
    ],
)
def test_failing_builds(built: KnowledgeBase, path: str, text: str, told: str) -> None:
    """Whatever is wrong is told, and the site from before is untouched."""
    file = built.root / path
    old = file.read_bytes() if file.exists() else None
    try:
        built.write({path: text})
        assert told in refused(built)
    finally:
        if old is None:
            file.unlink()
        else:
            file.write_bytes(old)


def test_strict(built: KnowledgeBase) -> None:
    """A warning fails a strict build only; all warnings are told."""
    built.write({PATH: BROKEN_LINK})
    assert f"{PATH}:12:1: body: warning: " in refused(built, strict=True)
    built.write({PATH: postmortem()})


def test_interrupted(built: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that is stopped halfway leaves the old site whole and no folder of its own."""

    def interrupted(_config: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(building, "build", interrupted)
    before = built.contents("site")
    with pytest.raises(KeyboardInterrupt):
        build_site(BuildRequest(built.root / "mkdocs.yml"))
    assert built.contents("site") == before
    assert {path.name for path in built.root.iterdir() if path.name[0] == "."} <= {".cache"}


def test_old_files_go(knowledge_base: Draw) -> None:
    """The new site holds nothing of the old one, and is readable by a web server."""
    base = knowledge_base({PATH: postmortem(), "site/old/index.html": "old"})
    site = build_site(BuildRequest(base.root / "mkdocs.yml"))
    assert not (site / "old").exists()
    assert (site / "incidents/2024-03-05-a/index.html").is_file()
    assert site.stat().st_mode & 0o777 == 0o755


def test_elsewhere_and_for_others(knowledge_base: Draw, tmp_path: Path) -> None:
    """The folder and the audience of a build can be chosen; progress is told."""
    text = postmortem().replace("SEV2", "SEV2\nvisibility: internal")
    base = knowledge_base({PATH: text})
    told: list[tuple[str, int, int]] = []
    request = BuildRequest(base.root / "mkdocs.yml", tmp_path / "a/b", audience="public")
    site = build_site(request, lambda *progress: told.append(progress))
    assert site == tmp_path / "a/b"
    assert not (site / "incidents").exists()
    assert (site / "index.html").is_file()
    assert base.build().files("incidents"), "the next build is for whom the configuration says"
    assert told[0] == ("Reading", 0, 0)
    assert told[-1][1] == told[-1][2] > 0
