"""The lists: years, causes, services, pages beyond the first, and pages of the maintainers'."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from tests.site.conftest import Draw
from tests.site.harness import Built, draw, postmortem

COUNT = 23
CONFIGURATION = """\
site_name: Sample
site_url: https://sample.example.org/
theme: material
plugins:
  - hindsite:
      page_size: 10
"""


def one(number: int) -> tuple[str, str]:
    """The path and text of an incident: even ones are a deploy's, every fifth the api's."""
    day = f"{2021 + number // 10}-03-{number + 1:02d}"
    facts = f"causes: [{'deploy' if number % 2 == 0 else 'config-change'}]"
    if number % 5 == 0:
        facts += "\nservices: [api]"
    text = postmortem(f"Incident {number:02d}.", f"{day} 10:00").replace("SEV2", f"SEV2\n{facts}")
    action = f"\n## Action items\n\n- [ ] Task {number:02d}.\n"
    return f"postmortems/{day}-n{number:02d}.md", text + action


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site of 23 incidents, ten on a page."""
    tree = {"mkdocs.yml": CONFIGURATION, **dict(map(one, range(COUNT)))}
    return draw(tmp_path_factory.mktemp("lists") / "kb", tree).build(strict=True)


def numbers(site: Built, address: str, word: str = "Incident") -> list[int]:
    """The incidents in the page's own part, in order."""
    article = site.text(address).split("<article")[1].split("</article>")[0]
    listed = article.split('class="hs-list')[-1] if word == "Incident" else article
    return [int(number) for number in re.findall(rf"{word} (\d\d)\.", listed)]


ALL = list(reversed(range(COUNT)))
EVEN = [number for number in ALL if number % 2 == 0]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("explore/", ALL[:10]),
        ("explore/2/", ALL[10:20]),
        ("explore/3/", ALL[20:]),
        ("years/2021/", ALL[13:]),
        ("years/2023/", ALL[:3]),
        ("services/api/", [20, 15, 10, 5, 0]),
        ("causes/deploy/", EVEN[:10]),
        ("causes/deploy/2/", EVEN[10:]),
    ],
)
def test_lists(site: Built, address: str, expected: list[int]) -> None:
    """A list holds its incidents, the newest first, ten on a page."""
    assert numbers(site, address) == expected


def test_pages_of_actions(site: Built) -> None:
    """Action items are paged, too, and each stands once."""
    pages = [numbers(site, address, "Task") for address in ("actions/", "actions/2/", "actions/3/")]
    assert [len(page) for page in pages] == [10, 10, 3]
    assert sorted(chain(*pages)) == sorted(ALL)


@pytest.mark.parametrize("address", ["explore/4/", "years/2024/", "causes/deploy/3/", "actions/4/"])
def test_no_empty_pages(site: Built, address: str) -> None:
    """There is no page of nothing."""
    assert not (site.site / address).exists()


def test_every_link_leads_somewhere(site: Built) -> None:
    """Every link within the site leads to a file of it."""
    for path in site.files():
        if not path.endswith("index.html"):
            continue
        folder = (site.site / path).parent
        for link in site.page(path).links:
            target = re.split("[?#]", link)[0]
            if target and "://" not in target and "definitions/" not in target:
                found = folder / target
                assert (found / "index.html").is_file() or found.is_file(), (path, link)


def test_own_pages_win(knowledge_base: Draw) -> None:
    """A page that the maintainers wrote at an address of ours is the one that is built."""
    tree = {
        "postmortems/2024-03-05-a.md": postmortem(),
        "docs/index.md": "# Our own home\n",
        "docs/explore.md": "# Our own list\n\n{{ incidents() }}\n",
        "docs/causes/index.md": "# Our own causes\n",
        "docs/causes/deploy.md": "# Our own deploy\n",
    }
    built = knowledge_base(tree).build(strict=True)
    for address, title in (
        ("", "home"),
        ("explore/", "list"),
        ("causes/", "causes"),
        ("causes/deploy/", "deploy"),
    ):
        assert f"Our own {title}" in built.page(address).text
    assert "Something broke" in built.page("explore/").text
    assert "Something was altered" not in built.page("causes/").text
