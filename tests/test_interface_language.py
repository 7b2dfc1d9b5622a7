"""No word of the interface is left out of the catalogue, and none stands on a page in another language.

What people write and proper names may; everything else goes through gettext.
"""

import ast
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

import pytest
from django.template.base import Lexer, TokenType
from django.test import Client

from accounts.models import User
from ideas import lifecycle
from ideas.models import Stage
from lausitz_portal import catalogue
from pages.models import Office
from tests import make
from tests.lausitz_portal.test_csp import addresses, with_parameters

TEMPLATES = catalogue.ROOT / "templates"
# Names, an address in print, the class of a page.
ALLOWED = ("Zukunftswerkstatt Lausitz", "CC BY 4.0", "creativecommons.org/licenses/by/4.0/deed.de", " desk")
# Letters of the typeface, for those who build the portal.
SAMPLES = {"style_guide/_type.html"}
READ_ALOUD = {"title", "alt", "aria-label", "aria-description", "placeholder"}
_WORD = re.compile(r"[^\W\d_]{2,}")
_CODE = re.compile(r"\{%-?\s*comment\b.*?endcomment\s*%\}", re.DOTALL)


# Templates


class Spoken(HTMLParser):
    """The texts of a page that somebody reads or hears."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.is_code = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_code = tag in {"script", "style", "code"}
        self.found += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        self.is_code = False

    def handle_data(self, data: str) -> None:
        if not self.is_code:
            self.found.append(data)


def without_tags(source: str) -> str:
    """A template as its text alone; what `blocktranslate` encloses is in the catalogue."""
    kept, inside = [], False
    for token in Lexer(_CODE.sub("", source)).tokenize():
        if token.token_type == TokenType.BLOCK:
            word = token.split_contents()[0]
            inside = word == "blocktranslate" or (inside and word != "endblocktranslate")
        kept.append(token.contents if token.token_type == TokenType.TEXT and not inside else "")
    return "".join(kept)


def untranslated(source: str, *, html: bool = True) -> list[str]:
    """Texts with a word in them that no tag has put there."""
    text = without_tags(source)
    texts = Spoken(text).found if html else [text]
    for name in ALLOWED:
        texts = [one.replace(name, "") for one in texts]
    return [" ".join(one.split()) for one in texts if _WORD.search(one)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Hallo</p>", ["Hallo"]),
        ('<p aria-label="Hallo {{ name }}"></p>', ["Hallo"]),
        ('{% if x %}<img alt="">Wort{% endif %}', ["Wort"]),
        ('{% translate "Ideas" %} <b title="{% translate \'x\' %}">1.</b>', []),
        ("{% blocktranslate %}Nothing {{ here }}{% plural %}Or here{% endblocktranslate %}", []),
        ("{# Nothing #}<script>var nothing</script>&nbsp;– {{ name }}", []),
        ("Zukunftswerkstatt Lausitz", []),
    ],
)
def test_a_word_outside_the_tags_is_found(source: str, found: list[str]) -> None:
    assert untranslated(source) == found


def test_templates_hold_no_word_of_their_own() -> None:
    paths = [*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")]
    assert len(paths) > 100
    read = {path: untranslated(path.read_text(encoding="utf-8"), html=path.suffix == ".html") for path in paths}
    assert {str(path.relative_to(TEMPLATES)): found for path, found in read.items() if found}.keys() == SAMPLES


# Code

SHOWN = {"label", "help_text", "empty_label", "verbose_name", "verbose_name_plural", "short_description", "description"}
SAYING = {"ValidationError", "add_error", "success", "info", "warning", "error", "message_user"}


def literals(source: str) -> Iterator[str]:
    """Literal words given to what shows them to people: fields, messages, errors of forms."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            shown = [keyword.value for keyword in node.keywords if keyword.arg in SHOWN]
            if _is_saying(node.func):
                shown += node.args
            yield from (text for value in shown for text in _texts(value) if _WORD.search(text) and " " in text)


def _is_saying(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        # Of `messages`, of a form, of an admin; a log speaks to nobody.
        is_log = isinstance(function.value, ast.Name) and function.value.id in {"log", "logger"}
        return function.attr in SAYING and not is_log
    return isinstance(function, ast.Name) and function.id in SAYING


def _texts(value: ast.expr) -> list[str]:
    parts = value.values if isinstance(value, ast.JoinedStr) else [value]
    return [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('messages.success(request, "Das ist gesendet.")', ["Das ist gesendet."]),
        ('forms.CharField(label=f"Ihre Idee {x}")', ["Ihre Idee "]),
        ('ValidationError("Bitte etwas schreiben.", code="empty")', ["Bitte etwas schreiben."]),
        ('messages.success(request, _("It is sent."))', []),
        ('log.warning("cache unreachable")', []),
    ],
)
def test_a_word_without_gettext_is_found(source: str, found: list[str]) -> None:
    assert list(literals(source)) == found


def test_code_says_nothing_without_gettext() -> None:
    paths = [path for package in catalogue.PACKAGES for path in (catalogue.ROOT / package).rglob("*.py")]
    paths = [path for path in paths if not {"migrations", "management"} & set(path.parts)]
    assert len(paths) > 100
    read = {path: list(literals(path.read_text(encoding="utf-8"))) for path in paths}
    assert {str(path.relative_to(catalogue.ROOT)): found for path, found in read.items() if found} == {}


# Pages


def sentences() -> dict[str, str]:
    """English to German: of the catalogue's texts those that are long enough to be recognised."""
    kept = [(m.id, str(m.string)) for m in catalogue.read("de") if isinstance(m.id, str)]
    return {
        english: german
        for english, german in kept
        if min(len(english), len(german)) > 14 and " " in german and "%" not in english and english not in german
    }


@pytest.fixture
def paths(citizen: User, neighbour: User, moderator: User) -> list[str]:
    """Every address somebody without rights may open, with ideas in all kinds of states behind them."""
    Office.objects.update(street="Am Turm 14", city="03046 Cottbus", hours_texts={"de": "9–16", "en": "9–16"})
    idea = make.idea("Rufbus", author=citizen, by=moderator, authorities=["cottbus"])
    lifecycle.set_stage(idea.pk, stage=Stage.UNDER_REVIEW, by=moderator, reason="Wird geprüft.")
    written = make.comment(idea, author=citizen)
    make.comment(idea, author=neighbour, answers=written)
    for status in ("submitted", "returned", "rejected", "locked"):
        make.idea("Seebank", author=citizen, by=moderator, status=status)
    more = [
        f"{idea.get_absolute_url()}blatt/".replace(f"{idea.slug}/", ""),
        f"/melden/idee/{idea.reference}/",
        "/ideen/?q=zzzz",
    ]
    shown = [path for path in addresses() if "logout" not in path and not path.startswith(("/admin", "/sitemap"))]
    return [*shown, *with_parameters(idea), *more]


def said(client: Client, path: str) -> str:
    response = client.get(path)
    if response.status_code not in {200, 400, 404} or "html" not in response["Content-Type"]:
        return ""
    return " ".join(unescape(response.content.decode()).split())


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["anonymous", "citizen"])
@pytest.mark.parametrize(("prefix", "foreign"), [("/en", "german"), ("", "english")])
def test_pages_speak_one_language(who: str, prefix: str, foreign: str, paths: list[str], citizen: User) -> None:
    client = Client()
    if who == "citizen":
        client.force_login(citizen)
    wrong = sentences().values() if foreign == "german" else sentences()
    own = [path for path in paths if not path.startswith(("/en", "/admin"))]
    pages = {path: said(client, prefix + path) for path in own}
    assert len([page for page in pages.values() if page]) > 25
    found = {path: [sentence for sentence in wrong if sentence in page] for path, page in pages.items()}
    assert {path: sentences for path, sentences in found.items() if sentences} == {}
