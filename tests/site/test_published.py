"""What a build publishes beside its pages: files, feeds, redirects, and how pages lead to them."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest

from hindsite.library.workers import Workers
from hindsite.site.exports import incident_record
from hindsite.view.data_reference import SHEETS
from hindsite.view.publication import DATA_FILES, OWN_DATA
from tests.browser.site import REPOSITORY, serve
from tests.insight.knowing import record
from tests.site.conftest import Draw
from tests.site.harness import CONFIGURATION, Built, KnowledgeBase, draw, postmortem

DATA_PAGE = REPOSITORY / "docs" / "guide" / "data.md"
NEW = postmortem("Moved [here] & there", "2024-03-05 10:00").replace(
    "SEV2",
    "SEV2\naliases: [2024-03-05-old, 2023-01-01-older]\nservices: [api]\ncauses: [deploy]"
    "\ndetected_by: customer\nresolved_at: 2024-03-05 12:00",
)
SECRET = postmortem("Hidden", "2024-03-06 10:00").replace(
    "SEV2", "SEV2\nvisibility: internal\naliases: [2024-03-06-was-secret]\nservices: [vault]"
)
CAME_BACK = postmortem("Again", "2024-03-07 10:00").replace(
    "SEV2", "SEV2\nrecurrence_of: [2024-03-06-secret, 2024-03-05-new]\nrelated: [2024-03-06-secret]"
)
TREE: dict[str, str | bytes] = {
    "postmortems/2024-03-05-new.md": NEW,
    "postmortems/2024-03-06-secret.md": SECRET,
    "postmortems/2024-03-07-again.md": CAME_BACK,
    "docs/guide/data.md": DATA_PAGE.read_bytes(),
}
# Pages that the data page leads to.
for _name in ("definitions", "guide/configure", "guide/fields", "guide/tables"):
    TREE[f"docs/{_name}.md"] = f"# {_name}\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of three incidents with the repository's own Data page."""
    return draw(tmp_path_factory.mktemp("published") / "kb", TREE).build()


@pytest.fixture(scope="module")
def served(built: Built) -> Iterator[str]:
    """Its address on the loopback."""
    with serve(built.site) as address:
        yield address


def files_for_programs(built: Built) -> set[str]:
    """All published files for other programs, but those of single services and causes."""
    data = {path for path in built.files("data") if not path.startswith(OWN_DATA)}
    return data | {"feed.xml", "feed.json", "llms.txt"}


def test_every_file_is_documented_and_every_documented_file_is_there(built: Built) -> None:
    """The Data page names each file, and none that the build does not write."""
    assert files_for_programs(built) == set(DATA_FILES)
    page = built.text("guide/data/")
    assert all(f"<code>{address}</code>" in page for address in (*DATA_FILES, *OWN_DATA))
    assert {f"../../{address}" for address in DATA_FILES} <= set(built.page("guide/data/").links)


def test_every_column_and_key_is_documented(built: Built) -> None:
    """The Data page names each column of the sheets and each key of the JSON."""
    page = built.text("guide/data/")
    codes = set(re.findall("<code>([^<]*)</code>", page))
    for name, columns in SHEETS.items():
        head = built.text(f"data/{name}.csv").lstrip("\ufeff").splitlines()[0]
        assert head.split(",") == list(columns)
        assert set(columns) <= codes
        assert all(column.meaning for column in columns.values())
    known = incident_record(record("2024-01-01"), {})
    assert {*known, *known["impact"], *known["durations"]} <= codes


def queries(built: Built, language: str) -> list[str]:
    """The blocks of code in a language on the Data page, as they are read."""
    blocks = re.findall(
        rf'<code class="language-{language}">(.*?)</code>', built.text("guide/data/"), re.DOTALL
    )
    assert blocks
    return [unescape(re.sub("<[^>]*>", "", block)) for block in blocks]


def test_the_documented_sql_works(built: Built) -> None:
    """As written, but for the site's address: the files are read from the disk here."""
    (sql,) = queries(built, "sql")
    assert "https://sample.example.org/kb/data/incidents.parquet" in sql
    local = sql.replace("https://sample.example.org/kb", str(built.site))
    with duckdb.connect() as connection:
        assert connection.execute(local).fetchall() == [("deploy", 2.0, 1, 1)]


@pytest.mark.skipif(shutil.which("jq") is None, reason="no jq")
def test_the_documented_jq_works(built: Built, served: str) -> None:
    """As written, on what the site answers over HTTP."""
    (command,) = queries(built, "console")
    address, program = re.fullmatch(
        r"\$ curl -s (\S+) \|\s+jq -r '(.*)'\s*", command, re.DOTALL
    ).groups()  # type: ignore[union-attr]
    path = address.removeprefix("https://sample.example.org/kb/")
    with urllib.request.urlopen(served + path) as answer:  # noqa: S310 - the loopback
        data = answer.read()
    done = subprocess.run(["jq", "-r", program], input=data, capture_output=True, check=True)
    assert done.stdout.decode().split("\n") == ["2024-03-05-new 7200", ""]


def test_the_documented_pandas_works(
    built: Built, served: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """As written, over HTTP; pandas is heavy, and no other test needs it."""
    pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    (program,) = queries(built, "python")
    exec(program.replace("https://sample.example.org/kb/", served), {})  # noqa: S102 - our docs
    assert capsys.readouterr().out.split()[-4:] == ["2024", "2.0", "1", "3"]


def test_a_public_build_gives_no_internal_incident_away(tmp_path: Path) -> None:
    """Neither its id nor its words are in any file, but for another's source, told as written."""
    base = draw(tmp_path / "kb", TREE)
    configuration = CONFIGURATION.replace("- hindsite\n", "- hindsite:\n      audience: public\n")
    base.write({"mkdocs.yml": configuration})
    built = base.build()
    for path in built.files():
        if not path.startswith("assets/") and path != "incidents/2024-03-07-again.md":
            content = (built.site / path).read_bytes()
            assert not re.search(rb"2024-03-06-secret|was-secret|Hidden|vault", content), path
    with duckdb.connect() as connection:
        named = connection.sql(f"FROM '{built.site}/data/recurrences.parquet'").fetchall()
    assert named == [("2024-03-07-again", "2024-03-05-new")]


def test_drafts_are_served_and_never_published(knowledge_base: Draw) -> None:
    """Not even a server's files count them."""
    draft = NEW.replace("SEV2", "SEV2\nstatus: draft", 1)
    built = knowledge_base({**TREE, "postmortems/2024-03-05-new.md": draft}).build(command="serve")
    for path in ("data/incidents.csv", "feed.xml", "llms.txt", "data/actions.ics"):
        assert "Moved" not in built.text(path), path
    assert "Moved" in built.text("incidents/2024-03-05-new/")


def test_services_and_causes_have_feeds(built: Built) -> None:
    """Each page says where its feed is, in its head and in words."""
    for page in ("services/api/", "causes/deploy/", "causes/config-change/"):
        head = built.page(page).tags
        feeds = [
            (link["type"], link["href"])
            for tag, link in head
            if tag == "link" and (link.get("rel") or "").startswith("alternate")
        ]
        assert feeds == [
            ("application/atom+xml", "feed.xml"),
            ("application/atom+xml", "../../feed.xml"),
            ("application/feed+json", "../../feed.json"),
        ]
        assert f"../../{page}feed.xml" in built.page(page).links
        ElementTree.fromstring(built.text(f"{page}feed.xml"))  # noqa: S314 - our own output
        assert built.json(f"{page}feed.json")["feed_url"].endswith(f"{page}feed.json")
    titles = [item["title"] for item in built.json("services/api/feed.json")["items"]]
    assert titles == ["Moved [here] & there"]
    assert built.json("causes/config-change/feed.json")["items"] == []


def test_every_page_leads_to_the_files(built: Built) -> None:
    """The footer's links: definitions, JSON, CSV, Parquet, feed; each is there."""
    links = built.page("incidents/2024-03-05-new/").links[-5:]
    assert links == [
        "../../definitions/",
        *(f"../../data/incidents.{form}" for form in ("json", "csv", "parquet")),
        "../../feed.xml",
    ]


def test_the_sheets_hold_what_the_json_does(built: Built) -> None:
    """The same incidents in the same order."""
    with (built.site / "data/incidents.csv").open(encoding="utf-8-sig", newline="") as file:
        ids = [row["id"] for row in csv.DictReader(file)]
    assert ids == [one["id"] for one in built.json("data/incidents.json")["incidents"]]


def test_a_process_of_their_own_makes_the_same_files(
    knowledge_base: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large collection's files, made beside its pages, are those that are made in their turn."""
    base = knowledge_base(TREE)
    in_turn = base.build(into="in-turn")
    begun: list[object] = []
    alongside = Workers.alongside

    def beside(workers: Workers, work: Callable[[], None]) -> Callable[[], None]:
        begun.append(work)
        return alongside(workers, work)

    monkeypatch.setattr(Workers, "worth_it", lambda *_: True)
    monkeypatch.setattr(Workers, "alongside", beside)
    at_once = base.build(into="at-once")
    assert len(begun) == 1
    assert in_turn.files() == at_once.files()
    for path in (*DATA_FILES, "services/api/feed.json", "incidents/2024-03-05-old/index.html"):
        assert (in_turn.site / path).read_bytes() == (at_once.site / path).read_bytes(), path


# llms.txt


def test_llms_txt(built: Built) -> None:
    """Title, summary, files, definitions where the site has them, the newest incidents' sources."""
    text = built.text("llms.txt")
    lines = text.splitlines()
    assert lines[0] == "# Sample"
    assert lines[2].startswith("> ")
    assert [line for line in lines if line.startswith("## ")] == [
        "## Data",
        "## Definitions",
        "## Newest incidents",
        "## Optional",
    ]
    assert "- [Definitions](https://sample.example.org/kb/definitions/)" in text
    assert (
        "- [Moved \\[here\\] & there](https://sample.example.org/kb/incidents/2024-03-05-new.md): "
        "2024-03-05, SEV2, deploy"
    ) in lines
    addresses = re.findall(r"\]\(https://sample\.example\.org/kb/([^)]*)\)", text)
    files = set(built.files())
    assert [one for one in addresses if one not in files and f"{one}index.html" not in files] == []


def test_llms_txt_names_no_page_that_is_not_there(knowledge_base: Draw) -> None:
    """A site without guide pages has no section for them."""
    built = knowledge_base({"postmortems/2024-03-05-new.md": NEW}).build()
    assert "## Definitions" not in built.text("llms.txt")


def test_maintainers_may_write_their_own(knowledge_base: Draw) -> None:
    """A file in docs/ of the same address is taken instead."""
    built = knowledge_base({**TREE, "docs/llms.txt": "# Ours\n"}).build()
    assert built.text("llms.txt") == "# Ours\n"


# Former addresses


@pytest.mark.parametrize("alias", ["2024-03-05-old", "2023-01-01-older"])
def test_a_former_address_leads_on(built: Built, alias: str) -> None:
    """With a script, without one, and for search engines; relative, so that a sub-path works."""
    text = built.text(f"incidents/{alias}/")
    assert 'content="0; url=../../incidents/2024-03-05-new/"' in text
    assert 'data-to="../../incidents/2024-03-05-new/"' in text
    canonical = "https://sample.example.org/kb/incidents/2024-03-05-new/"
    assert f'<link rel="canonical" href="{canonical}">' in text
    page = built.page(f"incidents/{alias}/")
    assert page.links == ["../../incidents/2024-03-05-new/"]
    assert "Moved [here] & there" in page.text
    (script,) = [tag["src"] for name, tag in page.tags if name == "script"]
    assert (built.site / "incidents" / alias / str(script)).resolve().is_file()


def test_former_addresses_are_in_no_list(built: Built) -> None:
    """Neither the sitemap nor any other page sends anybody to them."""
    assert "2024-03-05-old" not in built.text("sitemap.xml")
    assert all(
        "2024-03-05-old" not in built.text(path)
        for path in built.files()
        if path.endswith(".html") and "2024-03-05-old" not in path
    )


def test_without_the_sites_address_no_canonical_is_made_up(knowledge_base: Draw) -> None:
    """The page still leads on."""
    configuration = re.sub("site_url: .*\n", "", CONFIGURATION)
    base: KnowledgeBase = knowledge_base({**TREE, "mkdocs.yml": configuration})
    text = base.build().text("incidents/2024-03-05-old/")
    assert "canonical" not in text
    assert "url=../../incidents/2024-03-05-new/" in text
    assert json.loads((base.root / "site/feed.json").read_text())["items"]
