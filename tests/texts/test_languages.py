"""A language is offered when its catalogue is complete, and only then; below the prefix of another stands German."""

import io
import re
import shutil
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from lausitz_portal import catalogue
from localstack.catalogues import compile_all
from tests import make
from texts import catalogues
from texts.languages import Language, answerable, offered

NOT_YET = ["hsb", "dsb", "pl", "cs"]
# Forms of a noun after a number: one, two, few, many (CLDR).
PLURALS = {"hsb": [1, 2, 3, 5], "dsb": [1, 2, 3, 5], "pl": [1, 2, 5], "cs": [1, 2, 5]}


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """A folder of catalogues of its own, with the German one and the empty ones."""
    for code in ["de", *NOT_YET]:
        kept = catalogues.path_of(code, tmp_path)
        kept.parent.mkdir(parents=True)
        shutil.copy(catalogues.path_of(code, catalogue.LOCALE), kept)
    settings.LOCALE_PATHS = [tmp_path, *settings.LOCALE_PATHS[1:]]
    return tmp_path


def translated(folder: Path, code: str) -> Catalog:
    """A made-up catalogue: every message whole, with as many forms as the language has."""
    made = catalogues.read(code, folder)
    for message in catalogues.read("de", folder):
        if message.id:
            forms = made.num_plurals if isinstance(message.id, tuple) else 1
            wanted = message.id[-1] if isinstance(message.id, tuple) else message.id
            string = tuple([f"{code} {wanted}"] * forms) if forms > 1 else f"{code} {wanted}"
            made.add(message.id, string, context=message.context)
    return made


def keep(made: Catalog, folder: Path, code: str) -> None:
    with catalogues.path_of(code, folder).open("wb") as file:
        write_po(file, made)
    compile_all(folder)


def plural(made: Catalog) -> Message:
    return next(message for message in made if isinstance(message.id, tuple))


def codes() -> list[str]:
    return [code for code, _name in offered()]


def test_only_complete_languages_are_offered() -> None:
    assert codes() == ["de", "en"]
    assert {code for code in [*Language.values, "xx", None] if answerable(code) != "de"} == {"en"}


@pytest.mark.parametrize("code", NOT_YET)
def test_a_complete_catalogue_suffices(code: str, folder: Path) -> None:
    keep(translated(folder, code), folder, code)
    assert set(codes()) == {"de", "en", code}
    assert answerable(code) == code


def test_one_message_missing(folder: Path) -> None:
    made = translated(folder, "pl")
    made.delete("Submit an idea")
    keep(made, folder, "pl")
    assert codes() == ["de", "en"]


def test_one_message_empty(folder: Path) -> None:
    made = translated(folder, "pl")
    made["Submit an idea"].string = ""
    keep(made, folder, "pl")
    assert codes() == ["de", "en"]


def test_one_message_guessed(folder: Path) -> None:
    made = translated(folder, "pl")
    made["Submit an idea"].flags.add("fuzzy")
    keep(made, folder, "pl")
    assert codes() == ["de", "en"]


def test_one_form_of_a_plural_missing(folder: Path) -> None:
    made = translated(folder, "pl")
    plural(made).string = ("pl", "pl", "")
    keep(made, folder, "pl")
    assert codes() == ["de", "en"]


def test_a_catalogue_that_nobody_compiled(folder: Path) -> None:
    keep(translated(folder, "pl"), folder, "pl")
    catalogues.path_of("pl", folder).with_suffix(".mo").unlink()
    assert codes() == ["de", "en"]


@pytest.mark.parametrize("code", NOT_YET)
def test_plurals_of_the_language(code: str) -> None:
    kept = catalogues.read(code, catalogue.LOCALE)
    compiled = io.BytesIO()
    write_mo(compiled, kept)
    compiled.seek(0)
    form = GNUTranslations(compiled).plural  # type: ignore[attr-defined]
    assert [form(n) for n in PLURALS[code]] == list(range(kept.num_plurals))


# On the page


@pytest.fixture
def polish(folder: Path) -> None:
    keep(translated(folder, "pl"), folder, "pl")


PAGES = ["/", "/ideen/", "/themen/", "/ideen/neu/", "/kontakt/", "/gibt-es-nicht/"]


@pytest.mark.django_db
@pytest.mark.parametrize("code", NOT_YET)
@pytest.mark.parametrize("path", PAGES)
def test_the_german_page_stands_below_the_prefix(code: str, path: str, client: Client) -> None:
    german, below = client.get(path), client.get(f"/{code}{path}")
    assert below.status_code == german.status_code
    assert below.get("Content-Language") == german.get("Content-Language")
    page = below.content.decode()
    assert '<html lang="de">' in page
    assert f"/{code}/" not in page
    assert re.findall("<link rel=.canonical.*", page) == re.findall("<link rel=.canonical.*", german.content.decode())


@pytest.mark.django_db
def test_what_is_refused_early_is_german_too(client: Client) -> None:
    assert '<html lang="de">' in client.get("/hsb/stand/?a=%00").content.decode()


@pytest.mark.django_db
def test_forms_below_the_prefix_work(client: Client) -> None:
    theme = make.content()["theme_ids"]
    typed = {"title": "Rufbus", "text": "Abends fährt nichts.", "themes": theme, "language": "hsb"}
    answer = client.post("/hsb/ideen/neu/", typed)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/ideen/neu/")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/hsb", "/hsb/ideen"])
def test_without_the_last_slash(path: str, client: Client) -> None:
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    assert '<html lang="de">' in answer.content.decode()


@pytest.mark.django_db
def test_a_language_appears_everywhere_at_once(polish: None, client: Client, citizen: User) -> None:
    page = client.get("/pl/").content.decode()
    assert '<html lang="pl">' in page
    assert "pl Submit an idea" in page
    assert '<a href="/pl/" lang="pl" hreflang="pl" aria-current="true">Polski</a>' in page
    assert '<link rel="alternate" hreflang="pl" href="' in client.get("/").content.decode()
    assert "/pl/" in client.get("/").content.decode()
    client.force_login(citizen)
    profile = client.get(reverse("accounts:profile")).content.decode()
    assert re.findall(r'<option value="(\w+)"', profile) == ["de", "en", "pl"]


@pytest.mark.django_db
def test_a_language_that_is_not_offered_appears_nowhere(client: Client, citizen: User) -> None:
    citizen.language = "pl"
    citizen.save(update_fields=["language"])
    client.force_login(citizen)
    for path in ("/", "/ideen/", reverse("accounts:profile")):
        page = client.get(path).content.decode()
        assert "/pl/" not in page
        assert 'hreflang="pl"' not in page
        assert "Polski" not in page
    assert "/pl/" not in client.get("/sitemap-pages.xml").content.decode()


@pytest.mark.django_db
def test_numbers_and_dates_of_a_new_language(polish: None, client: Client) -> None:
    idea = make.idea()
    page = client.get(f"/pl{idea.get_absolute_url()}")
    assert page.status_code == 200
    assert re.search(r"<time datetime=.[0-9-]+.>\d{1,2} \w+ \d{4}</time>", page.content.decode())
