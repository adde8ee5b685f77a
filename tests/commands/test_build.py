"""`hindsite build`: what it prints and how it ends; what it builds is tested in `tests/site`."""

from __future__ import annotations

from pathlib import Path

import pytest

from hindsite.cli import cli
from hindsite.site.building import BuildRequest
from tests.site.harness import draw, postmortem

PATH = "postmortems/2024-03-05-a.md"


def test_build_and_fail(tmp_path: Path) -> None:
    """It says where the site is; a failing build says why, line by line, and ends with 2."""
    base = draw(tmp_path / "kb", {PATH: postmortem()})
    done = base.hindsite("build", "--strict")
    assert (done.returncode, done.stdout, done.stderr) == (0, "The site is in site\n", "")
    before = base.contents("site")
    base.write({PATH: postmortem().replace("SEV2", 'SEV9\ntemplate: "\\e[2J"')})
    done = base.hindsite("build")
    assert done.returncode == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert lines[0] == "hindsite: hindsite: 2 problems (postmortem); nothing was built."
    assert f"{PATH}:3:11: severity: " in lines[1]
    assert f"{PATH}:4:1: template: " in lines[2]
    assert all(line.startswith("hindsite: ") and line.isprintable() for line in lines)
    assert base.contents("site") == before


def test_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each option reaches the build."""
    asked: list[BuildRequest] = []

    def build_site(request: BuildRequest, _told: object) -> Path:
        asked.append(request)
        return tmp_path

    monkeypatch.setattr("hindsite.site.building.build_site", build_site)
    configuration = tmp_path / "other.yml"
    configuration.touch()
    arguments = ["-f", str(configuration), "-d", str(tmp_path / "out"), "--audience", "public"]
    cli.main(["build", *arguments, "--strict"], standalone_mode=False)
    cli.main(["build"], standalone_mode=False)
    assert asked == [
        BuildRequest(configuration, tmp_path / "out", strict=True, audience="public"),
        BuildRequest(None),
    ]
