"""The German of the portal: complete, what a running portal finds, in the words and signs of the house."""

import io
import re
from collections.abc import Iterator
from gettext import GNUTranslations

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo

from lausitz_portal import catalogue

TEMPLATES = catalogue.ROOT / "templates"
_TRANSLATE = re.compile(r"""\{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""")
# Placeholders and tags: whoever translates may move them, never lose or invent one.
_PARTS = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|</?[a-z]+")
_TAG = re.compile(r"<[^>]*>")
_DU = re.compile(r"\b(du|dich|dir|dein\w*|euch|euer|eure\w*)\b", re.IGNORECASE)
_QUOTED = re.compile(r"„[^„“]*“")
_WRONG_SIGNS = re.compile(r"[\"'`´„“”«»‚‘]|\.\.\.| - ")
# What people read as the district's no, as being watched, as an administrative act; and one word for one thing.
_FORBIDDEN = re.compile(r"\b(abgelehnt\w*|ablehn\w*|verfolg\w*|widerspr[uü]ch\w*|(?<!E-)mails?)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def german() -> Catalog:
    return catalogue.read("de")


@pytest.fixture(scope="module")
def wanted() -> list[Message]:
    """Every message that stands in code and templates."""
    return [message for message in catalogue.extracted() if message.id]


def _forms(text: object) -> list[str]:
    """A text as a list: one, or singular and plural."""
    return [str(form) for form in text] if isinstance(text, (tuple, list)) else [str(text)]


def _german_forms(german: Catalog) -> Iterator[str]:
    for message in german:
        if message.id:
            yield from _forms(message.string)


def _offending(german: Catalog, pattern: re.Pattern[str]) -> list[str]:
    return [text for text in _german_forms(german) if pattern.search(_words(text))]


def _words(text: str) -> str:
    """A text without its tags and placeholders."""
    return _PARTS.sub(" ", _TAG.sub(" ", text))


def test_messages_of_templates_are_found(wanted: list[Message]) -> None:
    """Otherwise a whole template could be untranslated and the next test would not see it."""
    found = {form for message in wanted for form in _forms(message.id)}
    sources = (path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.rglob("*.html")))
    written = {double or single for source in sources for double, single in _TRANSLATE.findall(source)}
    assert written
    assert sorted(written - found) == []


def test_every_message_has_its_german(german: Catalog, wanted: list[Message]) -> None:
    missing = []
    for message in wanted:
        kept = german.get(_forms(message.id)[0], message.context)
        if kept is None or len(_forms(kept.string)) < len(_forms(message.id)) or not all(_forms(kept.string)):
            missing.append(_forms(message.id)[0])
    assert missing == []
    assert catalogue.untranslated(german) == []


def test_a_running_portal_finds_every_message(german: Catalog, wanted: list[Message]) -> None:
    """Compiling leaves out what is marked fuzzy: then English would stand on the page."""
    compiled = io.BytesIO()
    write_mo(compiled, german)
    compiled.seek(0)
    known = GNUTranslations(compiled)
    kept = [(message, german.get(_forms(message.id)[0], message.context)) for message in wanted]
    lost = [m.id for m, translated in kept if translated and _looked_up(known, m) != _forms(translated.string)]
    assert lost == []


def _looked_up(known: GNUTranslations, message: Message) -> list[str]:
    first, last = _forms(message.id)[0], _forms(message.id)[-1]
    if not isinstance(message.id, (tuple, list)):
        return [known.pgettext(message.context, first) if message.context else known.gettext(first)]
    if message.context:
        return [known.npgettext(message.context, first, last, n) for n in (1, 2)]
    return [known.ngettext(first, last, n) for n in (1, 2)]


def test_placeholders_and_tags_are_those_of_the_original(german: Catalog) -> None:
    wrong = []
    for message in german:
        if not message.id:
            continue
        parts = {part for form in _forms(message.id) for part in _PARTS.findall(form)}
        wrong += [form for form in _forms(message.string) if set(_PARTS.findall(form)) != parts]
    assert wrong == []


def test_everybody_is_addressed_as_sie(german: Catalog) -> None:
    assert _offending(german, _DU) == []


def test_quotation_marks_and_dashes_are_typographic(german: Catalog) -> None:
    plain = [text for text in _german_forms(german) if _WRONG_SIGNS.search(_QUOTED.sub("", _words(text)))]
    assert plain == []


def test_no_word_that_frightens_or_misleads(german: Catalog) -> None:
    assert _offending(german, _FORBIDDEN) == []
