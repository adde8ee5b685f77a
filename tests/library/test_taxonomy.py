"""The taxonomy's and the catalogue's files."""

from __future__ import annotations

import pytest

from hindsite.errors import ProblemsError
from hindsite.library.taxonomy import Service, read_services, read_taxonomy

TAXONOMY = """\
causes:
  - slug: software
    name: Software
    definition: What programs do.
    causes:
      - slug: race-condition
        name: Race condition
        definition: The order of operations mattered.
        not: A defect in any order is something else.
        example: Two workers wrote one record.
        aliases: [race, deadlock]
      - slug: code-defect
        name: Code defect
        definition: The logic was wrong.
        example: An empty list crashed a parser.
triggers:
  - slug: load
    name: Load
    definition: Demand rose.
    example: The first working day of the year.
    aliases: [traffic]
"""


def problems(text: str) -> list[tuple[int, int, str, str]]:
    """Where and what is wrong with a taxonomy."""
    with pytest.raises(ProblemsError) as caught:
        read_taxonomy("taxonomy.yml", text.encode())
    return [(one.line, one.column, one.field, one.rule) for one in caught.value.problems]


def test_taxonomy() -> None:
    """Areas, causes and triggers are read in order, and by their slugs."""
    taxonomy = read_taxonomy("taxonomy.yml", TAXONOMY.encode())
    assert [area.slug for area in taxonomy.areas] == ["software"]
    assert list(taxonomy.causes) == ["race-condition", "code-defect"]
    race = taxonomy.causes["race-condition"]
    assert (race.area, race.aliases) == ("software", ("race", "deadlock"))
    assert race.distinction == "A defect in any order is something else."
    assert taxonomy.causes["code-defect"].distinction == ""
    assert taxonomy.trigger_by_slug["load"].name == "Load"


def test_terms() -> None:
    """What a header is checked against knows the aliases and the areas."""
    taxonomy = read_taxonomy("taxonomy.yml", TAXONOMY.encode())
    assert taxonomy.cause_terms.aliases["deadlock"] == "race-condition"
    assert taxonomy.cause_terms.areas == {"software": ("race-condition", "code-defect")}
    assert taxonomy.trigger_terms.names == {"load": "Load"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("slug: code-defect", "slug: race"), [(12, 15, "causes.causes.slug", "same-slug")]),
        (("[race, deadlock]", "[a, a]"), [(11, 22, "causes.causes.aliases", "same-slug")]),
        (("        not:", "        nto:"), [(9, 9, "causes.causes.nto", "unknown-key")]),
        (("    name: Software\n", ""), [(2, 5, "causes.name", "required")]),
        (("name: Load", "name: &x Load"), [(18, 11, "triggers.name", "yaml-anchor")]),
        (("slug: load", "slug: Load up"), [(17, 11, "triggers.slug", "slug")]),
        (("[traffic]", "traffic"), [(21, 14, "triggers.aliases", "list")]),
        (("name: Load", "name: Load\n    name: x"), [(19, 5, "triggers.name", "duplicate-key")]),
    ],
)
def test_taxonomy_mistakes(
    change: tuple[str, str], expected: list[tuple[int, int, str, str]]
) -> None:
    """Each mistake is found at its line and column."""
    assert problems(TAXONOMY.replace(*change)) == expected


@pytest.mark.parametrize("data", [b"", b"- a\n", b"causes: x\n", b"\xff", b"causes: [{}]\n"])
def test_not_a_taxonomy(data: bytes) -> None:
    """What is no taxonomy at all is refused with a problem, not a traceback."""
    with pytest.raises(ProblemsError):
        read_taxonomy("taxonomy.yml", data)


def test_services() -> None:
    """The catalogue is a list of services; description and owner may be left out."""
    services = read_services(
        "services.yml", b"- {slug: web-app, name: Web app, owner: backend}\n- {slug: b, name: B}\n"
    )
    assert services["web-app"] == Service("web-app", "Web app", owner="backend")
    assert list(services) == ["web-app", "b"]
    assert read_services("services.yml", b"") == {}


def test_large_catalogue() -> None:
    """A catalogue may have thousands of services."""
    data = "".join(f"- slug: service-{n}\n  name: Service {n}\n" for n in range(5_000))
    assert len(read_services("services.yml", data.encode())) == 5_000


@pytest.mark.parametrize(
    "text", ["a: b\n", "- a\n", "- {slug: a}\n", "- {slug: a, name: A}\n- {slug: a, name: B}\n"]
)
def test_service_mistakes(text: str) -> None:
    """A wrong catalogue is refused."""
    with pytest.raises(ProblemsError):
        read_services("services.yml", text.encode())
