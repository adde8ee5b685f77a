from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Witness
from tests.browser.site import serve

pytestmark = pytest.mark.browser

FINE = "<!doctype html><link rel=icon href='data:,'><title>Page</title><h1>Page</h1>"


def complaints(browser: Browser, folder: Path, html: str) -> str:
    """What the witness says about a page of this HTML."""
    (folder / "index.html").write_text(html, encoding="utf-8")
    with serve(folder) as address, browser.new_context() as context:
        witness = Witness(urlsplit(address).netloc)
        witness.watch(context)
        context.new_page().goto(address, wait_until="networkidle")
    return "\n".join(witness.complaints)


def test_a_quiet_page_gives_no_complaint(browser: Browser, tmp_path: Path) -> None:
    """What is fine is not complained of."""
    assert complaints(browser, tmp_path, FINE) == ""


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        ("<script>console.warn('beware')</script>", "console warning: beware"),
        ("<script>console.error('broken')</script>", "console error: broken"),
        ("<script>throw new Error('thrown')</script>", "exception: thrown"),
        ("<script src='missing.js'></script>", "404: "),
        ("<img src='http://host.invalid/x.png'>", "foreign request: http://host.invalid/x.png"),
        ("<script>fetch('/elsewhere').catch(() => {})</script>", "404: "),
    ],
)
def test_the_witness_notes_what_must_not_happen(
    browser: Browser, tmp_path: Path, html: str, complaint: str
) -> None:
    """A page test that passes has looked: each kind of trouble is noticed."""
    assert complaint in complaints(browser, tmp_path, FINE + html)
