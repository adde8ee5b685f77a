"""GitLab: one note on each open merge request, from the newest pipeline's check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hindsite.review.api import Api, ApiError
from hindsite.review.comment import (
    LIMIT,
    MARKER,
    Outcome,
    RefusedError,
    checked,
    comment,
    tells_anything,
)

JOB = "review"
FILE = "comment.md"
_NOT_THERE = (403, 404)


def post_all(project: int, api: Api) -> Iterator[Outcome]:
    """Post or replace the note of every open merge request; says what was done, request by request.

    One request's refused text does not keep the others from their notes.
    """
    me = int(api.get("/user")["id"])
    for request in api.pages(f"/projects/{project}/merge_requests", state="opened"):
        iid = int(request["iid"])
        try:
            yield Outcome(f"merge request {iid}: {_post(project, iid, me, api)}")
        except (RefusedError, ApiError) as error:
            yield Outcome(f"merge request {iid}: {error}", is_well=False)


def _post(project: int, iid: int, me: int, api: Api) -> str:
    pipeline = api.get(f"/projects/{project}/merge_requests/{iid}")["head_pipeline"]
    job = _job(pipeline, api) if pipeline else None
    if pipeline is None or job is None:
        return "nothing to do: its newest pipeline has no finished check"
    data = _artifact(pipeline, job, api)
    if data is None:
        return f"nothing to do: the check left no {FILE}"
    text = checked(data)
    whole = comment(text, pipeline["sha"], job["web_url"])
    return _write(project, iid, me, whole, api, anew=tells_anything(text))


def _job(pipeline: Mapping[str, Any], api: Api) -> Mapping[str, Any] | None:
    # The pipeline of a request from a fork belongs to the fork's project.
    path = f"/projects/{int(pipeline['project_id'])}/pipelines/{int(pipeline['id'])}/jobs"
    found: list[Mapping[str, Any]] = [one for one in api.pages(path) if one["name"] == JOB]
    return found[0] if found and found[0]["finished_at"] else None


def _artifact(pipeline: Mapping[str, Any], job: Mapping[str, Any], api: Api) -> bytes | None:
    path = f"/projects/{int(pipeline['project_id'])}/jobs/{int(job['id'])}/artifacts/{FILE}"
    try:
        return api.download(path, LIMIT)
    except ApiError as error:
        if error.status in _NOT_THERE:
            return None
        raise


def _write(project: int, iid: int, me: int, body: str, api: Api, *, anew: bool) -> str:
    notes = f"/projects/{project}/merge_requests/{iid}/notes"
    for one in api.pages(notes, sort="asc", order_by="created_at"):
        # Anyone can write the marker; only our own note is replaced.
        if one["author"]["id"] == me and str(one["body"]).startswith(MARKER):
            if str(one["body"]).rstrip() == body.rstrip():
                return "its note is up to date"
            api.send("PUT", f"{notes}/{int(one['id'])}", {"body": body})
            return "replaced its note"
    if not anew:
        return "nothing to do: no postmortem changes"
    api.send("POST", notes, {"body": body})
    return "posted a note"
