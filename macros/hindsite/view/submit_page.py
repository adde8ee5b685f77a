"""The page where a postmortem is written without git: what stands there before scripts draw it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hindsite.insight.knowledge import Records
from hindsite.view import links
from hindsite.view.links import Links

ASSETS = "assets/hindsite/"
FORM_ADDRESS = "data/submit.json"
TEMPLATE_ADDRESS = "data/postmortem-template.md"


@dataclass(frozen=True, slots=True)
class NewFile:
    """The forge's page for a new file: whose it is, and its address up to the branch."""

    forge: Literal["github", "gitlab", "gitea"]
    address: str


@dataclass(frozen=True, slots=True)
class SubmitView:
    """The form's page: texts, and the addresses that its scripts need.

    `form` and `schema` are the data it is drawn from, `explore` the folder of the columns it looks
    for earlier incidents in, `incidents` the one of their pages. `template` is the file for people
    without scripts, `folder` where it belongs, and `new_file` the forge's page for it ("" none).
    """

    title: str
    lead: str
    style: str
    script: str
    form: str
    schema: str
    explore: str
    incidents: str
    template: str
    folder: str
    new_file: str


def submit_view(records: Records, new_file: NewFile | None, links_: Links) -> SubmitView:
    """What the form's page prints."""
    return SubmitView(
        title="Write a postmortem",
        lead=_lead(new_file),
        style=links_.to(f"{ASSETS}submit.css"),
        script=links_.to(f"{ASSETS}submit/submit.js"),
        form=links_.to(FORM_ADDRESS),
        schema=links_.to("data/postmortem.schema.json"),
        explore=links_.to(links.EXPLORE_DATA),
        incidents=links_.to(links.INCIDENTS),
        template=links_.to(TEMPLATE_ADDRESS),
        folder=records.library.project.options.postmortems_dir,
        new_file=new_file.address if new_file else "",
    )


def _lead(new_file: NewFile | None) -> str:
    until = ""
    if new_file is not None:
        until = f" until you open the {'merge' if new_file.forge == 'gitlab' else 'pull'} request"
    return f"Everything stays in this browser{until}. Leave blank what nobody knows."
