"""Rows as ideas ready to be written: what a form would ask of a person, asked of each line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from ideas.imports.reading import Problem, Row
from ideas.models import Authorship, IdeaVersion
from ideas.models.idea import TEXT_LENGTH, TITLE_LENGTH
from ideas.models.located import PLACE_LENGTH
from ideas.whereabouts import place_id_of
from texts.cleaning import clean, is_blank
from texts.fields import LineField
from texts.languages import Language
from themes import points
from themes.models import Authority, Theme

SEPARATOR = "|"
WHOLE_REGION = "lausitz"
MOST_THEMES = 2


@dataclass(frozen=True)
class Item:
    """One row as it will be written; `content` has the text columns of `IdeaVersion`."""

    line: int
    external_id: str
    source_url: str
    content: dict[str, Any]


@dataclass
class Checked:
    """Rows sorted: to be written, there already, wrong."""

    items: list[Item] = field(default_factory=list)
    already_there: int = 0
    # Lines whose invisible characters or line ends were changed on the way in.
    cleaned: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def without_text(self) -> list[int]:
        """Lines of ideas that have a title alone."""
        return [item.line for item in self.items if not item.content["text"]]


class VerbatimField(forms.CharField):
    """Text as it stands in the file, without what `clean` takes out; nothing is trimmed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        text = clean(value or "")
        return "" if is_blank(text) else text


class SlugsField(forms.CharField):
    """Addresses of rows of a table, such as "mobilitaet-digitales | landschaft-energie", as ids."""

    def __init__(self, ids: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.ids = ids

    def clean(self, value: Any) -> list[int]:
        slugs = [slug for part in super().clean(value).split(SEPARATOR) if (slug := part.strip())]
        unknown = [slug for slug in slugs if slug not in self.ids]
        if unknown:
            raise ValidationError(
                _("“%(name)s” is unknown. Known are: %(known)s.")
                % {"name": unknown[0][:60], "known": ", ".join(self.ids)}
            )
        return sorted({self.ids[slug] for slug in slugs})


class WebAddressField(forms.URLField):
    """An address a reader can follow."""

    default_validators = [URLValidator(schemes=["http", "https"])]  # noqa: RUF012 - as Django declares it


class RowForm(forms.Form):
    """One row of the file."""

    id = LineField(max_length=200)
    title = VerbatimField(max_length=TITLE_LENGTH)
    text = VerbatimField(max_length=TEXT_LENGTH, required=False)
    source_url = WebAddressField(max_length=500, required=False, assume_scheme="https")
    place = LineField(max_length=PLACE_LENGTH, required=False)
    lat = LineField(max_length=60, required=False)
    lon = LineField(max_length=60, required=False)
    language = forms.ChoiceField(choices=Language.choices, required=False)

    def __init__(self, row: Row, *, themes: Mapping[str, int], authorities: Mapping[str, int]) -> None:
        super().__init__(row.cells)
        self.fields["theme"] = SlugsField(themes)
        self.fields["authority"] = SlugsField({**authorities, WHOLE_REGION: 0})

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if "\n" in title:
            raise ValidationError(_("A title has one line only."))
        return title

    def clean_theme(self) -> list[int]:
        return _at_most_two(self.cleaned_data["theme"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        try:
            cleaned["point"] = points.read(f"{cleaned.get('lat', '')} {cleaned.get('lon', '')}")
        except points.NotAPoint as problem:
            self.add_error("lat", str(problem))
        return cleaned


def _at_most_two(theme_ids: list[int]) -> list[int]:
    if len(theme_ids) > MOST_THEMES:
        raise ValidationError(_("An idea has one or two themes."))
    return theme_ids


class Checker:
    """Checks rows against the themes and authorities there are.

    `theme` and `authority` are for rows that name none. Raises `ValidationError` where they do
    not exist.
    """

    def __init__(self, *, theme: str, authority: str) -> None:
        self.themes = dict(Theme.objects.filter(is_active=True).values_list("slug", "pk"))
        self.authorities = dict(Authority.objects.filter(is_active=True).values_list("slug", "pk"))
        self.theme_ids = _at_most_two(SlugsField(self.themes).clean(theme))
        if not self.theme_ids:
            raise ValidationError(_("An idea has one or two themes."))
        self.authority_ids = SlugsField({**self.authorities, WHOLE_REGION: 0}).clean(authority)

    def check(self, rows: Iterable[Row]) -> Checked:
        """Sort the rows; one that was imported before is left out."""
        checked = Checked()
        seen: dict[str, int] = {}
        for row in rows:
            form = RowForm(row, themes=self.themes, authorities=self.authorities)
            if not form.is_valid():
                checked.problems += _problems(row, form)
                continue
            item = self._item(row, form.cleaned_data)
            first = seen.setdefault(item.external_id, row.line)
            if first != row.line:
                checked.problems.append(Problem(row.line, _("The id is that of line %(line)s.") % {"line": first}))
                continue
            checked.items.append(item)
            if any(item.content[name] != row.cells[name] for name in ("title", "text") if item.content[name]):
                checked.cleaned.append(row.line)
        _leave_out_known(checked)
        return checked

    def _item(self, row: Row, data: dict[str, Any]) -> Item:
        authority_ids = data["authority"] or self.authority_ids
        whole_region = 0 in authority_ids
        point = data["point"]
        content = {
            "title": data["title"],
            "text": data["text"],
            "language": data["language"] or Language.GERMAN,
            "theme_ids": data["theme"] or self.theme_ids,
            "authority_ids": [] if whole_region else authority_ids,
            "whole_region": whole_region,
            "place_name": data["place"],
            "place_id": place_id_of(data["place"], authority_ids),
            "lon": point.lon if point else None,
            "lat": point.lat if point else None,
        }
        return Item(row.line, data["id"], data["source_url"], content)


def _problems(row: Row, form: RowForm) -> Iterable[Problem]:
    for name, messages in form.errors.items():
        for message in messages:
            yield Problem(row.line, f"{name}: {message}")


def _leave_out_known(checked: Checked) -> None:
    """Take out what an earlier import brought; the same id with another title is a mistake."""
    ids = [item.external_id for item in checked.items]
    there = dict(Authorship.objects.filter(external_id__in=ids).values_list("external_id", "idea_id"))
    titles = dict(
        IdeaVersion.objects.filter(idea__in=there.values(), number=1, erased_at=None).values_list("idea_id", "title")
    )
    new = []
    for item in checked.items:
        idea_id = there.get(item.external_id)
        if idea_id is None:
            new.append(item)
        elif titles.get(idea_id, item.content["title"]) == item.content["title"]:
            checked.already_there += 1
        else:
            sentence = _("The id “%(id)s” is there already with another title: “%(title)s”.")
            about = {"id": item.external_id, "title": titles[idea_id]}
            checked.problems.append(Problem(item.line, sentence % about))
    checked.items = new
