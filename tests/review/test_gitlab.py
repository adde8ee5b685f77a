"""Notes on GitLab: run as the scheduled job runs it, against a forge on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from hindsite.review.comment import MARKER
from tests.conftest import REPOSITORY
from tests.review.forge import GOOD, Forge, serving

TOKEN = "token-of-the-project"  # noqa: S105 - of nothing
FORK = 66
NOTES = "/projects/1/merge_requests/7/notes"
FILE = f"/projects/{FORK}/jobs/30/artifacts/comment.md"
ME = {"id": 4}


@pytest.fixture
def forge() -> Iterator[Forge]:
    """A project with two merge requests, the first from a fork, the second without a pipeline."""
    pipeline = {"id": 20, "project_id": FORK, "sha": "0123456789"}
    job = {
        "id": 30,
        "name": "review",
        "finished_at": "2024-06-01",
        "web_url": "https://gitlab.example/mallory/kb/-/jobs/30",
    }
    answers: dict[str, Any] = {
        "/user": ME,
        "/projects/1/merge_requests": [{"iid": 7, "title": "/close @all"}, {"iid": 8}],
        "/projects/1/merge_requests/7": {"head_pipeline": pipeline},
        "/projects/1/merge_requests/8": {"head_pipeline": None},
        f"/projects/{FORK}/pipelines/20/jobs": [{"id": 29, "name": "pages"}, job],
        FILE: GOOD.encode(),
        NOTES: [{"id": 50, "body": f"{MARKER}\nfake", "author": {"id": 5}}],
    }
    with serving(answers) as made:
        yield made


def post(forge: Forge) -> subprocess.CompletedProcess[str]:
    """Run the job's command, with an interpreter that has no other package."""
    own = {
        "CI_API_V4_URL": forge.address,
        "CI_PROJECT_ID": "1",
        "HINDSITE_TOKEN": TOKEN,
        "PYTHONPATH": str(REPOSITORY / "macros"),
    }
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT")}
    done = subprocess.run(
        (sys.executable, "-S", "-m", "hindsite.review", "gitlab"),
        env={**kept, **own},
        capture_output=True,
        text=True,
        check=False,
    )
    assert TOKEN not in done.stdout + done.stderr
    return done


def test_a_note_is_posted(forge: Forge) -> None:
    """Every open request with a finished check gets its note; the token goes in its own header."""
    done = post(forge)
    assert (done.returncode, done.stdout.splitlines()) == (
        0,
        [
            "hindsite: merge request 7: posted a note",
            "hindsite: merge request 8: nothing to do: its newest pipeline has no finished check",
        ],
    )
    (write,) = forge.writes
    assert (write.method, write.path) == ("POST", NOTES)
    assert write.body["body"].startswith(MARKER)
    assert {one.headers.get("Private-Token") for one in forge.asked} == {TOKEN}


def test_the_note_is_replaced_once(forge: Forge) -> None:
    """Only ours, and only where there is something new."""
    forge.answers[NOTES].append({"id": 51, "body": f"{MARKER}\nold", "author": ME})
    assert "replaced its note" in post(forge).stdout
    (write,) = forge.writes
    assert (write.method, write.path) == ("PUT", f"{NOTES}/51")
    forge.answers[NOTES][1]["body"] = write.body["body"]
    assert "is up to date" in post(forge).stdout
    assert forge.writes == [write]


def test_a_hostile_text_keeps_no_other_note_back(forge: Forge) -> None:
    """The request is named, the others are gone through, and the job fails."""
    forge.answers[FILE] = b"/close\n@all"
    forge.answers["/projects/1/merge_requests/8"] = forge.answers["/projects/1/merge_requests/7"]
    done = post(forge)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2
    assert forge.writes == []


def test_an_artifact_that_may_not_be_read(forge: Forge) -> None:
    """A private fork's artifact is nothing to fail for."""
    del forge.answers[FILE]
    done = post(forge)
    assert done.returncode == 0
    assert "the check left no comment.md" in done.stdout
