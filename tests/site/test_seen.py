"""What a build publishes for "have we seen this?", and of which incidents."""

from __future__ import annotations

from tests.site.conftest import Draw
from tests.site.harness import postmortem

MESSAGE = "LedgerPasswordRejected"
HIDDEN = postmortem("Hidden", "2024-03-06 10:00").replace(
    "SEV2", f"SEV2\nvisibility: internal\nsignatures: [{MESSAGE}]"
)


def with_message(title: str, day: str, message: str) -> str:
    """A postmortem that records an error message."""
    return postmortem(title, f"{day} 10:00").replace("SEV2", f'SEV2\nsignatures: ["{message}"]')


def test_details_stand_at_the_number_that_the_index_names(knowledge_base: Draw) -> None:
    """Numbers count from the oldest; a draft has none."""
    built = knowledge_base(
        {
            "postmortems/2024-03-05-first.md": with_message("First", "2024-03-05", "BrokenPipe"),
            "postmortems/2024-03-06-second.md": with_message("Second", "2024-03-06", "NoSpaceLeft"),
            "postmortems/2024-03-07-draft.md": with_message(
                "Draft", "2024-03-07", "DraftOnly"
            ).replace("SEV2", "SEV2\nstatus: draft"),
        }
    ).build()
    part = built.json("data/seen/part-0.json")
    assert part["messages"] == {
        "BrokenPipe": ["brokenpipe", [0]],
        "NoSpaceLeft": ["nospaceleft", [1]],
    }
    assert [built.json(f"data/seen/incidents/{n}.json")["title"] for n in (0, 1)] == [
        "First",
        "Second",
    ]
    assert built.files("data/seen/incidents") == [
        "data/seen/incidents/0.json",
        "data/seen/incidents/1.json",
    ]
    assert "BrokenPipe" in built.text("seen/")


def test_a_public_build_tells_nothing_of_an_internal_incident(knowledge_base: Draw) -> None:
    """Neither its message, nor its words, nor that there is one more."""
    tree = {
        "postmortems/2024-03-05-open.md": postmortem("Open"),
        "postmortems/2024-03-06-hidden.md": HIDDEN,
    }
    base = knowledge_base(tree)
    assert MESSAGE in base.build().text("data/seen/part-0.json")
    configuration = base.root / "mkdocs.yml"
    text = configuration.read_text(encoding="utf-8")
    public = text.replace("- hindsite\n", "- hindsite:\n      audience: public\n", 1)
    configuration.write_text(public, encoding="utf-8")
    built = base.build()
    published = "".join(built.text(path) for path in [*built.files("data/seen"), "seen/"])
    assert MESSAGE.lower() not in published.lower()
    assert built.json("data/seen/index.json")["incidents"] == 1


def test_a_collection_without_any_incident_has_the_page(knowledge_base: Draw) -> None:
    """An index of nothing, and a page that says so."""
    built = knowledge_base(
        {"postmortems/.gitkeep": "", "docs/about.md": "# About\n\nWords.\n"}
    ).build()
    assert built.json("data/seen/index.json")["starts"] == []
    assert "No error message is recorded" in built.text("seen/")


def test_the_page_leads_to_its_files_at_any_depth(knowledge_base: Draw) -> None:
    """Addresses are relative, so that a site may stand below a path."""
    text = knowledge_base({"postmortems/2024-03-05-one.md": postmortem()}).build().text("seen/")
    assert 'data-hs-seen="../data/seen/"' in text
    assert 'src="../assets/hindsite/seen/seen.js"' in text
