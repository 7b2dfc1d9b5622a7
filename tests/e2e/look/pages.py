"""Every page of the portal: which states it knows, who opens it, and how one gets there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page as Tab, expect

from accounts.models import User
from ideas import links
from ideas.models import Collection, Status
from moderation import transparency
from pages.models import BUILT_IN, Office
from tests.e2e.look.world import LONG_LINK, State, World
from tests.moderation.at_the_desk import QUEUE, SPAM, url

EMPTY, ONE, MANY, LONG, ERRORS, SIGNED_IN = State
_SUBMIT = "main form button[type=submit]:not([name=change])"
_ERRORS = "#error-summary"


@dataclass(frozen=True)
class Page:
    """One page; `address` in a world, then `steps` for what only a sent form shows."""

    name: str
    address: Callable[[World], str]
    states: tuple[State, ...] = (ONE,)
    steps: Callable[[Tab, World], None] | None = None
    at_the_desk: bool = False

    def reader(self, world: World) -> User | None:
        """The person who is signed in there."""
        if self.at_the_desk:
            return world.administrator
        return world.citizen if world.state == SIGNED_IN else None

    def open(self, tab: Tab, base_url: str, world: World) -> None:
        """Go there as somebody would."""
        tab.goto(base_url + self.address(world))
        if self.steps:
            self.steps(tab, world)


def _named(name: str, *words: object) -> Callable[[World], str]:
    return lambda _world: reverse(name, args=words)


def _at(path: str) -> Callable[[World], str]:
    return lambda _world: path


def _list(query: str) -> Callable[[World], str]:
    return lambda _world: f"{reverse('ideas:list')}?{query}"


def _record(name: str) -> Callable[[World], str]:
    return lambda world: reverse(f"admin:ideas_idea_{name}", args=[world.idea.pk])


def _of_idea(name: str) -> Callable[[World], str]:
    return lambda world: reverse(name, args=[world.idea.reference])


def _of_own(name: str, status: Status) -> Callable[[World], str]:
    return lambda world: reverse(name, args=[world.own[status].reference])


def _of_comment(name: str) -> Callable[[World], str]:
    return lambda world: reverse(name, args=[world.comments[0].pk])


def _press(tab: Tab, button: str, shows: str) -> None:
    tab.locator(button).last.click()
    expect(tab.locator(shows).first).to_be_visible()


def _send_empty(button: str = _SUBMIT) -> Callable[[Tab, World], None]:
    """Send a form as it is; only when the state is the one with errors."""

    def send(tab: Tab, world: World) -> None:
        if world.state == ERRORS:
            _press(tab, button, _ERRORS)

    return send


def _send_wrong(button: str = _SUBMIT, **typed: str) -> Callable[[Tab, World], None]:
    def send(tab: Tab, world: World) -> None:
        if world.state == ERRORS:
            for name, text in typed.items():
                tab.locator(f"main [name={name}]").first.fill(text)
            _press(tab, button, _ERRORS)

    return send


def _write_and_check(tab: Tab, world: World) -> None:
    """A guest's way to the check page; in the world with errors, the agreements are missing there."""
    tab.fill("#id_title", world.ideas[0].title if world.ideas else "Abendbus")
    tab.fill("#id_text", LONG_LINK if world.state == LONG else "Ein Rufbus würde reichen.")
    tab.locator("input[name=themes]").first.check()
    _press(tab, "main button[name=next]", "#id_licence")
    if world.state == ERRORS:
        _press(tab, _SUBMIT, _ERRORS)


def _to_pictures(tab: Tab, world: World) -> None:
    tab.fill("#id_title", "Abendbus")
    _press(tab, "main button[name=pictures]", "#pictures")
    if world.state == ERRORS:
        _press(tab, "main button[name=add]", "[data-errors] .notice")


def _send(tab: Tab, world: World) -> None:
    _write_and_check(tab, world)
    for agreement in ("licence", "privacy", "rights"):
        tab.check(f"#id_{agreement}")
    tab.locator(_SUBMIT).last.click()
    tab.wait_for_url("**/danke/")


def _report(tab: Tab, _world: World) -> None:
    tab.locator("main input[name=rule]").first.check()
    tab.fill("#id_text", "Beleidigt meine Nachbarn.")
    _press(tab, _SUBMIT, ".lead")


def _ask_for_code(button: str, field: str) -> Callable[[Tab, World], None]:
    def ask(tab: Tab, world: World) -> None:
        tab.fill(field, world.citizen.email)
        _press(tab, button, "#id_code")

    return ask


def _preview(tab: Tab, _world: World) -> None:
    form = tab.locator("details:has(form[action*='/ask/'])")
    form.locator("summary").click()
    form.locator("textarea[name=question]").fill("Welche Strecke meinen Sie?")
    _press(tab, "form[action*='/ask/'] button", ".letter")


def _refuse_without_rule(tab: Tab, world: World) -> None:
    if world.state == ERRORS:
        form = tab.locator("details:has(form[action*='/refuse/'])")
        form.locator("summary").click()
        _press(tab, "form[action*='/refuse/'] button", _ERRORS)


def _read_many(tab: Tab, _world: World) -> None:
    for box in tab.locator(".action-select").all():
        box.check()
    tab.select_option("select[name=action]", "release")
    _press(tab, "button[name=index]", ".sheet")


def _waiting(world: World) -> str:
    return url("show", world.waiting[0])


def _receipt(world: World) -> str:
    return reverse("pages:ticket_sent", args=[world.tickets[0].form_key])


def _figures(_world: World) -> str:
    transparency.count(timezone.localdate().year)
    return reverse("moderation:figures")


def _message(world: World) -> str:
    return reverse("admin:pages_ticket_show", args=[world.tickets[0].pk])


def _answer(tab: Tab, world: World) -> None:
    """Written wrong where the state is the one with errors, else as it would be sent."""
    if world.state == ERRORS:
        _press(tab, "form[action$='/answer/'] button", _ERRORS)
    elif world.state == ONE:
        tab.fill("#id_text", "Sie steht auf der Startseite.")
        _press(tab, "form[action$='/answer/'] button", "button[name=send]")


def _draft(world: World) -> str:
    assert world.draft
    return reverse("ideas:write_on", args=[world.draft.pk])


def _draft_pictures(world: World) -> str:
    assert world.draft
    return reverse("ideas:pictures", args=[world.draft.pk])


def _link_of_mail(world: World) -> str:
    return reverse("ideas:status_link", args=[links.make_token(world.waiting[0])])


def _theme(world: World) -> str:
    return reverse("admin:themes_theme_change", args=[world.idea.theme_ids[0]])


def _collection_ideas(_world: World) -> str:
    return reverse("admin:ideas_collection_ideas", args=[Collection.objects.get().pk])


def _council_report(world: World) -> str:
    """Of this year; where it is to be wrong, it ends before it begins."""
    today, first = timezone.localdate(), timezone.localdate().replace(month=1, day=1)
    asked = {"since": today, "until": date(2025, 1, 1)} if world.state == ERRORS else {"since": first, "until": today}
    return f"{reverse('admin:reports_export_report')}?{urlencode(asked)}"


def _office(_world: World) -> str:
    return reverse("admin:pages_office_change", args=[Office.objects.get().pk])


_RECORDS = ("moderation_report", "journal_entry", "notifications_delivery", "accounts_user", "themes_membership")
_sign_in_wrong = _send_wrong("main form:has(#id_password) button", login="wer@example.org", password="falsch")
ANYBODY = (
    Page("home", _named("home"), (EMPTY, ONE, MANY, LONG, SIGNED_IN)),
    Page("home-english", _at("/en/"), (MANY,)),
    Page("list", _named("ideas:list"), (EMPTY, ONE, MANY, LONG, SIGNED_IN)),
    Page("list-filtered", _list("thema=mobilitaet-digitales&stand=neu&q=Rufbus"), (MANY,)),
    Page("list-nothing", _list("q=gibtesnicht"), (ONE,)),
    Page("list-page-2", _list("seite=2"), (MANY,)),
    Page("map", _named("ideas:map"), (EMPTY, ONE, MANY, LONG)),
    Page("map-filtered", _at("/ideen/karte/?thema=mobilitaet-digitales&stand=neu"), (MANY,)),
    Page("idea", lambda world: world.idea.get_absolute_url(), (ONE, MANY, LONG, SIGNED_IN)),
    Page("own-idea", lambda world: world.own[Status.PUBLISHED].get_absolute_url(), (SIGNED_IN,)),
    Page("sheet", _of_idea("ideas:sheet"), (ONE, LONG)),
    Page("support", _of_idea("ideas:support"), (ONE, LONG, SIGNED_IN)),
    Page("take-back", _of_idea("ideas:take_back"), (SIGNED_IN,)),
    Page("comment", _of_idea("ideas:comment"), (ONE, LONG, ERRORS, SIGNED_IN), _send_empty()),
    Page("comment-edit", _of_comment("ideas:comment_edit"), (SIGNED_IN,)),
    Page("comment-withdraw", _of_comment("ideas:comment_withdraw"), (SIGNED_IN,)),
    Page("report", _of_idea("moderation:report_idea"), (ONE, LONG, ERRORS, SIGNED_IN), _send_empty()),
    Page("report-comment", _of_comment("moderation:report_comment"), (ONE, LONG)),
    Page("report-thanks", _of_idea("moderation:report_idea"), (ONE,), _report),
    Page("write", _named("ideas:write"), (ONE, ERRORS, SIGNED_IN), _send_empty("main button[name=next]")),
    Page("write-draft", _draft, (SIGNED_IN,)),
    Page("check", _named("ideas:write"), (EMPTY, MANY, LONG, ERRORS, SIGNED_IN), _write_and_check),
    Page("pictures", _named("ideas:write"), (ONE, ERRORS), _to_pictures),
    Page("pictures-draft", _draft_pictures, (SIGNED_IN,)),
    Page("pictures-wrong", lambda world: f"{_draft_pictures(world)}?fehler", (SIGNED_IN,)),
    Page("thanks", _named("ideas:write"), (ONE, LONG, SIGNED_IN), _send),
    Page("status", _named("ideas:status"), (ONE, ERRORS), _send_wrong(code="AAAA-BBBB-CCCC-DDDD")),
    Page("status-link", _link_of_mail, (ONE, LONG)),
    Page("themes", _named("themes:theme_list"), (EMPTY, MANY)),
    Page("theme", _named("themes:theme", "mobilitaet-digitales"), (EMPTY, ONE, MANY, LONG)),
    Page("regions", _named("themes:authority_list"), (EMPTY, MANY)),
    Page("region", _named("themes:authority", "goerlitz"), (EMPTY, MANY, LONG)),
    Page("collections", _named("ideas:collection_list"), (EMPTY, MANY)),
    Page("collection", _at("/sammlungen/sammlung/"), (MANY, LONG)),
    Page("contact", _named("pages:contact"), (ONE, ERRORS, SIGNED_IN), _send_empty()),
    Page("barrier", _named("pages:barrier"), (ONE, ERRORS), _send_empty()),
    Page("contact-thanks", _receipt),
    Page("figures", _figures, (EMPTY, MANY)),
    *(Page(name, _named(f"pages:{name}")) for name in ("display", *BUILT_IN)),
    *(Page(f"error-{status}", _at(f"/fehlerseite/{status}/")) for status in (400, 403, 404, 413, 429, 500, 503)),
    Page("error-read-only", _at("/fehlerseite/nur-lesen/")),
    Page("not-found", _at("/gibt-es-nicht/"), (ONE, SIGNED_IN)),
)  # fmt: skip
ACCOUNT = (
    Page("login", _named("account_login"), (ONE, ERRORS), _sign_in_wrong),
    Page("signup", _named("account_signup"), (ONE, ERRORS), _send_empty()),
    Page("login-code", _named("account_request_login_code"), (ONE, ERRORS), _send_wrong(email="keine Adresse")),
    Page("login-code-sent", _named("account_request_login_code"), (ONE,), _ask_for_code(_SUBMIT, "#id_email")),
    Page("reset", _named("account_reset_password"), (ONE, ERRORS), _send_wrong(email="keine Adresse")),
    Page("reset-sent", _named("account_reset_password"), (ONE,), _ask_for_code(_SUBMIT, "#id_email")),
    Page("mine", _named("ideas:mine"), (SIGNED_IN,)),
    Page("own-rejected", _of_own("ideas:status_idea", Status.REJECTED), (SIGNED_IN,)),
    Page("own-returned", _of_own("ideas:status_idea", Status.RETURNED), (SIGNED_IN,)),
    Page("amend", _of_own("ideas:amend", Status.RETURNED), (SIGNED_IN,)),
    Page("withdraw", _of_own("ideas:withdraw", Status.SUBMITTED), (SIGNED_IN,)),
    Page("profile", _named("accounts:profile"), (SIGNED_IN,)),
    Page("email", _named("account_email"), (SIGNED_IN,)),
    Page("password", _named("account_change_password"), (SIGNED_IN,)),
    Page("second-factor", _named("mfa_index"), (SIGNED_IN,)),
    Page("logout", _named("account_logout"), (SIGNED_IN,)),
)  # fmt: skip
DESK = tuple(
    Page(name, address, states, steps, at_the_desk=True)
    for name, address, states, steps in (
        ("desk", _named("admin:index"), (EMPTY, MANY, LONG), None),
        ("desk-queue", lambda _world: QUEUE, (EMPTY, ONE, MANY, LONG), None),
        ("desk-spam", lambda _world: SPAM, (EMPTY,), None),
        ("desk-flood", lambda _world: f"{QUEUE}all/", (EMPTY, MANY, LONG), None),
        ("desk-log", _named("admin:moderation_logrow_changelist"), (EMPTY, MANY), None),
        ("desk-hold", _named("admin:pages_portalstate_hold"), (ONE,), None),
        ("desk-idea", _waiting, (ONE, LONG, ERRORS), _refuse_without_rule),
        ("desk-comment", lambda world: url("show", world.comments[-1]), (ONE, LONG), None),
        ("desk-report", lambda world: url("show", world.reports[0]), (ONE, LONG), None),
        ("desk-redact", lambda world: url("redact", world.waiting[0]), (ONE, LONG), None),
        ("desk-preview", _waiting, (ONE,), _preview),
        ("desk-many", lambda _world: QUEUE, (MANY,), _read_many),
        ("desk-ideas", _named("admin:ideas_idea_changelist"), (EMPTY, MANY, LONG), None),
        ("desk-idea-stage", _record("stage"), (ONE,), None),
        ("desk-idea-lock", _record("lock"), (ONE,), None),
        ("desk-idea-retag", _record("retag"), (ONE, LONG), None),
        ("desk-idea-translations", _record("translations"), (ONE, LONG), None),
        ("desk-collection", _collection_ideas, (MANY, LONG), None),
        ("desk-features", _named("admin:ideas_feature_changelist"), (EMPTY, MANY), None),
        ("desk-idea-record", _record("change"), (ONE, LONG), None),
        ("desk-theme", _theme, (ONE,), None),
        ("desk-office", _office, (ONE,), None),
        *(
            (f"desk-{name.partition('_')[2]}s", _named(f"admin:{name}_changelist"), (ONE,), None)
            for name in _RECORDS
        ),
        ("desk-messages", _named("admin:pages_ticket_changelist"), (EMPTY, ONE, LONG), None),
        ("desk-message", _message, (LONG, SIGNED_IN), None),
        ("desk-message-answer", _message, (ONE, ERRORS), _answer),
        ("desk-notice", _named("admin:pages_notice_add"), (ONE,), None),
        ("desk-switch", _named("admin:pages_portalstate_changelist"), (ONE,), None),
        ("desk-export", _named("admin:reports_export_changelist"), (ONE,), None),
        ("desk-council", _council_report, (EMPTY, MANY, LONG, ERRORS), None),
    )
)  # fmt: skip
PAGES = (*ANYBODY, *ACCOUNT, *DESK)
