"""The forges' workflows: linted, and their scripts run against a hostile request."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from hindsite.config import Options
from hindsite.review import github, gitlab
from hindsite.review.comment import checked
from tests.commands.repositories import IDENTITY, commit, committed, git
from tests.conftest import REPOSITORY
from tests.library.trees import written
from tests.site.harness import COMMAND_LINE, KnowledgeBase, draw

WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))
GITLAB = REPOSITORY / ".gitlab-ci.yml"
PINNED = re.compile(r"[a-z-]+/[a-z-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+")
# A value from outside in a shell's line is a command to whoever writes the value.
EXPRESSION = re.compile(r"\$\{\{")
MAKEFILE = """\
.venv/installed:
\tmkdir -p .venv/bin
\tcp tool .venv/bin/hindsite
\ttouch $@
"""
TOOL = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c {shlex.quote(COMMAND_LINE)} "$@"\n'
PWNED = "PWNED"
NAME = "postmortems/2024-03-05-a'; touch PWNED; '.md"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the runners' shell is bash")


def parsed(file: Path) -> dict[str, Any]:
    """A workflow; the key `on`, which YAML 1.1 takes for true, is a string here."""
    found: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - strings only
    return found


def steps(file: Path) -> Iterator[dict[str, Any]]:
    """The steps of all its jobs."""
    for job in parsed(file)["jobs"].values():
        yield from job["steps"]


def tool(name: str) -> str:
    """A linter on the path or beside this interpreter; must be there in CI."""
    beside = Path(sys.executable).with_name(name)
    found = shutil.which(name) or (str(beside) if beside.exists() else None)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(f"{name} is not installed")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.mark.parametrize("file", WORKFLOWS, ids=[file.name for file in WORKFLOWS])
def test_actions_are_pinned_and_nothing_is_granted_at_large(file: Path) -> None:
    """Each action by its commit, with the version beside it; each permission in its own job."""
    text = file.read_text(encoding="utf-8")
    uses = re.findall(r"uses: (.*)", text)
    assert uses
    assert [one for one in uses if not PINNED.fullmatch(one)] == []
    assert parsed(file)["permissions"] == {}
    for job in parsed(file)["jobs"].values():
        assert job["permissions"]
        assert job["timeout-minutes"]
    checkouts = [step for step in steps(file) if "/checkout@" in step.get("uses", "")]
    assert [one["with"]["persist-credentials"] for one in checkouts] == ["false"] * len(checkouts)


@pytest.mark.parametrize("file", WORKFLOWS, ids=[file.name for file in WORKFLOWS])
def test_no_value_stands_in_a_shell_line(file: Path) -> None:
    """What a shell runs is written here, all of it; values come in variables."""
    assert [step["run"] for step in steps(file) if EXPRESSION.search(step.get("run", ""))] == []


def test_the_first_stage_can_only_read() -> None:
    """It starts for a pull request only, reads the contents, and names no secret."""
    file = REPOSITORY / ".github" / "workflows" / "check.yml"
    assert list(parsed(file)["on"]) == ["pull_request"]
    (job,) = parsed(file)["jobs"].values()
    assert job["permissions"] == {"contents": "read"}
    assert job["env"]["POSTMORTEMS"] == Options().postmortems_dir
    assert "{{ secrets" not in file.read_text(encoding="utf-8")
    named = [step["with"]["name"] for step in steps(file) if "/upload-" in step.get("uses", "")]
    assert named == [github.ARTIFACT, "preview"]


def test_the_second_stage_takes_nothing_of_the_request() -> None:
    """It follows the first one, checks out no other branch, and downloads nothing to the disk."""
    file = REPOSITORY / ".github" / "workflows" / "comment.yml"
    assert parsed(file)["on"]["workflow_run"]["workflows"] == ["check"]
    (checkout, install, post) = steps(file)
    assert set(checkout["with"]) == {"persist-credentials", "sparse-checkout"}
    assert (install["run"], post["run"]) == ("make .venv/posting", "make post FORGE=github")
    # While something is installed there is no token to be taken.
    assert "env" not in install
    assert list(post["env"]) == ["GITHUB_TOKEN"]


def test_gitlab_names_what_the_notes_look_for() -> None:
    """The job and the file that notes are made of are those of the merge request's pipeline."""
    job = parsed(GITLAB)[gitlab.JOB]
    assert gitlab.FILE in job["artifacts"]["paths"]
    assert job["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}]
    assert parsed(GITLAB)["variables"]["POSTMORTEMS"] == Options().postmortems_dir
    (notes,) = parsed(GITLAB)["notes"]["rules"]
    assert "$CI_DEFAULT_BRANCH" in notes["if"]
    assert "HINDSITE_TOKEN" not in str(job)


@pytest.fixture
def request_(tmp_path: Path) -> KnowledgeBase:
    """A clone with a request's merge checked out, as runners have it; everything in it is hostile.

    The request changes tools, configuration, vocabulary and docs as well; one file's name, its
    title and a link are made for a careless job.
    """
    base = draw(tmp_path / "kb", {"postmortems/2024-01-01-a.md": written("2024-01-01 10:00")})
    base.write(
        {"Makefile": MAKEFILE, "tool": TOOL, ".gitignore": ".venv/\n", "docs/index.md": "# Home\n"}
    )
    (base.root / "tool").chmod(0o755)
    committed(base)
    git(base, "switch", "-qc", "request")
    touch = f"touch {PWNED}"
    base.write(
        {
            "Makefile": MAKEFILE.replace("touch $@", touch),
            "tool": f"#!/bin/sh\n{touch}\n",
            "mkdocs.yml": "hooks: [evil.py]\n",
            "evil.py": f"open('{PWNED}', 'w')\n",
            "docs/index.md": "{{ 7 * 7 }} evil\n",
            "postmortems/2024-03-05-b.md": written(
                "2024-03-05 10:00", title="'@all `$(touch PWNED)` ::error::{{ 7 * 7 }}'"
            ),
            "postmortems/.gitattributes": "*.md filter=evil\n",
            NAME: written("2024-03-05 10:00"),
        }
    )
    (base.root / "postmortems" / "link.md").symlink_to("/etc/passwd")
    (base.root / "postmortems" / "2024-01-01-a.md").unlink()
    head = commit(base)
    git(base, "switch", "-q", "main")
    base.write({"docs/other.md": "# Other\n"})
    commit(base)
    git(base, "merge", "-q", "--no-ff", "-m", "Merge", head)
    git(base, "checkout", "-q", "--detach", "HEAD")
    return base


def run(base: KnowledgeBase, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a step's script as a runner does."""
    return subprocess.run(
        ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script),
        cwd=base.root,
        env={**os.environ, **IDENTITY, "NO_MKDOCS_2_WARNING": "1", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_stage_runs_the_bases_tools(request_: KnowledgeBase, tmp_path: Path) -> None:
    """A hostile request is read, told and refused, and nothing of it runs."""
    temporary = tmp_path / "runner"
    temporary.mkdir()
    variables = {
        "GITHUB_SHA": git(request_, "rev-parse", "HEAD"),
        "RUNNER_TEMP": str(temporary),
        "POSTMORTEMS": "postmortems",
    }
    file = REPOSITORY / ".github" / "workflows" / "check.yml"
    done = {
        step["name"]: run(request_, step["run"], **variables)
        for step in steps(file)
        if "run" in step
    }
    assert {name: one.returncode for name, one in done.items()} == {
        "Install the base's tools": 0,
        "Take the request's postmortems, and nothing else": 0,
        "Validate": 1,
        "Compare": 0,
        "Build": 2,
    }, done["Build"].stderr
    assert not list(tmp_path.rglob(PWNED))
    assert not (request_.root / "evil.py").exists()
    assert not (request_.root / "postmortems" / "2024-01-01-a.md").exists()
    comment = (temporary / "review" / "comment.md").read_bytes()
    text = checked(comment)
    assert "1 postmortem added and 1 removed" in text
    assert "Error: `postmortems/link.md`" in text
    commands = [line for line in done["Validate"].stdout.splitlines() if line.startswith("::")]
    assert all(line.startswith("::error file=postmortems/") for line in commands)


def test_what_a_build_prints_is_no_command(request_: KnowledgeBase, tmp_path: Path) -> None:
    """Its output stands between two lines with a token that nobody can guess."""
    build = next(
        step
        for step in steps(REPOSITORY / ".github" / "workflows" / "check.yml")
        if step.get("name") == "Build"
    )
    tools = request_.root / ".venv" / "bin"
    tools.mkdir(parents=True)
    (tools / "hindsite").write_text("#!/bin/sh\necho ::error::x\n", encoding="utf-8")
    (tools / "hindsite").chmod(0o755)
    lines = [
        run(request_, build["run"], RUNNER_TEMP=str(tmp_path)).stdout.splitlines() for _ in range(2)
    ]
    for stop, said, resume in lines:
        token = stop.removeprefix("::stop-commands::")
        assert re.fullmatch(r"[0-9a-f]{32}", token)
        assert (said, resume) == ("::error::x", f"::{token}::")
    assert lines[0][0] != lines[1][0]


def test_gitlabs_job_runs_the_bases_tools(request_: KnowledgeBase, tmp_path: Path) -> None:
    """The same request on GitLab, where the job has the branch itself and the commit it left."""
    git(request_, "checkout", "-q", "--detach", "request")
    variables = {
        "CI_COMMIT_SHA": git(request_, "rev-parse", "request"),
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": git(request_, "merge-base", "main~1", "request"),
        "POSTMORTEMS": "postmortems",
    }
    script = parsed(GITLAB)[gitlab.JOB]["script"]
    done = run(request_, "\n".join(script), **variables)
    assert done.returncode == 1
    assert "1 postmortem added and 1 removed" in checked(
        (request_.root / "comment.md").read_bytes()
    )
    assert (
        (request_.root / "gl-code-quality-report.json").read_text(encoding="utf-8").startswith("[")
    )
    assert not list(tmp_path.rglob(PWNED))


def test_a_request_without_the_folder(request_: KnowledgeBase) -> None:
    """A request that deletes every postmortem can still be compared, or says what is missing."""
    git(request_, "rm", "-rqf", "postmortems")
    head = commit(request_)
    git(request_, "checkout", "-q", "--detach", "main~1")
    take = 'git restore --source="$GITHUB_SHA" --worktree -- "$POSTMORTEMS"'
    done = run(request_, take, GITHUB_SHA=head, POSTMORTEMS="postmortems")
    assert done.returncode == 0
    assert not list((request_.root / "postmortems").glob("*.md"))


def test_zizmor_has_nothing_to_say() -> None:
    """The linter for what goes wrong with workflows finds nothing."""
    command = (tool("zizmor"), "--offline", "--no-progress", "--persona=pedantic")
    done = subprocess.run(
        (*command, *map(str, WORKFLOWS)), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("schema", "files"),
    [("vendor.github-workflows", WORKFLOWS), ("vendor.gitlab-ci", [GITLAB])],
    ids=["github", "gitlab"],
)
def test_the_forges_know_every_key(schema: str, files: list[Path]) -> None:
    """The files have the form that the forges publish for them."""
    options = ("--data-transform", "gitlab-ci") if "gitlab" in schema else ()
    command = (tool("check-jsonschema"), "--builtin-schema", schema, *options)
    done = subprocess.run((*command, *map(str, files)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_actionlint_has_nothing_to_say() -> None:
    """Expressions, contexts and shell lines are right; run where the linter is installed."""
    # Its wheel is made by downloading a program, so no lock file can hold it for every machine.
    if shutil.which("actionlint") is None:
        pytest.skip("actionlint is not installed")
    command = ("actionlint", "-no-color", *map(str, WORKFLOWS))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
