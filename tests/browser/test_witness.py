from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.profile import Profile
from tests.browser.site import serve

pytestmark = pytest.mark.browser

FINE = "<!doctype html><link rel=icon href='data:,'><title>Page</title><h1>Page</h1>"


def complaints(profile: Profile, folder: Path, html: str) -> str:
    """What the witness says about a page of this HTML."""
    (folder / "index.html").write_text(html, encoding="utf-8")
    with serve(folder) as address:
        profile.open(address)
    return "\n".join(profile.witness.complaints)


def test_a_quiet_page_gives_no_complaint(profile: Profile, tmp_path: Path) -> None:
    """What is fine is not complained of."""
    assert complaints(profile, tmp_path, FINE) == ""


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
    profile: Profile, tmp_path: Path, html: str, complaint: str
) -> None:
    """A page test that passes has looked: each kind of trouble is noticed."""
    assert complaint in complaints(profile, tmp_path, FINE + html)
