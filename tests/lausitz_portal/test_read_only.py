"""The switch: while the portal is read only, whoever would write reads why and keeps what was typed."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone, translation

from accounts.models import User
from ideas.models import Comment, Draft, Phase, Status, Support
from journal.models import Entry
from lausitz_portal.read_only import OPEN, OPEN_NAMESPACES, WRITING
from moderation.models import Report
from pages import portal_state
from pages.models import PortalState, Ticket
from pages.switch_admin import StateForm
from tests import make
from tests.ideas.pictures import jpeg, upload
from tests.moderation.test_emergency import act
from tests.pages.writing_to_us import CONTACT, typed
from tests.test_permission_matrix import World, routes
from texts import memory
from texts.wording import marked_up

pytestmark = pytest.mark.django_db
REASON = "Wir ziehen auf einen neuen Server um."
SWITCH = "/admin/pages/portalstate/"
# What answers no POST at all, or nothing that would be kept.
READING = frozenset({"mfa_index", "mfa_view_recovery_codes", "mfa_download_recovery_codes"})


def switched(mode: str = "read_only", **fields: Any) -> PortalState:
    by = User.objects.filter(email="schalter@example.org").first() or make.user("schalter@example.org")
    values = {"reason_texts": {"de": REASON, "en": f"EN {REASON}"}, "until": None, "hourly": 2, **fields}
    return portal_state.switch(mode, by=by, **values)


def posting() -> Iterator[tuple[str, str]]:
    """Name and address of everything that takes a POST."""
    world = World(Status.PUBLISHED)
    for route, names in routes():
        if route.partition(":")[0] in OPEN_NAMESPACES:
            continue
        url = reverse(route, kwargs=world.arguments(route, names))
        if world.clients["author"].post(url).status_code != 405:
            yield route, url


def test_every_address_that_takes_a_post_has_a_decision() -> None:
    """A new one fails here until somebody has named it; until then it is refused."""
    assert {route for route, _url in posting()} == OPEN | WRITING | READING
    assert OPEN & WRITING == READING & (OPEN | WRITING) == set()


def test_each_is_refused_or_open_as_decided() -> None:
    addresses = list(posting())
    switched()
    clients = (make_client := Client), signed_in()
    for route, url in addresses:
        for client in (make_client(), clients[1]):
            assert (client.post(url).status_code == 503) == (route not in OPEN), route


def signed_in() -> Client:
    client = Client()
    client.force_login(make.user())
    return client


def test_what_was_typed_comes_back(client: Client) -> None:
    switched(until=timezone.now() + timedelta(hours=2))
    response = client.post(CONTACT, typed(message="Eine lange <Frage>\nzur Karte.", password="Geheim-1"))
    page = response.content.decode()
    assert response.status_code == 503
    assert 7000 < int(response["Retry-After"]) <= 7200
    assert page.count(f"EN {REASON}") == 1
    assert "Eine lange &lt;Frage&gt;\nzur Karte.</textarea>" in page
    assert 'name="message" value="Eine lange &lt;Frage&gt;\nzur Karte."' in page
    assert "Geheim-1" not in page
    assert Ticket.objects.count() == 0


def test_the_page_sends_it_once_more_when_it_is_over(client: Client) -> None:
    switched()
    refused = client.post(CONTACT, typed())
    assert refused["Retry-After"] == "600"
    switched("normal")
    assert client.post(CONTACT, dict(refused.context["refused"]["kept"])).status_code == 302
    assert Ticket.objects.count() == 1


def test_pictures_are_not_kept_and_that_is_said(as_citizen: Client, citizen: User) -> None:
    draft = Draft.objects.create(user=citizen)
    path = reverse("ideas:pictures", args=[draft.pk])
    switched(until=timezone.now() + timedelta(hours=2))
    memory.forget()
    form = as_citizen.get(f"/en{path}").content.decode()
    form = form[form.index("<form method=") :]
    assert form.index(f"EN {REASON}") < form.index('type="file"'), "beside the place where pictures are chosen, too"
    with_file, without = (
        as_citizen.post(f"/en{path}", {"add": "1", **files}) for files in ({"pictures": upload(jpeg())}, {})
    )
    assert [answer.status_code for answer in (with_file, without)] == [503, 503]
    assert ["choose them again" in answer.content.decode() for answer in (with_file, without)] == [True, False]
    why = re.findall(r"data-why>([^<]*)<", with_file.content.decode())
    assert len(why) == 3
    assert why[1] == f"EN {REASON}"
    assert draft.pictures.count() == 0


def test_nothing_at_all_is_written(as_citizen: Client) -> None:
    idea = make.idea()
    switched()
    for name in ("comment", "support"):
        path = reverse(f"ideas:{name}", args=[idea.reference])
        assert as_citizen.post(path, {"text": "Hallo", "language": "de"}).status_code == 503
    assert as_citizen.post(reverse("ideas:write"), {"title": "Rufbus", "save": "1"}).status_code == 503
    assert as_citizen.post(reverse("ideas:autosave"), {"title": "Rufbus"}).status_code == 503
    assert as_citizen.post(reverse("moderation:report_idea", args=[idea.reference]), {"text": "x"}).status_code == 503
    assert as_citizen.post(reverse("accounts:profile"), {"display_name": "Neu", "language": "de"}).status_code == 503
    counts = [model.objects.count() for model in (Comment, Support, Draft, Report)]
    assert counts == [0, 0, 1, 0]  # the draft is the one that became the idea
    assert not User.objects.filter(display_name="Neu").exists()


def test_reading_and_staff_go_on(client: Client, as_moderator: Client, citizen: User) -> None:
    idea = make.idea("Rufbus")
    switched()
    for path in ("/", "/ideen/?q=Rufbus", idea.get_absolute_url(), "/healthz", "/readyz", "/kontakt/"):
        assert client.get(path).status_code == 200
    entered = client.post(reverse("account_login"), {"login": citizen.email, "password": make.PASSWORD})
    assert entered.status_code == 302
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.post(reverse("pages:display"), {"display": "dark", "back": "/"}).status_code == 302
    alike = client.post(reverse("ideas:similar"), {"title": "Rufbus am Abend"})
    assert "Rufbus" in alike.content.decode()
    make.receipt("Wartet")
    assert as_moderator.get("/admin/moderation/queueitem/").status_code == 200


def test_an_emergency_and_a_phase_are_seen_to_while_nobody_can_write(
    as_moderator: Client, as_administrator: Client
) -> None:
    idea, phase = make.idea("Ich komme vorbei"), Phase.objects.get(allows_ideas=True)
    switched()
    act(as_moderator, idea, "threat")
    idea.refresh_from_db()
    assert idea.status == Status.LOCKED
    path = reverse("admin:ideas_phase_change", args=[phase.pk])
    typed = {"name_de": "Ideen sammeln", "allows_ideas": "on", "position": 7}
    inline = {"exceptions-TOTAL_FORMS": 0, "exceptions-INITIAL_FORMS": 0}
    assert as_administrator.post(path, {**typed, **inline}).status_code == 302
    phase.refresh_from_db()
    assert phase.position == 7


@pytest.mark.parametrize(("mode", "said"), [("normal", False), ("slow", True), ("read_only", True)])
def test_pages_say_it_and_forms_say_it_above_themselves(client: Client, mode: str, said: bool) -> None:
    switched(mode)
    for path, in_main in (("/en/themen/", False), ("/en/ideen/neu/", True), ("/en/kontakt/", True)):
        page = client.get(path).content.decode()
        assert page.count(f"EN {REASON}") == int(said)
        if said:
            assert (page.index(f"EN {REASON}") > page.index("<main")) == in_main
            assert "<button" in page[page.index("<main") :] or not in_main


def test_the_database_itself_may_refuse(client: Client) -> None:
    """As on a server that is about to be replaced: the same page, nothing lost."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
    response = client.post(CONTACT, typed())
    assert response.status_code == 503
    assert "Tastatur" in response.content.decode()


# The switch itself


def choice(**more: Any) -> dict[str, Any]:
    return {"mode": "read_only", "reason_texts_de": REASON, "until": "", "hourly": "5", **more}


def test_switching_asks_once_more_and_is_written_down(as_administrator: Client, administrator: User) -> None:
    asked = as_administrator.post(SWITCH, choice())
    assert asked.status_code == 200
    assert portal_state.at_this_moment().mode == "normal"
    assert as_administrator.post(SWITCH, {**dict(asked.context["kept"]), "confirm": "1"}).status_code == 302
    assert portal_state.at_this_moment().is_read_only
    entry = Entry.objects.get(verb="portal.switched")
    assert (entry.actor, entry.ids) == (administrator, {"mode": "read_only", "hourly": 5})
    assert as_administrator.get(SWITCH).status_code == 200


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("mode", "x"), ("mode", ""), ("reason_texts_de", ""), ("until", "gestern"), ("hourly", "0"), ("hourly", "1e9")],
)
def test_wrong_fields_change_nothing(as_administrator: Client, field: str, wrong: str) -> None:
    response = as_administrator.post(SWITCH, choice(**{field: wrong, "confirm": "1"}))
    assert list(response.context["form"].errors) == [field.removesuffix("_de")]
    assert portal_state.at_this_moment().mode == "normal"


def test_a_moment_that_has_passed_is_refused_with_a_sentence(as_administrator: Client) -> None:
    noon = timezone.localtime().replace(hour=12, minute=0)
    passed, later = noon - timedelta(days=1), noon + timedelta(days=1)
    refused = choice(until=f"{passed:%Y-%m-%dT%H:%M}", confirm="1")
    assert list(as_administrator.post(SWITCH, refused).context["form"].errors) == ["until"]
    with translation.override("en"):
        sentence = "This moment has passed. Please choose a later one, or leave the field empty."
        assert StateForm(refused).errors == {"until": [sentence]}
    assert portal_state.at_this_moment().mode == "normal"
    assert as_administrator.post(SWITCH, choice(until=f"{later:%Y-%m-%dT%H:%M}", confirm="1")).status_code == 302
    assert portal_state.at_this_moment().end


def test_back_to_normal_forgets_the_moment_that_stood_there(as_administrator: Client) -> None:
    switched(until=timezone.now() - timedelta(hours=1))
    shown = as_administrator.get(SWITCH).context["form"]["until"].value()
    sent = choice(mode="normal", until=f"{shown:%Y-%m-%dT%H:%M}", confirm="1")
    assert as_administrator.post(SWITCH, sent).status_code == 302
    state = portal_state.at_this_moment()
    assert (state.mode, state.until) == ("normal", None)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Wir ziehen um", "Wir ziehen um."), ("Wir ziehen um.", "Wir ziehen um."), ("Störung!", "Störung!"),
        ("Warum?", "Warum?"), ("Der Grund:", "Der Grund:"), ("Wir arbeiten …", "Wir arbeiten …"), ("", ""),
        ("„Es dauert.“", "„Es dauert.“"), ("Wartung (heute)", "Wartung (heute)."), ("(Bis morgen.)", "(Bis morgen.)"),
    ],
)  # fmt: skip
def test_the_reason_ends_like_a_sentence(given: str, shown: str) -> None:
    reason = PortalState(reason_texts={"de": given}).reason
    assert reason == shown
    with translation.override("en"):
        assert not shown or marked_up(reason, "en") == f'<span lang="de">{shown}</span>'


def test_pages_show_the_reason_as_a_sentence(client: Client) -> None:
    switched(reason_texts={"de": "Umzug", "en": "We are moving"})
    assert "We are moving. You cannot write or support for now." in client.get("/en/themen/").content.decode()


def test_back_to_normal_needs_no_reason(as_administrator: Client) -> None:
    switched()
    sent = {"mode": "normal", "reason_texts_de": "", "until": "", "hourly": "5", "confirm": "1"}
    assert as_administrator.post(SWITCH, sent).status_code == 302
    assert portal_state.at_this_moment().mode == "normal"


def test_only_administrators_switch(as_editor: Client, as_moderator: Client, client: Client) -> None:
    for somebody in (as_editor, as_moderator):
        assert [somebody.get(SWITCH).status_code, somebody.post(SWITCH, choice(confirm="1")).status_code] == [403, 403]
    assert client.get(SWITCH).status_code == 302
    assert portal_state.at_this_moment().mode == "normal"


def test_the_resolver_is_walked() -> None:
    assert len(list(routes(get_resolver().url_patterns))) > 80
