"""The script that pages load: built from its modules, small, and content with the policy."""

import gzip
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from localstack import js as sources
from tests import make

ROOT = Path(__file__).resolve().parent.parent
BUNDLE = ROOT / "static" / "js" / "portal.js"
# Only one page each needs them.
OF_ONE_PAGE = {"map", "pictures", "redact", "exports", "desk"}


def own_scripts() -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sources.JS.glob("*.js") if path != BUNDLE}


def test_bundle_is_what_the_modules_say() -> None:
    assert sources.bundle() == BUNDLE.read_text(encoding="utf-8"), "run: python3 -m localstack.js"
    assert set(own_scripts()) == {*sources.MODULES, *OF_ONE_PAGE}


def test_bundle_weighs_at_most_16_kb() -> None:
    assert len(gzip.compress(BUNDLE.read_bytes())) <= 16_000


def test_our_own_modules_fit_browsers_older_than_htmx_asks_for() -> None:
    """Safari 14, Chrome 87, Firefox 78; htmx itself needs Safari 15 and Firefox 90."""
    for name, script in own_scripts().items():
        assert re.findall(r"\?\?=|\|\|=|&&=|#[a-z]+\(|\.at\(|replaceAll|`", script) == [], name


def test_no_words_for_readers_stand_in_a_script() -> None:
    """They come from the catalogue, through the page."""
    for name, script in own_scripts().items():
        code = re.sub(r"//.*", "", script)
        assert [
            text for text in re.findall(r'"([^"]*)"', code) if re.search(r"[a-z]{2,} [a-z]{2,} |[.!?]$", text)
        ] == [], name


def test_templates_ask_htmx_for_nothing_that_the_policy_forbids() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        asked = re.findall(r'\b(hx-[\w:.-]+)="([^"]*)"', html)
        assert [pair for pair in asked if pair[0].startswith("hx-on") or "js:" in pair[1] or "[" in pair[1]] == [], path


@pytest.mark.django_db
def test_only_pages_that_use_it_load_it(client: Client) -> None:
    idea = make.idea()
    loads = {
        path: "js/portal.js" in client.get(path).content.decode()
        for path in ("/", "/ueber-uns/", "/stand/", "/ideen/", "/ideen/neu/", idea.get_absolute_url())
    }
    assert list(loads.values()) == [False, False, False, True, True, True]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/stand/", "/konto/login/", "/konto/signup/"])
def test_a_page_with_errors_has_a_summary_to_move_to_and_says_so_in_its_title(client: Client, path: str) -> None:
    page = client.post(path, {"code": "", "login": "x", "email": "x"}).content.decode()
    assert re.search(r"<title>\s*Fehler: ", page)
    assert 'tabindex="-1" autofocus id="error-summary"' in page
    assert "js/portal.js" in page


@pytest.mark.django_db
def test_the_list_is_the_same_page_for_htmx(client: Client) -> None:
    """So that a cache in front needs to know nothing of it."""
    make.idea()
    path = reverse("ideas:list") + "?thema=mobilitaet-digitales"
    assert client.get(path).content == client.get(path, headers={"HX-Request": "true"}).content
