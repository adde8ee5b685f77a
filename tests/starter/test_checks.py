"""The workflows of a new knowledge base: its tools installed from the wheel, its scripts run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from hindsite.review.comment import checked
from hindsite.starter.choices import Choices
from hindsite.starter.knowledge_base import knowledge_base
from hindsite.starter.originals import originals, own_pages
from hindsite.starter.writing import write_tree
from tests.commands.repositories import IDENTITY, commit, git
from tests.conftest import REPOSITORY
from tests.library.trees import written
from tests.site.harness import KnowledgeBase
from tests.test_workflows import steps, tool

pytestmark = pytest.mark.skipif(
    os.name == "nt" or shutil.which("make") is None, reason="the runners have bash and make"
)


@pytest.fixture
def base(tmp_path: Path, unpacked: Path) -> KnowledgeBase:
    """A new knowledge base, committed, at the wheel's own version."""
    (info,) = unpacked.glob("hindsite-*.dist-info")
    version = info.name.removeprefix("hindsite-").removesuffix(".dist-info")
    root = tmp_path / "kb"
    write_tree(root, knowledge_base(originals(), own_pages(), Choices("Acme", version)))
    made = KnowledgeBase(root)
    git(made, "init", "-q", "-b", "main")
    commit(made)
    return made


def run(base: KnowledgeBase, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a runner does, with this Python and without any package index."""
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_IGNORE_INSTALLED": "1"}
    return subprocess.run(
        ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script),
        cwd=base.root,
        env={
            **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            **IDENTITY,
            **offline,
            "PYTHON": sys.executable,
            "NO_MKDOCS_2_WARNING": "1",
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def make(base: KnowledgeBase, target: str, **variables: str) -> str:
    """Make a target, which must succeed; gives what is said."""
    done = run(base, f"make {target}", **variables)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def lend_packages(base: KnowledgeBase) -> None:
    """Let the new environment use what is installed here, so that nothing has to be fetched."""
    make(base, ".venv/made")
    (packages,) = (base.root / ".venv").glob("lib/python*/site-packages")
    here = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    (packages / "lent.pth").write_text("\n".join(here) + "\n", encoding="utf-8")


def scripts(base: KnowledgeBase, workflow: str) -> Iterator[tuple[str, str]]:
    """The scripts of a workflow's steps, by name or by themselves."""
    for step in steps(base.root / ".github" / "workflows" / f"{workflow}.yml"):
        if "run" in step:
            yield step.get("name", step["run"]), step["run"]


def test_a_request_is_checked_and_compared(
    base: KnowledgeBase, wheel: Path, tmp_path: Path
) -> None:
    """From a fresh environment to the comment: the first stage, with the tools of main."""
    lend_packages(base)
    git(base, "switch", "-qc", "request")
    base.write({"postmortems/2026/2026-05-01-b.md": written("2026-05-01 10:00", title="B")})
    head = commit(base)
    git(base, "switch", "-q", "main")
    git(base, "merge", "-q", "--no-ff", "-m", "Merge", head)
    git(base, "checkout", "-q", "--detach", "HEAD")
    runner = tmp_path / "runner"
    runner.mkdir()
    variables = {
        "GITHUB_SHA": git(base, "rev-parse", "HEAD"),
        "RUNNER_TEMP": str(runner),
        "POSTMORTEMS": "postmortems",
        "PIP_FIND_LINKS": str(wheel.parent),
    }
    for name, script in scripts(base, "check"):
        done = run(base, script, **variables)
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
    environment = base.root / ".venv"
    assert list(environment.glob("lib/python*/site-packages/hindsite/starter/repository/docs"))
    text = checked((runner / "review" / "comment.md").read_bytes())
    assert "1 postmortem added" in text
    assert "incidents 1 to 2" in text
    assert (runner / "site" / "incidents" / "2026-05-01-b" / "index.html").is_file()
    # main is published with the same tools, which are not installed again.
    said = [run(base, script, **variables) for _, script in scripts(base, "pages")]
    assert [one.returncode for one in said] == [0, 0]
    assert "Installing" not in said[0].stdout


def event(tmp_path: Path) -> dict[str, str]:
    """The variables of a run that was of no request: everything is read, nothing is asked for."""
    file = tmp_path / "event.json"
    file.write_text(json.dumps({"workflow_run": {"event": "push"}}), encoding="utf-8")
    return {
        "GITHUB_EVENT_PATH": str(file),
        "GITHUB_API_URL": "https://api.example.org",
        "GITHUB_REPOSITORY": "acme/kb",
        "GITHUB_TOKEN": "secret",
    }


NOTHING = "hindsite: nothing to do: the run was not of a pull request\n"


def test_what_posts_is_installed_alone(base: KnowledgeBase, wheel: Path, tmp_path: Path) -> None:
    """The second stage has hindsite and no other package, out of a checkout of the top files."""
    sparse = KnowledgeBase(tmp_path / "sparse")
    git(base, "clone", "-q", "--no-checkout", ".", str(sparse.root))
    (checkout,) = (
        step["with"]["sparse-checkout"]
        for step in steps(base.root / ".github" / "workflows" / "comment.yml")
        if "/checkout@" in step.get("uses", "")
    )
    git(sparse, "sparse-checkout", "set", checkout)
    git(sparse, "checkout", "-q", "main")
    assert not (sparse.root / "postmortems").exists()
    variables = {**event(tmp_path), "PIP_FIND_LINKS": str(wheel.parent)}
    done = [run(sparse, script, **variables) for _, script in scripts(base, "comment")]
    assert [one.returncode for one in done] == [0, 0], "".join(one.stderr for one in done)
    assert done[-1].stdout == NOTHING
    (packages,) = (sparse.root / ".venv").glob("lib/python*/site-packages")
    installed = {path.name.partition("-")[0] for path in packages.glob("*.dist-info")}
    assert installed - {"pip", "setuptools"} == {"hindsite"}


def test_what_posts_is_this_checkout_here(tmp_path: Path) -> None:
    """In hindsite's own repository the same commands run the code that stands beside them."""
    ours = KnowledgeBase(tmp_path / "ours")
    ours.write({"Makefile": (REPOSITORY / "Makefile").read_bytes()})
    (ours.root / "macros").symlink_to(REPOSITORY / "macros")
    make(ours, ".venv/posting")
    assert make(ours, "post FORGE=github", **event(tmp_path)) == NOTHING
    assert list((ours.root / ".venv").glob("lib/python*/site-packages/hindsite*")) == []


def test_a_new_version_is_installed_by_its_line(base: KnowledgeBase, wheel: Path) -> None:
    """Upgrading is one line: the next `make` installs, and the one after it has nothing to do."""
    lend_packages(base)
    links = {"PIP_FIND_LINKS": str(wheel.parent)}
    assert "Installing" in make(base, ".venv/installed", **links)
    assert "Installing" not in make(base, ".venv/installed", **links)
    pin = base.root / "requirements.txt"
    pin.write_text("hindsite==999.0\n", encoding="utf-8")
    os.utime(pin, (2**31, 2**31))
    refused = run(base, "make .venv/installed", **links)
    assert refused.returncode == 2
    assert "hindsite==999.0" in refused.stderr


def test_the_hook_runs_what_make_has_installed(base: KnowledgeBase) -> None:
    """pre-commit's file names one local hook, whose command and files are those of our own hook."""
    text = (base.root / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    (repository,) = yaml.safe_load(text)["repos"]
    (hook,) = repository["hooks"]
    (ours,) = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert (repository["repo"], hook["language"]) == ("local", "system")
    assert hook["entry"] == f".venv/bin/{ours['entry']}"
    same: list[Any] = ["id", "files", "require_serial"]
    assert [hook[key] for key in same] == [ours[key] for key in same]


def test_linters_have_nothing_to_say(base: KnowledgeBase) -> None:
    """What is written is what the forges' schemas and the linter for workflows accept."""
    workflows = sorted(map(str, (base.root / ".github" / "workflows").iterdir()))
    schema = (tool("check-jsonschema"), "--builtin-schema")
    gitlab = ("vendor.gitlab-ci", "--data-transform", "gitlab-ci")
    for command in (
        (tool("zizmor"), "--offline", "--no-progress", "--persona=pedantic", *workflows),
        (*schema, "vendor.github-workflows", *workflows),
        (*schema, *gitlab, str(base.root / ".gitlab-ci.yml")),
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
