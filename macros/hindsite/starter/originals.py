"""The files of hindsite's own repository: in the wheel, or in the checkout this is run from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hindsite.errors import HindsiteError

CARRIED = "repository"
"""Where a wheel has them: beside this module, as pyproject.toml says (`force-include`)."""

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Originals:
    """A folder with the files under their own paths."""

    root: Path

    def content(self, path: str) -> bytes:
        """A file's bytes; raises HindsiteError where there is none."""
        try:
            return (self.root / path).read_bytes()
        except OSError as error:
            raise HindsiteError(
                f"{self.root / path} cannot be read ({error.strerror}): this installation of "
                "hindsite is not whole; install it again"
            ) from error

    def below(self, folder: str) -> tuple[str, ...]:
        """The paths of the files in a folder, sorted; hidden ones left out."""
        files = (path.relative_to(self.root) for path in (self.root / folder).rglob("*"))
        return tuple(
            sorted(
                path.as_posix()
                for path in files
                if (self.root / path).is_file() and not path.name.startswith(".")
            )
        )


def originals(package: Path = _HERE) -> Originals:
    """The files that come with this package, which is installed at `package`.

    A wheel carries them. An installation in place has no copy that could grow old: there they are
    those of the checkout, above the source root `macros`. Raises HindsiteError where neither is.
    """
    carried, checkout = package / CARRIED, package.parents[2]
    for root in (carried, checkout):
        if (root / "mkdocs.yml").is_file() and (root / "taxonomy.yml").is_file():
            return Originals(root)
    raise HindsiteError(
        f"neither {carried} nor {checkout} has hindsite's own files; install hindsite again, "
        "from a wheel or in place"
    )


def own_pages() -> Originals:
    """What was written for a new knowledge base, and stands nowhere else."""
    return Originals(_HERE / "pages")
