"""`hindsite init`: a new knowledge base, ready to push."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click

from hindsite.errors import HindsiteError, printable
from hindsite.starter.choices import BOTH, BRANCH, Choices, forge_files, web_address
from hindsite.starter.knowledge_base import knowledge_base
from hindsite.starter.originals import originals, own_pages
from hindsite.starter.wheel import read_wheel
from hindsite.starter.writing import refuse_unless_empty, write_tree


@click.command()
@click.argument("folder_name", metavar="DIR")
@click.option("--name", metavar="NAME", help="The site's name; the folder's by default.")
@click.option(
    "--forge",
    type=click.Choice([*BOTH, "none"]),
    help="Whose workflows are written. By default those of the host in --repo-url; without one, "
    "both, of which you delete one.",
)
@click.option(
    "--repo-url",
    metavar="URL",
    default="",
    help="Where the repository will be; the address that `git clone` takes will do.",
)
@click.option("--site-url", metavar="URL", default="", help="Where the site will be published.")
@click.option(
    "--wheel",
    type=click.Path(path_type=Path),
    help="hindsite's own wheel, to be kept in the repository: for those without a package index.",
)
def init(
    folder_name: str,
    name: str | None,
    forge: str | None,
    repo_url: str,
    site_url: str,
    wheel: Path | None,
) -> None:
    """Make a knowledge base in DIR, a new or an empty folder; all of it or nothing.

    It has one example, a vocabulary, a guide, and the checks of pull requests. Exit status 2:
    nothing was written.
    """
    if not folder_name.strip():
        raise HindsiteError("DIR: expected a folder's name, got none; `.` is this folder")
    folder = Path(folder_name)
    refuse_unless_empty(folder)
    address = web_address(repo_url)
    choices = Choices(
        name=name if name is not None else folder.resolve().name,
        version=version("hindsite"),
        repo_url=address,
        site_url=f"{site_url.rstrip('/')}/" if site_url else "",
        forges=forge_files(forge, address),
        wheel=wheel.name if wheel else "",
    )
    carried = {wheel.name: read_wheel(wheel, choices.version)} if wheel else {}
    write_tree(folder, {**knowledge_base(originals(), own_pages(), choices), **carried})
    for line in _told(folder, choices):
        click.echo(line)
    if address != repo_url.rstrip("/"):
        click.echo(f"The repository's address on the web is taken as {printable(address)}.")


def _told(folder: Path, choices: Choices) -> Iterator[str]:
    """What was made, and the next commands."""
    shown = printable(str(folder))
    yield f"{shown}: a knowledge base, with one example. Next:"
    yield ""
    if folder.resolve() != Path.cwd():
        yield f"  cd {shlex.quote(shown)}"
    if not (folder / ".git").exists():
        yield f"  git init --initial-branch {BRANCH}"
    yield "  git add --all"
    yield "  git commit --message 'Begin the knowledge base'"
    yield "  make serve"
    yield ""
    if not choices.wheel:
        yield "requirements.txt names this version of hindsite: pip has to find it on your index."
        yield "Without an index, begin again with --wheel and the file of its wheel."
    if choices.forges == BOTH:
        yield "The checks are there for GitHub (.github) and GitLab (.gitlab-ci.yml, .gitlab)."
        yield "Delete those of the one you do not use."
    yield "README.md says what to set before you publish."
