"""The data that a build publishes, and that two builds of one commit are the same bytes."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from hindsite.site.building import BuildRequest, build_site
from tests.site.conftest import Draw
from tests.site.harness import CONFIGURATION, KnowledgeBase, draw, postmortem

CASES = Path(__file__).parents[1] / "cases" / "site"
FULL = """\
---
title: Race condition in the order API
severity: sev2
status: in-review
started_at: 2023-06-04 10:00
detected_at: 2023-06-04 10:06
acknowledged_at: 2023-06-04T10:10:30
mitigated_at: 2023-06-04 18:00Z
resolved_at: 2023-06-04 14:00
timezone: America/Los_Angeles
detected_by: staff
services: [web-app, order-api]
teams: [backend]
causes: [deploy, config-change]
trigger: load
impact:
  summary: A third of the users saw errors.
  users_percent: 30
  users: 12000
  requests_failed: 480000
  cost: {amount: 12000.5, currency: USD}
  data_loss: false
stated_durations: {mitigate: 3h 55m, resolve: 4h}
recurrence_of: [2022-11-03-deadlock]
related: [2022-11-04-unfinished, 2022-11-03-deadlock]
signatures: ["UnhandledException in OrderCache.put"]
authors: [Ada L.]
tags: [peak-traffic]
links: [{title: Channel, url: "https://chat.example.org/c/1?a=1&b=2"}]
aliases: [2023-06-04-web-outage]
visibility: internal
extra: {change_ticket: CHG-12, approved: "true", when: 2023-06-03}
---

## Timeline

- 10:05 - First **alarm**
- ~10:10–10:20 - Looking for it
- 2023-06-05 01:00+02:00 - Done — "quoted" é

## Action items

- [ ] Guard the cache — type: prevent; owner: @backend; due: 2023-07-01; ticket: https://t.example.org/1
- [x] Write it down

## Follow-ups

| Action | Status |
| --- | --- |
| Add a test | in-progress |
"""
EARLIER = """\
---
title: Deadlock
severity: unknown
started_at: 2022-11-03
resolved_at: 2022-11-04
---
"""
EXTRA = """\
- hindsite:
      extra_fields:
        change_ticket: {type: string}
        approved: {type: boolean}
        when: {type: date}
  - search
"""
TREE: dict[str, str | bytes] = {
    "mkdocs.yml": CONFIGURATION.replace("- hindsite\n", EXTRA, 1),
    "postmortems/2023/2023-06-04-order-api.md": FULL,
    "postmortems/2022-11-03-deadlock.md": EARLIER,
    "postmortems/2022-11-04-unfinished.md": postmortem("No", "2022-11-04").replace(
        "SEV2", "SEV2\nstatus: draft"
    ),
    "docs/about.md": "# About\n\n{{ figure('resolve') }}\n\n{{ incidents() }}\n",
}


def commit(base: KnowledgeBase) -> str:
    """Make the folder a repository of one commit; its hash."""
    identity = {"NAME": "A", "EMAIL": "a@example.org", "DATE": "2024-01-02T03:04:05+00:00"}
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for role in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{role}_{name}": value for name, value in identity.items()}
    done = ""
    for command in ("init -q", "add -A", "commit -q -m Postmortems", "rev-parse HEAD"):
        done = subprocess.run(
            ["git", *command.split()],
            cwd=base.root,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    return done.strip()


def test_incidents(knowledge_base: Draw) -> None:
    """`data/incidents.json` holds every field, durations in seconds, timeline and actions.

    Incidents that have no page are not named.
    """
    built = knowledge_base(TREE).build()
    expected = (CASES / "incidents.json").read_text(encoding="utf-8")
    found = built.json("data/incidents.json")
    assert json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False) + "\n" == expected


def test_schema(knowledge_base: Draw) -> None:
    """The header's JSON Schema is published with the site's own words."""
    built = knowledge_base({"postmortems/2024-03-05-a.md": postmortem()}).build()
    schema = built.json("data/postmortem.schema.json")
    assert {"title", "severity", "started_at"} <= set(schema["required"])
    assert "config-change" in built.text("data/postmortem.schema.json")


@pytest.fixture
def repository_of_one_commit(tmp_path: Path) -> tuple[KnowledgeBase, str]:
    """A knowledge base in a repository, and its commit."""
    base = draw(tmp_path / "kb", TREE)
    return base, commit(base)


def test_two_builds_are_the_same_bytes(
    repository_of_one_commit: tuple[KnowledgeBase, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One commit, one site: whatever the folder, the clock, the time zone and the language."""
    base, hash_ = repository_of_one_commit
    build_site(BuildRequest(base.root / "mkdocs.yml"))
    first = base.contents("site")
    other = KnowledgeBase(tmp_path / "elsewhere" / "copy")
    other.root.parent.mkdir()
    subprocess.run(["git", "clone", "-q", base.root, other.root], check=True)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")  # another day, to MkDocs
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("TZ", "Pacific/Chatham")
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    monkeypatch.setenv("LC_ALL", "C")
    done = other.hindsite("build")
    assert done.returncode == 0, done.stderr
    second = other.contents("site")
    assert sorted(first) == sorted(second)
    assert [path for path in first if first[path] != second[path]] == []
    assert f'"generated_from": "{hash_}"'.encode() in first["site/data/incidents.json"]
    assert b"<lastmod>2024-01-02</lastmod>" in first["site/sitemap.xml"]


def test_outside_git(knowledge_base: Draw) -> None:
    """Without a commit `generated_from` is null, and nothing else is missing."""
    built = knowledge_base({"postmortems/2024-03-05-a.md": postmortem()}).build(strict=True)
    data = built.json("data/incidents.json")
    assert data["generated_from"] is None
    assert [one["id"] for one in data["incidents"]] == ["2024-03-05-a"]
