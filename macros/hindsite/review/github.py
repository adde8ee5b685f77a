"""GitHub: from a finished run of the check to one comment on its pull request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hindsite.review.api import Api
from hindsite.review.archive import LIMIT as ARCHIVE_LIMIT
from hindsite.review.archive import only_member
from hindsite.review.comment import LIMIT, MARKER, RefusedError, checked, comment, tells_anything

ARTIFACT = "review"
FILE = "comment.md"
AUTHOR = "github-actions[bot]"


def post(event: Mapping[str, Any], repository: str, api: Api) -> str:
    """Post or replace the comment for a `workflow_run` event; says what was done.

    The pull request is found by what GitHub says of the run, never by anything the run made. A run
    that is not of an open request's newest commit is passed over.
    """
    run = event["workflow_run"]
    if run["event"] != "pull_request":
        return "nothing to do: the run was not of a pull request"
    numbers = list(_requests(run, repository, api))
    if len(numbers) != 1:
        return (
            f"nothing to do: {len(numbers)} open pull requests have {run['head_sha'][:7]} as head"
        )
    data = _artifact(int(run["id"]), repository, api)
    if data is None:
        return f"nothing to do: the run left no artifact {ARTIFACT!r}"
    text = checked(only_member(data, FILE, LIMIT))
    whole = comment(text, run["head_sha"], run["html_url"])
    return _write(numbers[0], whole, repository, api, anew=tells_anything(text))


def _requests(run: Mapping[str, Any], repository: str, api: Api) -> Iterator[int]:
    """The open pull requests into this repository whose newest commit the run was of."""
    for found in _candidates(run, repository, api):
        base, head = found["base"]["repo"], found["head"]
        ours = base is not None and base["full_name"] == repository
        if ours and found["state"] == "open" and head["sha"] == run["head_sha"]:
            yield int(found["number"])


def _candidates(run: Mapping[str, Any], repository: str, api: Api) -> Iterator[Any]:
    if named := run["pull_requests"]:
        # A number of another repository's, in the same network of forks, is none of ours.
        ours = (one for one in named if one["base"]["repo"]["url"].endswith(f"/{repository}"))
        for one in ours:
            yield api.get(f"/repos/{repository}/pulls/{int(one['number'])}")
        return
    # For a request from a fork the event names none.
    if (fork := run["head_repository"]) is not None:
        head = f"{fork['owner']['login']}:{run['head_branch']}"
        yield from api.pages(f"/repos/{repository}/pulls", state="open", head=head)


def _artifact(run: int, repository: str, api: Api) -> bytes | None:
    listed = api.get(f"/repos/{repository}/actions/runs/{run}/artifacts", name=ARTIFACT)
    found = [one for one in listed["artifacts"] if one["name"] == ARTIFACT and not one["expired"]]
    if not found:
        return None
    if len(found) > 1:
        raise RefusedError(f"the run left {len(found)} artifacts {ARTIFACT!r}; expected one")
    if found[0]["size_in_bytes"] > ARCHIVE_LIMIT:
        raise RefusedError(f"the artifact is larger than {ARCHIVE_LIMIT:,} bytes")
    path = f"/repos/{repository}/actions/artifacts/{int(found[0]['id'])}/zip"
    return api.download(path, ARCHIVE_LIMIT)


def _write(number: int, body: str, repository: str, api: Api, *, anew: bool) -> str:
    for one in api.pages(f"/repos/{repository}/issues/{number}/comments"):
        # Anyone can write the marker; only our own comment is replaced.
        if _is_ours(one):
            path = f"/repos/{repository}/issues/comments/{int(one['id'])}"
            api.send("PATCH", path, {"body": body})
            return f"replaced the comment on pull request {number}"
    if not anew:
        return "nothing to do: no postmortem changes"
    api.send("POST", f"/repos/{repository}/issues/{number}/comments", {"body": body})
    return f"posted a comment on pull request {number}"


def _is_ours(one: Mapping[str, Any]) -> bool:
    author = one["user"] or {}
    by_us = author.get("login") == AUTHOR and author.get("type") == "Bot"
    return by_us and str(one["body"] or "").startswith(MARKER)
