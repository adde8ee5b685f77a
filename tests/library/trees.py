"""Small projects on disk: postmortems written in one line each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hindsite.config import Project, parse_options

TAXONOMY = """\
causes:
  - slug: change
    name: Change
    definition: Something was altered.
    causes:
      - slug: config-change
        name: Configuration change
        definition: A setting made the system act other than intended.
        not: New code is `deploy`, and `reboot` is none.
        example: A rule blocked health checks.
        aliases: [misconfiguration]
      - slug: deploy
        name: Deploy
        definition: A release is part of why users were affected.
        example: A version went everywhere at once.
triggers:
  - slug: load
    name: Load
    definition: More work than usual arrived.
    example: A sale began.
"""


def written(started_at: str = "2024-03-05 10:00", body: str = "", **fields: str) -> str:
    """The text of a postmortem: its header's fields as they are written, then the body."""
    header = {
        "title": "Something broke",
        "severity": "SEV2",
        "started_at": started_at,
        "timezone": "UTC",
        **fields,
    }
    lines = "\n".join(f"{name}: {value}" for name, value in header.items())
    return f"---\n{lines}\n---\n{body}"


def project(root: Path, tree: Mapping[str, str | bytes], **options: object) -> Project:
    """A project of these files below `root`; a path without a folder is a postmortem's."""
    for path, content in tree.items():
        file = root / (path if "/" in path or path.endswith(".yml") else f"postmortems/{path}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    (root / "postmortems").mkdir(parents=True, exist_ok=True)
    return Project(root=root, options=parse_options(options))
