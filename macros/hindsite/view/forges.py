"""Which forge hosts a repository, as far as its address tells."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

Kind = Literal["github", "gitlab", "gitea"]

_HOSTS: tuple[tuple[str, Kind], ...] = (
    ("github", "github"),
    ("gitlab", "gitlab"),
    ("gitea", "gitea"),
    ("forgejo", "gitea"),
    ("codeberg", "gitea"),
)
EDIT: dict[Kind, str] = {"github": "edit", "gitlab": "-/edit", "gitea": "_edit"}
"""What stands before the branch in the address of a forge's editor; `gitea` is Forgejo's too."""


def by_host(repo_url: str) -> Kind | None:
    """The forge whose name is in the host's; None where that says nothing."""
    host = urlsplit(repo_url).hostname or ""
    return next((kind for word, kind in _HOSTS if word in host), None)
