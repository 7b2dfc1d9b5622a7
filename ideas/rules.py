"""The rules of the netiquette as its page shows them: a copy in every version, so that a version is what was read."""

from typing import Any

from ideas.models import Rule
from pages import publishing
from texts.fields import in_language
from texts.languages import Language


def show_on_netiquette(*, by: Any) -> None:
    """A new public version of the netiquette in each language, where the rules have changed."""
    active = list(Rule.objects.filter(is_active=True).order_by("number"))
    publishing.change_appendix("netiquette", {code: _said(active, code) for code in Language.values}, by=by)


def _said(rules: list[Rule], language: str) -> list[dict[str, Any]]:
    return [
        {"number": rule.number, "name": in_language(rule.name, language), "text": in_language(rule.text, language)}
        for rule in rules
    ]
