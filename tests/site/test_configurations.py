"""Sites of other shapes: fewer files, other words, no git."""

from __future__ import annotations

import pytest

from tests.site.conftest import Draw
from tests.site.harness import CONFIGURATION, RefusedError, postmortem

PATH = "postmortems/2024-03-05-a.md"
PAGE = "incidents/2024-03-05-a/"


def options(block: str) -> str:
    """The configuration with options of the plugin."""
    lines = "".join(f"\n      {line}" for line in block.splitlines())
    return CONFIGURATION.replace("- hindsite", f"- hindsite:{lines}", 1)


def header(*lines: str) -> str:
    """A postmortem with these lines in its header."""
    return postmortem().replace("SEV2", "\n".join(("SEV2", *lines)))


def test_without_taxonomy(knowledge_base: Draw) -> None:
    """Without taxonomy.yml any slug is a cause, and has its page."""
    base = knowledge_base({PATH: header("causes: [gremlins]", "trigger: full-moon")})
    (base.root / "taxonomy.yml").unlink()
    built = base.build(strict=True)
    assert "Something broke" in built.page("causes/gremlins/").text
    assert "gremlins" in built.page("causes/").text


def test_with_a_service_catalogue(knowledge_base: Draw) -> None:
    """With services.yml an unknown service is refused; without the file none is."""
    text = header("services: [apj]")
    base = knowledge_base({PATH: text})
    assert "Something broke" in base.build(strict=True).page("services/apj/").text
    base.write({"services.yml": "- slug: api\n  name: API\n"})
    with pytest.raises(RefusedError, match=r"a\.md:4:12: services: .*api"):
        base.build()


def test_other_severities(knowledge_base: Draw) -> None:
    """A site has its own severities, in any case, and no others."""
    base = knowledge_base(
        {"mkdocs.yml": options("severities: [P0, P1]"), PATH: postmortem().replace("SEV2", "p1")}
    )
    built = base.build(strict=True)
    assert built.json("data/incidents.json")["incidents"][0]["severity"] == "P1"
    assert "P1" in built.page(PAGE).text
    base.write({PATH: postmortem()})
    with pytest.raises(RefusedError, match=r"severity: .*P0"):
        base.build()


def test_extra_fields(knowledge_base: Draw) -> None:
    """The organisation's own fields are shown and published, if they are declared."""
    base = knowledge_base(
        {
            "mkdocs.yml": options("extra_fields:\n  change_ticket: {type: string, required: true}"),
            PATH: header("extra: {change_ticket: CHG-12}"),
        }
    )
    built = base.build(strict=True)
    assert "Change ticket CHG-12" in built.page(PAGE).text
    base.write({PATH: header("extra: {chnge_ticket: CHG-12}")})
    with pytest.raises(RefusedError, match="extra"):
        base.build()


def test_section_aliases(knowledge_base: Draw) -> None:
    """A site's own heading for a section is read like the contract's."""
    text = postmortem() + "\n## Chronology\n\n- 10:05 - It began\n"
    base = knowledge_base({"mkdocs.yml": options("sections: {timeline: [Chronology]}"), PATH: text})
    (incident,) = base.build(strict=True).json("data/incidents.json")["incidents"]
    assert [event["text"] for event in incident["timeline"]] == ["It began"]


def test_other_folder(knowledge_base: Draw) -> None:
    """The folder of the postmortems is an option."""
    base = knowledge_base(
        {
            "mkdocs.yml": options("postmortems_dir: learning/incidents"),
            "learning/incidents/2024-03-05-a.md": postmortem() + "\n![x](p.png)\n",
            "learning/incidents/p.png": b"png",
        }
    )
    built = base.build(strict=True)
    assert "Something broke" in built.page(PAGE).text
    assert (built.site / "files/p.png").is_file()


def test_no_postmortems(knowledge_base: Draw) -> None:
    """A new knowledge base builds: every list is there, and says that it is empty."""
    calls = "{{ incidents() }}\n\n{{ figure('resolve') }}\n\n{{ causes() }}\n"
    built = knowledge_base({"docs/about.md": f"# About\n\n{calls}"}).build(strict=True)
    assert built.json("data/incidents.json")["incidents"] == []
    for address in ("", "explore/", "causes/", "services/", "years/", "actions/"):
        assert built.page(address).count("h1") == 1, address
    assert "No incident matches." in built.page("about/").text
    assert "No cause matches." in built.page("about/").text


def test_no_folder(knowledge_base: Draw) -> None:
    """A folder that does not exist is named, with what to do."""
    base = knowledge_base({})
    (base.root / "postmortems").rmdir()
    with pytest.raises(RefusedError, match="no such folder; make it, or set `postmortems_dir`"):
        base.build()


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ("page_sise: 10", "page_size"),
        ("page_size: 5", "expected 10 or more, got 5"),
        ("postmortems_dir: ../elsewhere", "below the folder of mkdocs.yml"),
        ("severities: []", "severities"),
        ("audience: everyone", "expected internal or public"),
    ],
)
def test_wrong_options(knowledge_base: Draw, block: str, told: str) -> None:
    """A wrong option stops the build before anything is read, and says what is allowed."""
    with pytest.raises(RefusedError, match=told):
        knowledge_base({"mkdocs.yml": options(block)}).build()
