from __future__ import annotations

import json
import re
from datetime import date
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from hindsite.postmortem.schema import Postmortem
from hindsite.view.feeds import Feed, FeedWriter, summary
from hindsite.view.publication import Publication
from tests.insight.knowing import impact, lasting, record

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "{http://www.w3.org/XML/1998/namespace}base"
ROOT = "https://kb.example.org/sub/"
SITE = Publication("Our site", "What broke.", ROOT)
NOWHERE = Publication("Our site")
DAY = date(2024, 6, 1)
WHOLE = lasting(
    95,
    "2024-03-05",
    title="A <b>bold</b> & broken thing",
    services=("api", "web"),
    causes=("deploy",),
    tags=("peak",),
    authors=("Ada L.",),
    impact=impact(summary="Some saw errors."),
)


def atom(
    site: Publication, *incidents: Postmortem, page: str = "", as_of: date | None = DAY
) -> Any:
    """The feed as a tree of XML."""
    text = FeedWriter(site, as_of).atom(Feed("All", page, incidents))
    return ElementTree.fromstring(text)  # noqa: S314 - our own output


def feed(site: Publication, *incidents: Postmortem, page: str = "") -> Any:
    """The feed as JSON."""
    return json.loads(FeedWriter(site, DAY).json(Feed("All", page, incidents)))


def told(element: Any, name: str) -> list[str]:
    """The texts of an element's children of a name."""
    return [child.text for child in element.findall(f"{ATOM}{name}")]


def test_an_entry_tells_what_a_reader_decides_by() -> None:
    """Title as text, when it began, severity, lengths, what users met, services and causes."""
    (entry,) = atom(SITE, WHOLE).findall(f"{ATOM}entry")
    assert told(entry, "title") == ["A <b>bold</b> & broken thing"]
    assert told(entry, "published") == told(entry, "updated") == ["2024-03-05T00:00:00Z"]
    assert told(entry, "summary") == [
        "SEV2, 5 Mar 2024, users affected for 1h 35m, resolved after 1h 35m.\n"
        "Some saw errors.\nServices: api, web.\nCauses: deploy."
    ]
    terms = [one.get("term") for one in entry.findall(f"{ATOM}category")]
    assert terms == ["SEV2", "api", "web", "deploy", "peak"]
    assert [name.text for name in entry.iter(f"{ATOM}name")] == ["Ada L."]


def test_what_is_not_known_is_left_out_or_said() -> None:
    """A bare date, an estimated start, a review that goes on, an unknown severity."""
    bare = record("2024-03-05", severity="unknown", status="in-review", services=(), causes=())
    (entry,) = atom(SITE, bare).findall(f"{ATOM}entry")
    assert told(entry, "title") == ["The web is down (in review)"]
    assert told(entry, "summary") == ["Severity unknown, 5 Mar 2024."]
    since = record("2024-03-05 10:00", "2024-03-05 11:00", estimated=True)
    assert "resolved after at least 1h 00m" in summary(since)


def test_addresses_and_ids_are_whole() -> None:
    """With the site's address everything is absolute, and an entry's id is its page's address."""
    tree = atom(SITE, WHOLE, page="services/api/")
    (entry,) = tree.findall(f"{ATOM}entry")
    page = f"{ROOT}incidents/{WHOLE.id}/"
    assert told(entry, "id") == [page]
    assert [one.get("href") for one in entry.findall(f"{ATOM}link")] == [page]
    assert [one.get("href") for one in tree.findall(f"{ATOM}link")] == [
        f"{ROOT}services/api/",
        f"{ROOT}services/api/feed.xml",
    ]
    assert told(tree, "id") == [f"{ROOT}services/api/"]
    document = feed(SITE, WHOLE, page="services/api/")
    assert (document["feed_url"], document["home_page_url"]) == (
        f"{ROOT}services/api/feed.json",
        f"{ROOT}services/api/",
    )
    assert (document["items"][0]["id"], document["items"][0]["url"]) == (page, page)


def test_without_the_sites_address_links_are_relative() -> None:
    """They lead to the page from wherever the feed lies; ids are whole and stay all the same."""
    for page in ("", "services/api/"):
        own = f"https://anywhere.example.org/kb/{page}feed.xml"
        tree = atom(NOWHERE, WHOLE, page=page)
        base = urljoin(own, tree.get(BASE))
        (entry,) = tree.findall(f"{ATOM}entry")
        wanted = f"https://anywhere.example.org/kb/incidents/{WHOLE.id}/"
        assert urljoin(base, entry.find(f"{ATOM}link").get("href")) == wanted
        assert told(entry, "id")[0].startswith("urn:uuid:")
        document = feed(NOWHERE, WHOLE, page=page)
        assert urljoin(own, document["items"][0]["url"]) == wanted
        assert document["items"][0]["id"] == told(entry, "id")[0]
        assert "feed_url" not in document


def test_the_feeds_day_is_the_commits() -> None:
    """Never today: without a commit it is the newest incident's, and there always is one."""
    assert told(atom(SITE, WHOLE), "updated") == ["2024-06-01T00:00:00Z"]
    assert told(atom(SITE, WHOLE, as_of=None), "updated") == ["2024-03-05T00:00:00Z"]
    assert told(atom(SITE, as_of=None), "updated") == ["1970-01-01T00:00:00Z"]


def test_both_forms_tell_the_same() -> None:
    """JSON Feed 1.1 has what it requires, and the same words as the Atom feed."""
    document = feed(SITE, WHOLE)
    (entry,) = atom(SITE, WHOLE).findall(f"{ATOM}entry")
    (item,) = document["items"]
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["title"] == "All"
    assert [item["title"]] == told(entry, "title")
    assert [item["content_text"]] == told(entry, "summary")
    assert [item["date_published"]] == told(entry, "published")
    assert item["authors"] == [{"name": "Ada L."}]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_any_text_gives_valid_xml(text: str) -> None:
    """Control characters are left out, everything else is read as it was written."""
    changed = lasting(5, title=text, authors=(text,), impact=impact(summary=text))
    tree = atom(Publication(text, text, ROOT), changed)
    (entry,) = tree.findall(f"{ATOM}entry")
    kept = re.sub("[^\t\n\r\x20-\ufffd\U00010000-\U0010ffff]", "", text)
    read = kept.replace("\r\n", "\n").replace("\r", "\n")
    assert (told(entry, "title")[0] or "") == read
    assert read in told(entry, "summary")[0]
