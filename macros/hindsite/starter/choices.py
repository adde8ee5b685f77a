"""What differs between one organisation and the next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from hindsite.errors import HindsiteError
from hindsite.view import forges

ForgeFiles = Literal["github", "gitlab"]
BOTH: tuple[ForgeFiles, ...] = ("github", "gitlab")
BRANCH = "main"
"""The branch that the workflows publish and that postmortems are for."""

_LONGEST_NAME = 80
# `git@github.com:acme/pm.git` and `ssh://git@github.com:22/acme/pm.git`
_CLONED = re.compile(
    r"(?:ssh://(?:[\w.-]+@)?(?P<named>[\w.-]+)(?::\d+)?/|[\w.-]+@(?P<short>[\w.-]+):)(?P<path>[\w./~-]+)"
)


@dataclass(frozen=True, slots=True)
class Choices:
    """An organisation's own: its site's name, its addresses ("" not known yet), its forges.

    `version` is the hindsite that it begins with, `wheel` the name of its file where that lies in
    the repository. Raises HindsiteError for what cannot be used.
    """

    name: str
    version: str
    repo_url: str = ""
    site_url: str = ""
    forges: tuple[ForgeFiles, ...] = BOTH
    wheel: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip() or not self.name.isprintable() or len(self.name) > _LONGEST_NAME:
            raise HindsiteError(
                f"--name: expected one line of at most {_LONGEST_NAME} characters, "
                f"got {self.name[: _LONGEST_NAME + 1]!r}"
            )
        for option, address in (("--repo-url", self.repo_url), ("--site-url", self.site_url)):
            if address and not _is_address(address):
                raise HindsiteError(
                    f"{option}: expected an address as https://host/path, got {address!r}"
                )

    @property
    def edit_uri(self) -> str:
        """What MkDocs puts behind `repo_url` to edit a page; "" where the forge is not known."""
        kind = forges.by_host(self.repo_url)
        if kind is None and len(self.forges) == 1:
            kind = self.forges[0]
        return f"{forges.EDIT[kind]}/{BRANCH}/docs/" if kind and self.repo_url else ""

    @property
    def repo_name(self) -> str:
        """The path of the repository on its host."""
        return urlsplit(self.repo_url).path.strip("/")


def web_address(repository: str) -> str:
    """A repository's address on the web, from that or from the one that `git clone` is given."""
    found = _CLONED.fullmatch(repository.strip())
    host = found["named"] or found["short"] if found else ""
    address = f"https://{host}/{found['path']}" if found else repository.strip()
    return address.rstrip("/").removesuffix(".git")


def _is_address(text: str) -> bool:
    parts = urlsplit(text)
    return (
        parts.scheme in ("https", "http")
        and bool(parts.hostname)
        and re.search(r"[\s\"'<>\\`#?]", text) is None
        and text.isprintable()
    )


def forge_files(asked: str | None, repo_url: str) -> tuple[ForgeFiles, ...]:
    """Whose files a repository gets: what is asked for, else what its host tells, else both.

    `asked` is `github`, `gitlab`, `none` or None.
    """
    kind = asked or forges.by_host(repo_url)
    if kind == "github":
        return ("github",)
    if kind == "gitlab":
        return ("gitlab",)
    return () if kind else BOTH
