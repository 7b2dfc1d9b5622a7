"""The project office (one row) and the pages in the administration; what else is about the portal, beside them."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, gettext_lazy as _

from journal.record import record
from pages import admin_pages, catalogue, publishing
from pages.forms import PageForm
from pages.models import Office, Page, PageVersion
from pages.notice_admin import NoticeAdmin
from pages.switch_admin import PortalStateAdmin
from pages.ticket_admin import TicketAdmin
from texts import memory
from texts.door import guarded
from texts.fields import TranslatedFormField

__all__ = ["NoticeAdmin", "OfficeAdmin", "PageAdmin", "PortalStateAdmin", "TicketAdmin"]


class OfficeForm(ModelForm[Office]):
    hours_texts = TranslatedFormField(label=_("Telephone hours"))
    funding_notes = TranslatedFormField(label=_("Funding note"), long=True)

    class Meta:
        model = Office
        fields = (
            "name", "organisation", "street", "city", "phone", "hours_texts", "email", "press_email", "seat",
            "enforcement_body", "funding_notes",
        )  # fmt: skip


class SeenAtOnceAdmin(admin.ModelAdmin[Any]):
    """Seen at once in this process, within seconds in the others; nothing is deleted."""

    view_on_site = False

    class Media:
        css: ClassVar = {"all": ["css/desk.css"]}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        memory.forget()


@admin.register(Office)
class OfficeAdmin(SeenAtOnceAdmin):
    form = OfficeForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Page)
class PageAdmin(SeenAtOnceAdmin):
    """A page's place; its words are written, compared and published on pages of their own."""

    form = PageForm
    list_display = ("name", "address", "place", "state", "reviewed")
    list_filter = ("place",)
    list_per_page = 100
    change_form_template = "admin/pages/page/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        return [
            self._page("<int:pk>/text/<str:language>/", admin_pages.edit, "text"),
            self._page("<int:pk>/do/<slug:verb>/", admin_pages.act, "act"),
            self._page("version/<int:pk>/", admin_pages.show, "version"),
            self._page("version/<int:pk>/restore/", admin_pages.restore, "restore"),
            self._page("version/<int:pk>/cancel/", admin_pages.cancel, "cancel"),
            self._page("version/<int:pk>/discard/", admin_pages.discard, "discard"),
            self._page("preview/<str:token>/", admin_pages.preview, "preview"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        texts = PageVersion.objects.filter(language=catalogue.GERMAN).defer("body", "appendix")
        return super().get_queryset(request).prefetch_related(Prefetch("versions", texts, to_attr="german"))

    def _page(self, route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
        inside = guarded(view, self.admin_site, may=lambda user: user.has_perm("pages.view_page"))
        return path(route, inside, name=f"pages_page_{name}")

    def get_fields(self, request: HttpRequest, obj: Page | None = None) -> tuple[str, ...]:
        fields = ("slug", "place", "position", "short_names", "may_be_found")
        return (*fields, "readers_confirmed") if obj and obj.key == "easy_language" else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> tuple[str, ...]:
        return ("slug",) if obj and obj.key else ()

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: bool) -> None:  # noqa: FBT001
        if change:
            publishing.keep_address(obj.pk, new=obj.slug)
        super().save_model(request, obj, form, change)
        user: Any = request.user
        record("page.placed" if change else "page.created", "page", obj.pk, by=user)

    def response_add(self, request: HttpRequest, obj: Page, post_url_continue: str | None = None) -> HttpResponse:
        return redirect("admin:pages_page_text", obj.pk, catalogue.GERMAN)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        page: Page | None = kwargs.get("obj")
        if page:
            context |= {
                "title": _title(page),
                "show_save_and_add_another": False,
                **admin_pages.overview(page, request.user),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("page"))
    def name(self, page: Any) -> str:
        return _title(page)

    @admin.display(description=_("address"), ordering="slug")
    def address(self, page: Page) -> str:
        return page.get_absolute_url()

    @admin.display(description=_("state"))
    def state(self, page: Any) -> str:
        """As of the German text, which all others fall back to."""
        if page.removed_at:
            return gettext("removed")
        public = page.public_now(page.german)
        waiting = [one for one in page.german if not one.is_published and one.number > (public.number if public else 0)]
        said = [gettext("public since %(date)s") % {"date": _date(public.published_at)}] if public else []
        said += [
            gettext("from %(date)s on version %(number)s") % {"date": _date(one.published_at), "number": one.number}
            for one in waiting
            if one.published_at
        ]
        said += [gettext("draft")] if any(one.published_at is None for one in waiting) else []
        return ", ".join(said) or gettext("no text")

    @admin.display(description=_("reviewed"), ordering="reviewed_on")
    def reviewed(self, page: Page) -> str:
        date = date_format(page.reviewed_on, "DATE_FORMAT")
        return gettext("due, last on %(date)s") % {"date": date} if page.is_review_due else date


def _title(page: Any) -> str:
    return page.german[0].title if page.german else page.slug  # type: ignore[no-any-return]


def _date(at: Any) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")
