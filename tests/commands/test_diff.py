"""`hindsite diff`: what a branch changes, in real repositories, with golden transcripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hindsite.review.comment import checked
from tests.commands.repositories import commit, committed, git
from tests.commands.test_validate import Command
from tests.conftest import REPOSITORY
from tests.library.trees import written
from tests.site.harness import CONFIGURATION, KnowledgeBase, draw

GOLDEN = REPOSITORY / "tests" / "cases" / "diff"
FOLDER = "postmortems/2024"
ACTIONS = """\
## Action items

- [ ] Guard the order cache with a lock — type: prevent; owner: @backend; due: 2024-03-01
- [ ] Alert on a stale cache
- [x] Roll back
"""
HOSTILE = (
    "'@all `x` ![i](https://e.example/i.png) <img src=x onerror=alert(1)> | [a](b) #1 {{ 7*7 }}'"
)


def incident(day: str, minutes: int, body: str = "", **fields: str) -> str:
    """An incident from 10:00 on, resolved after so many minutes."""
    given = {
        "resolved_at": f"{day} {10 + minutes // 60}:{minutes % 60:02}",
        "services": "[order-api]",
        "causes": "[deploy]",
        **fields,
    }
    return written(f"{day} 10:00", body, **given)


def path(day: str, name: str) -> str:
    """Where a postmortem is."""
    return f"{FOLDER}/{day}-{name}.md"


TREE: dict[str, str | bytes] = {
    path("2024-01-05", "deadlock"): incident(
        "2024-01-05", 50, ACTIONS, title="Order cache deadlock"
    ),
    path("2024-01-06", "slow"): incident("2024-01-06", 60, services="[web]"),
    path("2024-02-01", "full"): incident("2024-02-01", 59, causes="[config-change]"),
    path("2024-02-02", "gone"): incident("2024-02-02", 70, causes="[]", services="[]"),
}
BRANCH: dict[str, str | bytes] = {
    path("2024-03-05", "crash"): incident(
        "2024-03-05",
        70,
        "## Timeline\n\n- 10:00 - Orders fail\n- 10:05 - Paged\n\n" + ACTIONS,
        title=HOSTILE,
        detected_at="2024-03-05 10:05",
        impact="{users_percent: 30}",
    ),
    path("2024-01-06", "slow"): incident("2024-01-06", 80, services="[web, order-api]"),
    path("2024-03-06", "draft"): incident("2024-03-06", 5, status="draft"),
    path("2024-03-07", "broken"): incident("2024-03-07", 5, severity="SEV9"),
}


@pytest.fixture
def base(tmp_path: Path) -> KnowledgeBase:
    """A branch that adds, alters, removes and breaks postmortems."""
    made = committed(draw(tmp_path / "kb", TREE))
    git(made, "switch", "-qc", "branch")
    made.write(BRANCH)
    (made.root / path("2024-02-02", "gone")).unlink()
    commit(made)
    return made


@pytest.fixture
def hindsite(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command line: `hindsite(folder, "diff", …)`."""
    return Command(monkeypatch, capsys)


def told(hindsite: Command, base: KnowledgeBase, *options: str) -> str:
    """What the command prints, its commit's hash replaced."""
    done = hindsite(base.root, "diff", *options)
    assert (done.status, done.err) == (0, "")
    return re.sub(r"\((`?)[0-9a-f]{7}(`?)\)", r"(\g<1>0123456\2)", done.out)


@pytest.mark.parametrize(("form", "name"), [("text", "text.txt"), ("markdown", "markdown.md")])
def test_transcripts(hindsite: Command, base: KnowledgeBase, form: str, name: str) -> None:
    """Added, changed, removed; what was read; problems; near incidents; moving figures."""
    out = told(hindsite, base, "main", "--format", form)
    assert out == (GOLDEN / name).read_text(encoding="utf-8")


def test_the_markdown_may_be_posted(hindsite: Command, base: KnowledgeBase) -> None:
    """What the first stage writes of a hostile title, the second stage accepts."""
    assert checked(told(hindsite, base, "main", "--format", "markdown").encode())


def test_the_base_is_where_the_branch_began(hindsite: Command, base: KnowledgeBase) -> None:
    """What others added to the base in the meantime is not told as removed."""
    before = told(hindsite, base, "main")
    git(base, "switch", "-q", "main")
    base.write({path("2024-04-01", "other"): incident("2024-04-01", 30)})
    commit(base)
    git(base, "switch", "-q", "branch")
    assert told(hindsite, base, "main") == before


def test_nothing_is_touched(hindsite: Command, base: KnowledgeBase) -> None:
    """Working tree, index and branches stay as they were; what is not committed is told, too."""
    base.write({path("2024-05-01", "late"): incident("2024-05-01", 30)})
    before = base.contents("postmortems"), git(base, "status", "--porcelain"), git(base, "log")
    assert "Added: 2024-05-01-late" in told(hindsite, base, "main")
    after = base.contents("postmortems"), git(base, "status", "--porcelain"), git(base, "log")
    assert after == before


def test_no_change(hindsite: Command, tmp_path: Path) -> None:
    """A branch that changes no postmortem is told in one sentence."""
    made = committed(draw(tmp_path / "kb", TREE))
    assert told(hindsite, made, "HEAD") == "Compared with HEAD (0123456): no postmortem changes.\n"
    called = told(hindsite, made, "HEAD", "--name", "main")
    assert called == "Compared with main (0123456): no postmortem changes.\n"


def test_a_folder_within_the_repository(hindsite: Command, tmp_path: Path) -> None:
    """A knowledge base may be a part of a larger repository."""
    whole = KnowledgeBase(tmp_path / "all")
    whole.root.mkdir()
    whole.write({"other/postmortems/2024-01-01-no.md": "no postmortem"})
    made = draw(whole.root / "kb", TREE)
    committed(whole)
    made.write({path("2024-03-05", "crash"): incident("2024-03-05", 70)})
    assert "1 postmortem added" in told(hindsite, made, "main")


def test_new_waivers_come_first(hindsite: Command, tmp_path: Path) -> None:
    """What is waived anew, or for another reason, with the reason; what was waived is not."""
    old = '{rule: timeline-span, reason: "The fault was merged long before."}'
    made = committed(
        draw(
            tmp_path / "kb",
            {path("2024-01-05", "a"): incident("2024-01-05", 9, waivers=f"[{old}]")},
        )
    )
    new = '{rule: secret, reason: "A test key."}, {rule: blameless-language, reason: "`x` @all"}'
    made.write({path("2024-01-05", "a"): incident("2024-01-05", 9, waivers=f"[{old}, {new}]")})
    out = told(hindsite, made, "main")
    assert out.splitlines()[1:5] == [
        "Waived rules",
        "  2024-01-05-a waives secret: A test key.",
        "    what looks like a secret stays in the file",
        "  2024-01-05-a waives blameless-language: `x` @all",
    ]
    assert "long before" not in out
    posted = told(hindsite, made, "main", "--format", "markdown")
    assert "- `2024-01-05-a` waives `secret`: `A test key.`\n" in posted
    assert checked(posted.encode()) == posted


def test_a_renamed_postmortem(hindsite: Command, tmp_path: Path) -> None:
    """A file whose new name keeps the old id as an alias has changed; one that moved has not."""
    made = committed(draw(tmp_path / "kb", TREE))
    (made.root / path("2024-01-05", "deadlock")).unlink()
    renamed = incident("2024-01-05", 50, ACTIONS, aliases="[2024-01-05-deadlock]")
    made.write({path("2024-01-05", "order-deadlock"): renamed})
    (made.root / path("2024-01-06", "slow")).rename(made.root / "postmortems/2024-01-06-slow.md")
    out = told(hindsite, made, "main")
    assert "1 postmortem changed." in out
    assert "renamed from 2024-01-05-deadlock" in out
    assert "slow" not in out


def test_the_public_sites_figures(hindsite: Command, tmp_path: Path) -> None:
    """What the site does not publish is shown to reviewers and counted in nothing."""
    public = CONFIGURATION.replace("  - hindsite\n", "  - hindsite:\n      audience: public\n")
    made = committed(draw(tmp_path / "kb", {**TREE, "mkdocs.yml": public}))
    made.write({path("2024-03-05", "a"): incident("2024-03-05", 70, visibility="internal")})
    out = told(hindsite, made, "main")
    assert "Added: 2024-03-05-a" in out
    assert "does not count: it is internal, and the site is public" in out
    assert "Figures" not in out


def test_errors_of_the_base(hindsite: Command, tmp_path: Path) -> None:
    """What could not be read at the base is added when it is mended, and a note says so."""
    name = path("2024-03-05", "a")
    broken = {**TREE, name: incident("2024-03-05", 70, severity="SEV9")}
    made = committed(draw(tmp_path / "kb", broken))
    made.write({name: incident("2024-03-05", 70)})
    out = told(hindsite, made, "main")
    assert "Added: 2024-03-05-a" in out
    assert "1 postmortem of the base had errors and could not be compared" in out


def test_it_cannot_run(hindsite: Command, tmp_path: Path) -> None:
    """An unknown base, an option in a base's clothes, a folder without git: status 2, one line."""
    made = draw(tmp_path / "kb", TREE)
    done = hindsite(made.root, "diff", "main")
    assert (done.status, done.out) == (2, "")
    assert "is not in a git checkout" in done.err
    committed(made)
    for base in ("nowhere", "--", "\x1b[2J", "HEAD:postmortems"):
        done = hindsite(made.root, "diff", "--", base)
        assert (done.status, done.out) == (2, "")
        assert "git knows no commit that" in done.err
        assert done.err.count("\n") == 1
        assert done.err.rstrip("\n").isprintable()


def test_a_base_whose_vocabulary_is_wrong(hindsite: Command, tmp_path: Path) -> None:
    """It is named, with the base before it."""
    made = committed(draw(tmp_path / "kb", {**TREE, "taxonomy.yml": "causes: 7\n"}))
    made.write({"taxonomy.yml": "causes: []\n", **TREE})
    done = hindsite(made.root, "diff", "main")
    assert done.status == 2
    assert "at main: taxonomy.yml:1:" in done.err
