"""The house rules: golden cases, what is never repeated, and what is quick."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hindsite.config import Options, parse_options
from hindsite.library.house import house
from hindsite.postmortem.house import checking, secret, wording
from hindsite.postmortem.house.settings import House
from hindsite.postmortem.markdown import parse
from hindsite.postmortem.reading import Vocabulary, read
from hindsite.postmortem.schema import HOUSE_RULES
from hindsite.rule_options import HouseRules
from tests.postmortem.test_reading import VOCABULARY

CASES = Path(__file__).parent.parent / "cases" / "house"
HEAD = "---\ntitle: A\nseverity: SEV2\nstarted_at: 2024-03-05 10:00\ntimezone: UTC\n---\n"
NAME = "2024-03-05-a.md"


def ruled(case: Path) -> House:
    """The house rules of a golden case: the defaults, and what its `rules.yml` sets."""
    file = case / "rules.yml"
    rules = yaml.safe_load(file.read_text("utf-8")) if file.exists() else {}
    return house(parse_options({"rules": rules}))


def found(text: str, rules: House | None = None) -> list[dict[str, Any]]:
    """The problems of a file, without its path."""
    _, problems = read(NAME, text.encode(), replace(VOCABULARY, house=rules or house(Options())))
    return [
        {key: value for key, value in problem.as_dict().items() if key != "path"}
        for problem in problems
    ]


def broken(body: str, rules: Mapping[str, Any] | None = None) -> list[str]:
    """The rules that a body breaks, in order."""
    return [one["rule"] for one in found(HEAD + body, house(parse_options({"rules": rules or {}})))]


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_case(case: Path) -> None:
    """A file has exactly the problems that are written down beside it."""
    file = next(case.glob("*.md"))
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    assert found(file.read_text(encoding="utf-8"), ruled(case)) == expected


def test_every_rule_has_a_case() -> None:
    """Each house rule is broken by a case."""
    cases = [json.loads((case / "expected.json").read_text("utf-8")) for case in CASES.iterdir()]
    assert {rule.id for rule in checking.RULES} <= {one["rule"] for told in cases for one in told}


def test_rules_are_those_that_waivers_and_options_name() -> None:
    """What can be waived and configured is what is checked, under the same names."""
    assert tuple(one.rule.id for one in checking.HOUSE_RULES) == HOUSE_RULES
    names = tuple(info.alias or name for name, info in HouseRules.model_fields.items())
    assert names == HOUSE_RULES
    levels = {name: getattr(Options().rules, name.replace("-", "_")).level for name in HOUSE_RULES}
    assert levels == {one.rule.id: one.rule.level for one in checking.HOUSE_RULES}


def test_a_bare_vocabulary_has_no_house_rules() -> None:
    """The contract alone asks for none of this."""
    assert read(NAME, f"{HEAD}Human error.\n".encode(), Vocabulary())[1] == ()


# Secrets: put together here, so that no scanner takes this file for one that holds any.
DIGITS, HEX = "7Kq2Xv9Lm4Rt8Wz3Bn6Pd1", "9f3a7c1e5b2d8064"
TOKENS = {
    "private key": "-----BEGIN OPENSSH " + "PRIVATE KEY-----",
    "age key": "AGE-SECRET-"
    + "KEY-1"
    + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE",
    "AWS access key": "AK" + "IAQ3EGRZFAKE5LQ2XY",
    "Google API key": "AI" + "za" + (DIGITS * 2)[:35],
    "Google client secret": "GOC" + "SPX-" + (DIGITS * 2)[:28],
    "Google access token": "ya" + "29." + DIGITS * 2,
    "Azure storage key": "Account" + "Key=" + (DIGITS * 4)[:86] + "==",
    "Azure client secret": "aB3" + "8Q" + "~" + (DIGITS * 2)[:33],
    "DigitalOcean token": "do" + "p_v1_" + HEX * 4,
    "GitHub token": "gh" + "p_" + (DIGITS * 2)[:36],
    "GitLab token": "gl" + "pat-aB3d-Ef6h_Ij9k-Lm2nQ",
    "Atlassian token": "ATA" + "TT3" + DIGITS * 4,
    "Slack token": "xo" + "xb-123456789012-1234567890123-" + DIGITS,
    "Slack app token": "xa" + "pp-1-A012BCD3EFG-1234567890123-" + HEX * 4,
    "Slack webhook": "https://hooks.slack"
    + ".com/services/T01234567/B01234567/"
    + (DIGITS * 2)[:24],
    "Stripe key": "sk" + "_live_" + DIGITS,
    "Stripe webhook secret": "wh" + "sec_" + DIGITS * 2,
    "Telegram bot token": "1234567890" + ":AA" + (DIGITS * 2)[:33],
    "Shopify token": "shp" + "at_" + HEX * 2,
    "npm token": "np" + "m_" + (DIGITS * 2)[:36],
    "PyPI token": "py" + "pi-AgE" + DIGITS * 3,
    "RubyGems token": "ruby" + "gems_" + HEX * 3,
    "Docker token": "dck" + "r_pat_" + (DIGITS * 2)[:27],
    "SendGrid key": "S" + "G." + DIGITS + "." + (DIGITS * 2)[:43],
    "Mailgun key": "ke" + "y-" + HEX * 2,
    "Mailchimp key": HEX * 2 + "-us" + "12",
    "Twilio key": "S" + "K" + HEX * 2,
    "Vault token": "hv" + "s." + DIGITS * 2,
    "Databricks token": "da" + "pi" + HEX * 2,
    "Grafana token": "gl" + "sa_" + (DIGITS * 2)[:32] + "_9f3a7c1e",
    "New Relic key": "NR" + "AK-" + DIGITS + DIGITS[:5],
    "Linear key": "li" + "n_api_" + (DIGITS * 2)[:40],
    "Hugging Face token": "h" + "f_" + "aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH",
    "JSON Web Token": "ey" + "J" + DIGITS + ".ey" + "J" + DIGITS + "." + DIGITS,
    "credential in a request": "Authorization: Bearer " + DIGITS + DIGITS,
    "secret behind its name": "api_key = " + DIGITS,
    "password in an address": "postgres://app:" + "hunter22@db.internal/orders",
}
# Real ones have hyphens, slashes and dots where their alphabets do.
HYPHENED = (
    "AI" + "zaSyD-8tSrke72PouQMnMX-b7eZSW0jkFMBWZ",
    "GOC" + "SPX-a8-kQ2mZ_x7-Lp0wRt5Yv-N3sHdJc",
    "gl" + "dt-a8-kQ2mZx7-Lp0wRt5Yv",
    "gl" + "rt-t3_a8kQ2mZx7Lp0-wRt5YvXs.01.1a0b2c3d4",
    "123456789" + ":AAa8-kQ2mZ_x7-Lp0wRt5Yv-N3sHdJc-Wq-",
    "hv" + "s.a8-kQ2mZ_x7-Lp0wRt5Yv-N3",
    "sq" + "0atp-a8-kQ2mZ_x7-Lp0wRt5YvZ",
    "dck" + "r_pat_a8-kQ2mZ_x7-Lp0wRt5Yv-N3sHd",
    "Authorization: Bearer a8-kQ2mZ_x7-Lp0wRt5Yv-N3sHd",
    "AWS_SECRET_ACCESS_" + "KEY=wJalr3UtnFEMI/K7MDENG/bPxRf+CYzKq9Wv0Lk7",
    "aws_secret_access_" + "key = hT7k/2bQz+9LmWx4/Vn8Rc1Yp+Dg5Es6/Fj3Ak0Zu",
    "redis://:" + "p4ssw0rdX9@cache.acme.com:6379",
    "S" + "G.ngeVfQFYQ-KU0ufo8x5d1A.TwL2iGABf9DHoTf-09kqeF8tAmbihYzrnopKc-1s5cr",
)


@pytest.mark.parametrize("token", HYPHENED, ids=lambda token: token[:9])
def test_a_secret_with_marks_in_it(token: str) -> None:
    """A token is one whatever of its alphabet it is made of."""
    assert broken(f"key {token}\n") == ["secret"]


_RANDOM = st.text("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", min_size=30)
_MADE_OF = {
    "secret behind its name": st.builds(
        "{}{}{}aB3{}".format,
        st.sampled_from(["SECRET", "token", "api_key", "Passwd", "ACCESS_KEY", "api-key"]),
        st.sampled_from(["=", " = ", ": ", '": "']),
        st.just(""),
        _RANDOM,
    ),
    "password in an address": st.builds("x://{}:{}@".format, st.just("app"), _RANDOM),
    "credential in a request": st.builds(
        "{}: {} 7{}".format,
        st.sampled_from(["Authorization", "authorization"]),
        st.sampled_from(["Bearer", "Basic", "token"]),
        _RANDOM,
    ),
}


@pytest.mark.parametrize("kind", secret.listed().kinds, ids=lambda kind: kind.name)
@given(st.data())
@settings(max_examples=25)
def test_any_secret_of_a_kind_is_found_alone_on_a_line(
    kind: secret.Kind, data: st.DataObject
) -> None:
    """Nothing that is looked at first loses what a kind's pattern finds."""
    forms = _MADE_OF.get(kind.name, st.from_regex(kind.pattern, fullmatch=True))
    token = data.draw(forms)
    assume(re.search("[0-9][A-Za-z]|[a-z][A-Z]", token) or len(token.split()) > 1)
    assume(secret.listed().made_up.search(token) is None and token.splitlines() == [token])
    assert [one["line"] for one in found(f"{HEAD}{token}\n") if one["rule"] == "secret"] == [7]
    assert any(near in token for near in kind.near)


@pytest.mark.parametrize("kind", TOKENS)
@pytest.mark.parametrize("around", ["{}", "the log had `{}`, twice", "KEY={}\n", '"{}"'])
def test_a_secret_is_found_and_never_repeated(kind: str, around: str) -> None:
    """Wherever it stands, of its kind alone; no message holds any part of it, nor does a field."""
    text = f"{HEAD}Some words.\n{around.format(TOKENS[kind])}\n"
    told = [one for one in found(text) if one["rule"] == "secret"]
    assert [(one["line"], one["level"]) for one in told] == [(8, "error")]
    assert f"({kind})" in told[0]["message"]
    assert not any(TOKENS[kind][n : n + 8] in str(told) for n in range(10, len(TOKENS[kind]) - 8))


def test_a_secret_in_the_header_is_told_at_its_key() -> None:
    """The field is the key that holds it."""
    token = TOKENS["GitHub token"]
    text = HEAD.replace("---\n", "", 1).replace(
        "timezone", f'signatures: ["x", "{token}"]\ntimezone'
    )
    (told,) = (one for one in found(f"---\n{text}") if one["rule"] == "secret")
    assert (told["field"], told["line"], told["column"]) == ("signatures", 5, 20)


NO_SECRETS = (
    "AKIA" + "IOSFODNN7EXAMPLE",
    "ghp_" + "x" * 36,
    "started_at_of_the_first_incident_2024",
    "https://a.example.org/2024/01/02/a-long-slug-with-many-words-1234567890",
    "commit 9f3a7c1e5b2d80649f3a7c1e5b2d80649f3a7c1e",
    "token: see the vault, secret: rotated-on-2024-03-05-by-platform",
    "Authorization: Bearer <token>",
    "UnhandledExceptionInOrderCacheWriter",
    "sha256:" + HEX * 4,
    "secret: projects/acme/secrets/DbPassword2/versions/3",
    "secret = vault/Data/Prod1/Checkout/api-key",
    "postgres://app:REDACTED@db/app",
    "https://user:[redacted]@host",
    "amqp://guest:guest@rabbit:5672",
    "mysql://root:root@localhost/x",
    "redis://default:changeme@localhost",
    "postgres://user:pass@host:5432/db",
    "next_page_token: CAEQAA1b2C3d4E5f6G7h8I9j0K",
    "nextPageToken: CAEQAA1b2C3d4E5f6G7h8I9j0K",
    "sha1 of token: da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "idempotency-key-" + HEX * 2,
    "http://localhost:8080/@scope/pkg",
    "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9...",
)


@pytest.mark.parametrize("text", NO_SECRETS)
def test_what_only_looks_like_a_secret_is_fine(text: str) -> None:
    """Examples, identifiers, hashes, addresses and placeholders are no secrets."""
    assert broken(f"{text}\n") == []


def test_every_kind_of_secret_can_be_told_apart() -> None:
    """What stands near a kind stands in its pattern's matches, as the tokens above show."""
    names = {kind.name for kind in secret.listed().kinds}
    assert TOKENS.keys() <= names
    for kind in secret.listed().kinds:
        if kind.name in TOKENS and kind.pattern.search(TOKENS[kind.name]):
            assert any(near in TOKENS[kind.name] for near in kind.near)


PERSONAL = yaml.safe_load((CASES.parent / "personal.yml").read_text("utf-8"))


@pytest.mark.parametrize("text", PERSONAL["told"])
def test_what_tells_of_a_person(text: str) -> None:
    """Addresses, numbers and accounts are told once, wherever they stand."""
    assert broken(f"{text}\n") == ["personal-data"]


@pytest.mark.parametrize("text", PERSONAL["untold"])
def test_what_tells_of_nobody(text: str) -> None:
    """Units, packages, versions, roles, and addresses that anyone may name are fine."""
    assert broken(f"{text}\n") == []


BLAME = yaml.safe_load((CASES.parent / "blame.yml").read_text("utf-8"))
BY_ADA = HEAD.replace("timezone", "authors: [Ada Lovelace]\ntimezone")


@pytest.mark.parametrize("text", BLAME["said"])
def test_what_blames(text: str) -> None:
    """Words that lay it at a person's door are told once."""
    assert [one["rule"] for one in found(f"{BY_ADA}\n{text}\n")] == ["blameless-language"]


@pytest.mark.parametrize("text", BLAME["unsaid"])
def test_what_blames_nobody(text: str) -> None:
    """Words about things, code and comments are fine."""
    assert found(f"{BY_ADA}\n{text}\n") == []


_SAID = st.sampled_from(
    [
        *("human error", "the operator", "forgot to", "should have", "we", "Ada Lovelace", "Ada's"),
        *("mistake", "by an engineer", "failed to", "careless", "@kim", "blamed", "was to blame"),
        *("`", "```", "~~~", "\n", "\n\n", " ", "é", "😀", ".", "the", "accidentally", "ignored"),
        *(
            "(we",
            "inadvertently",
            "known",
            "Bob's fault",
            "tested it",
            "team",
            "at fault",
            "<!--",
            "-->",
        ),
        *("did not follow the runbook", "fat-fingered", "\n\n    ", "messages", "to blame", "was"),
        *("caused by", "an", "operators", "could not have", "x" * 90, "-", "user errors"),
    ]
)


@given(st.lists(_SAID, max_size=120))
def test_blame_is_found_wherever_it_stands(words: list[str]) -> None:
    """Looking near the words that hint at blame finds what looking everywhere finds."""
    body = " ".join(words)
    text = HEAD.replace("timezone", "authors: [Ada Lovelace]\ntimezone") + body
    told = [one for one in found(text) if one["rule"] == "blameless-language"]
    code = wording.spoken(parse(body))
    everywhere = {
        (match.start(), match[0])
        for phrase in wording.phrases(())
        for match in wording._compiled(phrase.pattern, ("Ada Lovelace", "Ada")).finditer(body)
        if code[match.start() : match.end()] == match[0]
    }
    lines = body.split("\n")
    starts = {
        (sum(len(line) + 1 for line in lines[: one["line"] - 8]) + one["column"] - 1)
        for one in told
    }
    assert starts == {start for start, _ in everywhere}


@given(st.text(alphabet="aA1@.:/-_ +`~\n9f", max_size=300))
def test_any_body(text: str) -> None:
    """No body raises, and positions lie within the file."""
    lines = f"{HEAD}{text}".split("\n")
    for one in found(HEAD + text):
        assert 1 <= one["line"] <= len(lines)
        assert 1 <= one["column"] <= len(lines[one["line"] - 1]) + 1


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("the engineer failed to " * 15_000, id="blame"),
        pytest.param("an operator x mistake " * 15_000, id="nearly blame"),
        pytest.param("`a ``b " * 40_000, id="backticks"),
        pytest.param("a:b@" * 80_000, id="addresses"),
        pytest.param("x://" + "a" * 300_000 + ":b@", id="one address"),
        pytest.param("a1_" * 130_000, id="one word"),
        pytest.param("9" * 400_000, id="digits"),
        pytest.param("9999 " * 80_000, id="groups of digits"),
        pytest.param("a." * 190_000 + "@a", id="a mail address"),
        pytest.param("+1 " + "22 " * 100_000, id="phone"),
        pytest.param("eyJ" * 120_000, id="tokens"),
        pytest.param("1:" * 190_000, id="colons"),
        pytest.param("token=" * 65_000, id="names of secrets"),
        pytest.param("token=" + "a/" * 190_000, id="a path"),
        pytest.param("://a:b" * 65_000, id="schemes"),
        pytest.param("<!--" * 95_000 + " human error", id="comments"),
        pytest.param("@a" * 190_000, id="handles"),
        pytest.param("(415) " * 65_000, id="area codes"),
    ],
)
@pytest.mark.timeout(10)
def test_hostile_body(line: str) -> None:
    """Length and repetition cost no more than their length."""
    found(f"{HEAD}{line}\n")
