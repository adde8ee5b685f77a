"""Knowledge bases in real git repositories, committed at a fixed time by nobody in particular."""

from __future__ import annotations

import os
import subprocess

from tests.site.harness import KnowledgeBase

IDENTITY = {
    **{f"GIT_{who}_NAME": "A" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_EMAIL": "a@example.org" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_DATE": "2024-06-01T12:00:00Z" for who in ("AUTHOR", "COMMITTER")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(base: KnowledgeBase, *arguments: str) -> str:
    """Run git in the project, which must succeed; gives what it prints."""
    done = subprocess.run(
        ("git", "-C", str(base.root), *arguments),
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **IDENTITY},
    )
    return done.stdout.strip()


def commit(base: KnowledgeBase, message: str = "A change") -> str:
    """Commit everything; gives the hash."""
    git(base, "add", "--all")
    git(base, "commit", "-q", "--allow-empty", "-m", message)
    return git(base, "rev-parse", "HEAD")


def committed(base: KnowledgeBase) -> KnowledgeBase:
    """Make a repository of a knowledge base, its main branch checked out."""
    git(base, "init", "-q", "-b", "main")
    commit(base, "The knowledge base")
    return base
