"""The list of the desk: its columns, and what each page adds in a constant number of queries."""

from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from accounts import origins
from accounts.models import User
from ideas.desk_admin import FilteredList
from moderation import reading, sharing
from moderation.models import DeskItem, QueueItem, Signals, SpamItem
from moderation.workdays import Wait
from texts.languages import Language
from themes.catalogue import authorities_by_id, themes_by_id

EXCERPT = 140
# One or two others may be a family or an office.
MANY_FROM_ONE_PLACE = 2
# As `get_language_display`, which hashes all names for each row of the list.
LANGUAGES = dict(Language.choices)


class DeskList(FilteredList):
    """A page of the list with its authors' records, and where it is the queue with all that is known of its items."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        records = reading.records(self.result_list)
        for item in self.result_list:
            item.record = records.get(item.author_id)
        if self.model is QueueItem:
            assert isinstance(request.user, User)  # noqa: S101 - the admin site lets nobody else in
            add_notes(self.result_list, request.user)


def add_notes(items: list[Any], user: User) -> None:
    """What was noticed in the items, what is reported, where they came from, and who has them."""
    keys = [item.key for item in items]
    counts, noticed = reading.report_counts(items), Signals.objects.select_related("similar")
    signals = noticed.in_bulk([item.ticket for item in items])
    origin, assignments = origins.others_from_there(keys), sharing.assigned(items)
    opened = sharing.open_by(keys, but_not=user)
    people = User.objects.in_bulk(set(opened.values())) if opened else {}
    for item in items:
        item.reports = counts.get(item.key, 0)
        item.signals = signals.get(item.ticket)
        item.same_origin = origin.get(item.key, 0)
        item.assignment = assignments.get(item.key)
        item.opened_by = people.get(opened.get(item.key, 0))


def tick_box(item: DeskItem) -> SafeString:
    """Carries the ticket: what is ticked is what was read."""
    return format_html(
        '<input type="checkbox" class="action-select" name="{}" value="{}" aria-label="{}">',
        ACTION_CHECKBOX_NAME, item.ticket, gettext("Select: %(title)s") % {"title": item.title},
    )  # fmt: skip


def waited(item: DeskItem) -> SafeString:
    """How long in working days; what is due or late says so in words, not by colour alone."""
    wait = Wait.since(item.since)
    if not wait.state:
        return format_html("{}", wait.words)
    return format_html('{} <strong class="wait wait--{}">{}</strong>', wait.words, wait.state, wait.urgency)


def what(item: DeskItem) -> SafeString:
    """The kind."""
    return format_html("{}", capfirst(item.kind_label))


def signals(item: Any, *, origin: str = "") -> SafeString:
    """What stands out, each in words; nothing where nothing does. `origin` leads to those with the same origin."""
    lines = format_html_join("", "<li>{}</li>", ((line,) for line in _signals(item)))
    if item.same_origin >= MANY_FROM_ONE_PLACE:
        line = gettext("same origin as %(n)s others") % {"n": item.same_origin}
        linked = (
            format_html('<li><a href="{}">{}</a></li>', origin, line) if origin else format_html("<li>{}</li>", line)
        )
        lines += linked
    return format_html('<ul class="signals">{}</ul>', lines) if lines else lines


def _signals(item: Any) -> list[str]:
    lines: list[str] = []
    if item.reports:
        lines.append(ngettext("%(n)s report", "%(n)s reports", item.reports) % {"n": item.reports})
    if item.signals:
        lines += [str(Signals.Mark(mark).label) for mark in item.signals.marks]
        if item.signals.similar:
            lines.append(gettext("similar to no. %(reference)s") % {"reference": item.signals.similar.reference})
    return lines


def whose(item: Any) -> SafeString:
    """Who has it: given to somebody, open at somebody's desk."""
    lines = []
    if item.assignment:
        lines.append(gettext("assigned to %(name)s") % {"name": item.assignment.user})
    if item.opened_by:
        lines.append(gettext("open at %(name)s’s desk") % {"name": item.opened_by})
    return format_html_join("", '<span class="desk-line">{}</span>', ((line,) for line in lines))


def set_aside(item: SpamItem) -> str:
    """When and by whom."""
    when = date_format(localtime(item.since), "SHORT_DATETIME_FORMAT")
    return format_html('{} <span class="desk-line">{}</span>', when, item.by or "")


def headline(item: DeskItem, url: str) -> SafeString:
    """Title as a link, and the first 140 characters, in the language they are written in."""
    excerpt = " ".join(item.excerpt.split())
    short = excerpt if len(excerpt) <= EXCERPT else excerpt[:EXCERPT].rsplit(" ", 1)[0][: EXCERPT - 1] + "…"
    return format_html(
        '<a class="desk-title" href="{}" lang="{}">{}</a><span class="desk-excerpt" lang="{}">{}</span>',
        url, item.language, item.title, item.language, short,
    )  # fmt: skip


def context(item: DeskItem) -> str:
    """Themes, region and language, each on its line."""
    themes = themes_by_id()
    lines = [*(themes[pk].label for pk in item.theme_ids if pk in themes), _regions(item), _language(item)]
    if isinstance(item, QueueItem) and item.kind != DeskItem.Kind.IDEA:
        lead = authorities_by_id().get(item.lead_authority_id or 0)
        lines.append(gettext("lead: %(name)s") % {"name": lead.label if lead else gettext("Project office")})
    return format_html_join("", '<span class="desk-line">{}</span>', ((line,) for line in lines))


def _language(item: DeskItem) -> str:
    return str(LANGUAGES.get(item.language, item.language))


def _regions(item: DeskItem) -> str:
    known = authorities_by_id()
    if item.whole_region:
        return gettext("the whole Lausitz")
    return ", ".join(known[pk].label for pk in item.authority_ids if pk in known) or gettext("no region named")


def record_of(item: Any) -> str:
    """Published and refused contributions of the author so far."""
    if item.author_id is None:
        return gettext("without account")
    record = item.record or reading.Record()
    if not record.any:
        return gettext("first contribution")
    return gettext("author so far: %(published)s published, %(refused)s not") % {
        "published": record.published, "refused": record.refused,
    }  # fmt: skip
