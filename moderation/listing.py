"""The list of the desk: its columns, and what each page adds in a constant number of queries."""

from datetime import timedelta
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timesince import timesince
from django.utils.timezone import localtime
from django.utils.translation import gettext

from moderation import reading
from moderation.models import DeskItem, SpamItem
from themes.catalogue import authorities_by_id, themes_by_id

# Half of the three working days that are promised.
OVERDUE = timedelta(hours=36)
EXCERPT = 140


class DeskList(ChangeList):
    """A page of the list with its authors' records and its reports counted."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        records = reading.records(self.result_list)
        counts = reading.report_counts(self.result_list)
        for item in self.result_list:
            item.record = records.get(item.author_id)
            item.reports = counts.get(item.key, 0)


def tick_box(item: DeskItem) -> SafeString:
    """Carries the ticket: what is ticked is what was read."""
    return format_html(
        '<input type="checkbox" class="action-select" name="{}" value="{}" aria-label="{}">',
        ACTION_CHECKBOX_NAME, item.ticket, gettext("Select: %(title)s") % {"title": item.title},
    )  # fmt: skip


def waited(item: DeskItem) -> str:
    """How long; what waits too long says so in words, not by colour alone."""
    duration = timesince(item.since)
    if timezone.now() - item.since <= OVERDUE:
        return duration
    return format_html('<strong class="overdue">{} <span>{}</span></strong>', duration, gettext("over 36 hours"))


def what(item: Any) -> SafeString:
    """The kind; of a report also how many are open about the same."""
    kind = capfirst(item.get_kind_display())
    if item.reports < 2:
        return format_html("{}", kind)
    same = gettext("%(n)s reports about this") % {"n": item.reports}
    return format_html('{}<span class="desk-line">{}</span>', kind, same)


def set_aside(item: SpamItem) -> str:
    """When and by whom."""
    when = date_format(localtime(item.since), "SHORT_DATETIME_FORMAT")
    return format_html('{} <span class="desk-line">{}</span>', when, item.by or "")


def headline(item: DeskItem, url: str) -> str:
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
    lines = [*(themes[pk].label for pk in item.theme_ids if pk in themes), _regions(item), item.get_language_display()]
    return format_html_join("", '<span class="desk-line">{}</span>', ((line,) for line in lines))


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
