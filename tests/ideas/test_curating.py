"""The office changes tags, gives file references and translates: what follows, who may, what is told."""

import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from ideas import curating, facets, lifecycle, redaction, timeline, translating
from ideas.facets import Facet
from ideas.models import FacetCell, Idea, IdeaSearch, IdeaTranslation, IdeaVersion, Retagging, Rule, Status
from journal.models import Entry
from notifications import mail, outbox
from notifications.models import Delivery
from tests import make
from tests.conftest import signed_in_staff
from tests.ideas import pictures
from tests.together import at_once
from texts import memory
from themes.models import Authority, Theme

pytestmark = pytest.mark.django_db
REASON = "Der Ort liegt im anderen Landkreis."
NAMES = ("retag", "file_reference", "translations")


def page(idea: Idea, name: str, *more: str) -> str:
    return reverse(f"admin:ideas_idea_{name}", args=[idea.pk, *more])


def fresh(thing: Any) -> Any:
    thing.refresh_from_db()
    return thing


def of(model: Any, slug: str) -> int:
    return int(model.objects.get(slug=slug).pk)


def tags(idea: Idea, **changed: Any) -> dict[str, Any]:
    """The columns as they are, with other ones."""
    version = curating.wording(fresh(idea))
    assert version is not None
    return {**curating.tags_of(version), **changed}


def retag(idea: Idea, by: User, *, lead: int | None = None, seen: str = "", **changed: Any) -> Retagging:
    wanted = tags(idea, **changed)
    now = seen or curating.state(idea)
    return curating.retag(idea.pk, seen=now, tags=wanted, lead_authority_id=lead, by=by, reason=REASON)


def typed(idea: Idea, **changed: Any) -> dict[str, Any]:
    """What the form sends that leaves all as it is."""
    version = curating.wording(fresh(idea))
    assert version is not None
    lead = {"lead": str(idea.lead_authority_id or "office")} if idea.status == Status.PUBLISHED else {}
    return {
        "themes": version.theme_ids, "place": version.place_name, "lat": "", "lon": "", "reason": REASON,
        "regions": [str(pk) for pk in version.authority_ids], "seen": curating.state(idea), **lead, **changed,
    }  # fmt: skip


@pytest.fixture
def cottbus(db: None) -> int:
    return of(Authority, "cottbus")


# Versions


def test_a_successor_in_the_same_words(editor: User, cottbus: int) -> None:
    idea = make.idea("Rufbus", authorities=["goerlitz"])
    old = idea.released_version
    assert old is not None
    row = retag(idea, editor, lead=idea.lead_authority_id, authority_ids=[cottbus], place_name="Spreewald")
    new = fresh(idea).released_version
    assert (new.number, new.is_retagged, new.is_by_author, new.title, new.text) == (2, True, False, old.title, old.text)
    assert (idea.authority_ids, idea.place_name, idea.status) == ([cottbus], "Spreewald", Status.PUBLISHED)
    assert (row.before, row.after, fresh(old).authority_ids) == (old, new, [of(Authority, "goerlitz")])
    entry = Entry.objects.get(verb="idea.retagged")
    assert (entry.actor, entry.ids) == (editor, {"retagging": row.pk})
    memory.forget()
    facets.count()
    memory.forget()
    assert facets.numbers({Facet.REGION: frozenset({cottbus})}).total == 1
    vector = IdeaSearch.objects.values_list("vector", flat=True).get(idea=idea)
    assert f"'=authority:{cottbus}'" in vector
    assert f"'=authority:{of(Authority, 'goerlitz')}'" not in vector
    assert FacetCell.objects.filter(key=fresh(idea).facet_key).exists()


def test_the_lead_alone_makes_no_version(editor: User, cottbus: int) -> None:
    idea = make.idea(authorities=["goerlitz"])
    row = retag(idea, editor, lead=cottbus)
    assert (fresh(idea).lead_authority_id, idea.versions.count()) == (cottbus, 1)
    assert (row.before, row.lead_before_id) == (row.after, of(Authority, "goerlitz"))
    retag(idea, editor, lead=None)
    assert fresh(idea).lead_authority_id is None


def test_pictures_go_along_and_keep_their_address(editor: User) -> None:
    idea, picture = pictures.idea()
    name = fresh(picture).name
    retag(idea, editor, place_name="Lübben")
    assert [one.picture for one in fresh(idea).released_version.pictures.all()] == [picture]
    assert fresh(picture).name == name


def test_what_waits_is_retagged_before_its_release(editor: User, cottbus: int) -> None:
    idea = make.idea(status=Status.SUBMITTED, authorities=["goerlitz"])
    before = idea.pending_version_id
    retag(idea, editor, authority_ids=[cottbus])
    assert (fresh(idea).pending_version.is_retagged, idea.authority_ids, idea.status) == (
        True, [cottbus], Status.SUBMITTED,
    )  # fmt: skip
    with pytest.raises(lifecycle.VersionChanged):
        lifecycle.publish(idea.pk, version_id=before or 0, by=editor)
    lifecycle.publish(idea.pk, version_id=idea.pending_version_id or 0, by=editor)
    assert (fresh(idea).authority_ids, idea.lead_authority_id) == ([cottbus], cottbus)


def test_the_authors_waiting_text_follows_and_does_not_bring_the_old_tags_back(
    citizen: User, editor: User, cottbus: int
) -> None:
    idea = make.idea("Alt", author=citizen, authorities=["goerlitz"])
    lifecycle.amend(idea.pk, content=make.content("Neu", authorities=["goerlitz"]), by=citizen)
    since = fresh(idea).pending_since
    retag(idea, editor, authority_ids=[cottbus], lead=idea.lead_authority_id)
    waiting = fresh(idea).pending_version
    assert (waiting.title, waiting.authority_ids, waiting.is_retagged, idea.pending_since) == (
        "Neu", [cottbus], True, since,
    )  # fmt: skip
    assert idea.title == "Alt"
    lifecycle.publish(idea.pk, version_id=waiting.pk, by=editor)
    assert (fresh(idea).title, idea.authority_ids) == ("Neu", [cottbus])


def test_what_the_author_chose_differently_waits_as_the_author_wants_it(
    citizen: User, editor: User, cottbus: int
) -> None:
    idea = make.idea("Alt", author=citizen, authorities=["goerlitz"])
    wanted = make.content("Neu", themes=["landschaft-energie"], authorities=["goerlitz"])
    lifecycle.amend(idea.pk, content=wanted, by=citizen)
    other = of(Theme, "kultur-sprache-bildung")
    retag(idea, editor, theme_ids=[other], authority_ids=[cottbus], lead=idea.lead_authority_id)
    waiting = fresh(idea).pending_version
    assert (waiting.theme_ids, waiting.authority_ids) == ([of(Theme, "landschaft-energie")], [cottbus])
    assert idea.theme_ids == [other]


def test_a_form_the_author_opened_before_does_not_bring_the_old_tags_back(
    client: Client, citizen: User, editor: User, cottbus: int
) -> None:
    idea = make.idea("Alt", author=citizen, authorities=["goerlitz"])
    client.force_login(citizen)
    address = reverse("ideas:amend", args=[idea.reference])
    base = client.get(address).context["base"]
    assert base == idea.released_version_id
    retag(idea, editor, authority_ids=[cottbus], lead=idea.lead_authority_id)
    version = idea.released_version
    sent = {
        "title": "Neu", "text": "Neuer Text", "language": "de", "themes": version.theme_ids, "place": "",  # type: ignore[union-attr]
        "regions": [str(of(Authority, "goerlitz"))], "lat": "", "lon": "", "send": "",
    }  # fmt: skip
    assert client.post(address, {**sent, "base": base}).status_code == 302
    assert (fresh(idea).pending_version.title, idea.pending_version.authority_ids) == ("Neu", [cottbus])  # type: ignore[union-attr]
    # Somebody who chooses it again on a fresh page means it; so does a page that names no version of this idea.
    for number, given in enumerate(["", "x\x00", str(make.idea().released_version_id), "9" * 30]):
        client.post(address, {**sent, "title": f"Neu {number}", "base": given})
        assert fresh(idea).pending_version.title == f"Neu {number}"
        assert idea.pending_version.authority_ids == [of(Authority, "goerlitz")]  # type: ignore[union-attr]


@pytest.mark.parametrize("status", [Status.RETURNED, Status.REJECTED, Status.LOCKED, Status.SPAM, Status.WITHDRAWN])
def test_in_no_other_state(status: str, editor: User) -> None:
    idea = make.idea(status=status, author=make.user())
    with pytest.raises(lifecycle.MoveNotAllowed):
        curating.retag(idea.pk, seen=curating.state(idea), tags={}, lead_authority_id=None, by=editor, reason=REASON)
    assert Retagging.objects.count() == 0


def test_nothing_without_a_reason_or_a_change(editor: User) -> None:
    idea = make.idea()
    with pytest.raises(curating.NothingChanged):
        retag(idea, editor)
    with pytest.raises(lifecycle.ReasonMissing):
        curating.retag(
            idea.pk, seen=curating.state(idea), tags=tags(idea, place_name="x"), lead_authority_id=None, by=editor,
            reason=" \u200b ",
        )  # fmt: skip
    assert idea.versions.count() == 1


def test_the_second_of_two_is_told_and_the_same_twice_is_one(editor: User, administrator: User) -> None:
    idea = make.idea()
    seen = curating.state(idea)
    first = retag(idea, editor, place_name="Lübben", seen=seen)
    assert retag(idea, editor, place_name="Lübben", seen=seen) == first
    for other in ("Cottbus", "Lübben"):
        with pytest.raises(lifecycle.VersionChanged):
            retag(idea, administrator, seen=seen, place_name=other)
    assert (fresh(idea).place_name, Retagging.objects.count(), idea.versions.count()) == ("Lübben", 1, 2)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one_change() -> None:
    idea, people = make.idea(), [make.user(groups=["Redaktion"]) for _ in range(2)]
    seen, version = curating.state(idea), idea.released_version
    assert version is not None
    wanted = [{**curating.tags_of(version), "place_name": name} for name in ("Lübben", "Cottbus")]

    def act(number: int) -> str:
        try:
            curating.retag(
                idea.pk, seen=seen, tags=wanted[number], lead_authority_id=None, by=people[number], reason=REASON
            )
        except lifecycle.VersionChanged:
            return "told"
        return "done"

    assert sorted(at_once(lambda: act(0), lambda: act(1))) == ["done", "told"]
    assert (Retagging.objects.count(), idea.versions.count()) == (1, 2)


# What people are told


def test_the_author_gets_a_mail_with_old_and_new(citizen: User, editor: User, cottbus: int) -> None:
    idea = make.idea("Rufbus", author=citizen, authorities=["goerlitz"], place_name="Zittau <b>")
    retag(idea, editor, lead=cottbus, authority_ids=[cottbus], place_name="Cottbus")
    outbox.fan_out(50)
    delivery = Delivery.objects.get(kind="idea_retagged")
    delivery.language = "en"
    assert delivery.user == citizen
    text = str(mail.written(delivery).body)  # type: ignore[union-attr]
    for line in (
        "- District or city: Görlitz/Zhorjelc → Cottbus/Chóśebuz",
        "- Place: Zittau <b> → Cottbus",
        f"    {REASON}",
        "- Lead: District Görlitz/Zhorjelc →",
    ):
        assert line in text


def test_a_typed_in_address_gets_nothing_that_was_typed_there(editor: User) -> None:
    idea = make.idea(guest={"email": "opfer@example.org"}, place_name="Kaufen Sie jetzt")
    retag(idea, editor, place_name="Lübben")
    outbox.fan_out(50)
    delivery = Delivery.objects.get(kind="idea_retagged")
    delivery.language = "en"
    text = str(mail.written(delivery).body)  # type: ignore[union-attr]
    assert "- Place: Lübben" in text
    assert "Kaufen" not in text


def test_the_author_reads_it_on_the_page_of_the_idea_and_did_not_change_the_text(citizen: User, editor: User) -> None:
    idea = make.idea(author=citizen)
    retag(idea, editor, place_name="Lübben")
    with translation.override("en"):
        events = timeline.of_sender(fresh(idea))
    assert [event.label for event in events] == ["Received", "Released", "Changed by the project office"]
    assert events[-1].reason == f"Place: – → Lübben\n\n{REASON}"


# The page


def test_typed_looked_at_and_sent_once(as_editor: Client, editor: User) -> None:
    idea = make.idea(authorities=["goerlitz"])
    data = typed(idea, place="Weißwasser")
    shown = as_editor.post(page(idea, "retag"), data)
    assert [(change.old, change.new) for change in shown.context["changes"]] == [("–", "Weißwasser/O.L. / Běła Woda")]
    assert fresh(idea).place_name == ""
    response = as_editor.post(page(idea, "retag"), {**data, "send": "1"})
    assert response["Location"] == page(idea, "change")
    assert fresh(idea).place.name["de"].startswith("Weißwasser")
    as_editor.post(page(idea, "retag"), {**data, "send": "1"})
    assert Retagging.objects.get().by == editor
    html = as_editor.get(page(idea, "change")).content.decode()
    assert REASON in html


def test_the_fields_of_the_preview_send_what_was_typed(as_editor: Client, cottbus: int) -> None:
    idea = make.idea(authorities=["goerlitz"])
    two = sorted(of(Theme, slug) for slug in ("landschaft-energie", "kultur-sprache-bildung"))
    data = typed(idea, themes=two, regions=[str(cottbus), str(of(Authority, "goerlitz"))], lead="office")
    hidden = as_editor.post(page(idea, "retag"), data).context["hidden"]
    back: dict[str, list[Any]] = {}
    for name, value in hidden:
        back.setdefault(name, []).append(value)
    as_editor.post(page(idea, "retag"), {**back, "send": "1"})
    assert (fresh(idea).theme_ids, set(idea.authority_ids), idea.lead_authority_id) == (
        two, {cottbus, of(Authority, "goerlitz")}, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("themes", []), ("themes", ["999999"]), ("themes", ["x"]), ("regions", ["999999"]), ("regions", ["0"]),
        ("lead", "999999"), ("lead", "x"), ("reason", ""), ("reason", "x" * 1001), ("reason", " \u200b"),
        ("place", "x" * 121), ("lat", "51,7"), ("themes", ["1", "2", "3"]),
    ],
)  # fmt: skip
def test_bad_input_is_answered_by_a_sentence(as_editor: Client, field: str, value: Any) -> None:
    idea = make.idea(authorities=["goerlitz"])
    if value == ["1", "2", "3"]:
        value = list(Theme.objects.values_list("pk", flat=True)[:3])
    for step in ({}, {"send": "1"}):
        response = as_editor.post(page(idea, "retag"), {**typed(idea, place="Lübben"), field: value, **step})
        assert response.status_code == 200
        assert response.context["form"].errors
    assert Retagging.objects.count() == 0


@pytest.mark.parametrize("place", ["a\x00b", "<script>x</script>", "Lübben\nGörlitz"])
def test_what_is_typed_is_one_clean_line(as_editor: Client, place: str) -> None:
    idea = make.idea()
    shown = as_editor.post(page(idea, "retag"), typed(idea, place=place))
    assert "<script>x" not in shown.content.decode()
    as_editor.post(page(idea, "retag"), {**typed(idea, place=place), "send": "1"})
    assert fresh(idea).place_name == " ".join(place.replace("\x00", "").split())


def test_a_theme_twice_is_one(as_editor: Client) -> None:
    idea = make.idea()
    theme = of(Theme, "landschaft-energie")
    as_editor.post(page(idea, "retag"), {**typed(idea, themes=[theme, theme]), "send": "1"})
    assert fresh(idea).theme_ids == [theme]


def test_what_has_left_can_stay(as_editor: Client) -> None:
    idea = make.idea(authorities=["goerlitz"])
    Authority.objects.filter(slug="goerlitz").update(is_active=False)
    Theme.objects.filter(pk__in=idea.theme_ids).update(is_active=False)
    memory.forget()
    as_editor.post(page(idea, "retag"), {**typed(idea, place="Spreewald"), "send": "1"})
    assert (fresh(idea).place_name, idea.authority_ids) == ("Spreewald", [of(Authority, "goerlitz")])
    assert idea.lead_authority_id == of(Authority, "goerlitz")


def test_somebody_was_faster(as_editor: Client, administrator: User) -> None:
    idea = make.idea()
    data = typed(idea, place="Lübben")
    retag(idea, administrator, place_name="Cottbus")
    for step in ({}, {"send": "1"}):
        response = as_editor.post(page(idea, "retag"), {**data, **step})
        assert response.status_code == 409
        assert response.context["form"]["place"].value() == "Cottbus"
        assert response.context["form"]["reason"].value() == REASON
    assert fresh(idea).place_name == "Cottbus"


def test_an_authority_gives_an_idea_away_and_is_told_so_before(cottbus: int) -> None:
    person = make.user("zwei@example.org", groups=["Redaktion"], authorities=["goerlitz"])
    client = signed_in_staff(person)
    idea = make.idea(authorities=["goerlitz"])
    data = typed(idea, regions=[str(cottbus)])
    assert client.post(page(idea, "retag"), data).context["goes_away"] is True
    assert client.post(page(idea, "retag"), typed(idea, place="Lübben")).context["goes_away"] is False
    response = client.post(page(idea, "retag"), {**data, "send": "1"})
    assert response["Location"] == reverse("admin:ideas_idea_changelist")
    assert client.get(page(idea, "change")).status_code == 404


# Scope


def test_ideas_of_others_are_not_there() -> None:
    person = make.user("zwei@example.org", groups=["Redaktion"], authorities=["goerlitz"])
    client = signed_in_staff(person)
    mine, foreign = make.idea(authorities=["goerlitz"]), make.idea(authorities=["cottbus"])
    for name in NAMES:
        assert client.get(page(mine, name)).status_code == 200
        assert client.get(page(foreign, name)).status_code == 404
    assert client.get(page(mine, "translate", "en")).status_code == 200
    assert client.get(page(foreign, "translate", "en")).status_code == 404
    sent = {"send": "1", "title": "x", "text": "y", "file_reference": "x", "seen": "", "place": "Lübben"}
    for address in (
        page(foreign, "retag"), page(foreign, "file_reference"), page(foreign, "translate", "en"),
        page(foreign, "remove_translation", "en"),
    ):  # fmt: skip
        assert client.post(address, {**typed(foreign), **sent}).status_code == 404
    assert (fresh(foreign).file_reference, Retagging.objects.count(), IdeaTranslation.objects.count()) == ("", 0, 0)


def test_moderators_without_the_permission_may_not(as_moderator: Client) -> None:
    idea = make.idea()
    assert page(idea, "retag") not in as_moderator.get(page(idea, "change")).content.decode()
    for address in (*(page(idea, name) for name in NAMES), page(idea, "translate", "en")):
        assert as_moderator.get(address).status_code == 403


# File reference


def test_a_file_reference_is_found_and_stays_inside(as_editor: Client, client: Client) -> None:
    idea = make.idea("Rufbus")
    make.idea("Anders")
    as_editor.post(page(idea, "file_reference"), {"file_reference": "  61.2\x00/\n2026  Rufbus ", "seen": ""})
    assert fresh(idea).file_reference == "61.2/ 2026 Rufbus"
    listed = as_editor.get(reverse("admin:ideas_idea_changelist"), {"q": "61.2/"})
    assert list(listed.context["cl"].result_list) == [idea]
    assert "61.2/" in as_editor.get(page(idea, "change")).content.decode()
    assert "61.2/" not in client.get(idea.get_absolute_url()).content.decode()
    entry = Entry.objects.get(verb="idea.file_reference_set")
    assert entry.ids == {}
    as_editor.post(page(idea, "file_reference"), {"file_reference": "61.2/ 2026 Rufbus", "seen": ""})
    assert Entry.objects.filter(verb="idea.file_reference_set").count() == 1


def test_a_file_reference_that_is_too_long_or_was_changed(as_editor: Client) -> None:
    idea = make.idea()
    for sent in ({"file_reference": "x" * 61, "seen": ""}, {"file_reference": "x", "seen": "anders"}):
        response = as_editor.post(page(idea, "file_reference"), sent)
        assert (response.status_code, bool(response.context["form"].errors)) == (200, True)
        assert fresh(idea).file_reference == ""
    again = response.context["form"]["seen"].value()
    as_editor.post(page(idea, "file_reference"), {"file_reference": "x", "seen": again})
    assert fresh(idea).file_reference == "x"


# Translations


def translated(idea: Idea, by: User, language: str = "en", title: str = "Night bus", text: str = "Text") -> None:
    version = fresh(idea).released_version
    seen = translating.state(version, language)
    translating.translate(idea.pk, language=language, seen=seen, title=title, text=text, by=by)


def page_in(client: Client, idea: Idea, language: str) -> str:
    with translation.override(language):
        address = idea.get_absolute_url()
    html = client.get(address).content.decode()
    translation.activate("de")
    return html[html.index("<article") : html.index("</article>")]


def test_shown_beside_the_original_and_open_in_its_own_language(client: Client, editor: User) -> None:
    idea = make.idea("Abendbus", text="Bis Mitternacht.")
    translated(idea, editor, "en", "Night bus <b>", "Until midnight.")
    translated(idea, editor, "pl", "Autobus nocny", "Do północy.")
    german, english = page_in(client, idea, "de"), page_in(client, idea, "en")
    for html in (german, english):
        assert "Abendbus" in html
        assert "Bis Mitternacht." in html
        assert '<div class="stack" lang="pl">' in html
        assert '<div class="stack" lang="en">' in html
        assert "Night bus &lt;b&gt;" in html
    assert german.index("Bis Mitternacht.") < german.index("Until midnight.")
    assert english.index("Until midnight.") < english.index("Bis Mitternacht.")
    assert (german.count("<details"), german.count(" open>"), english.count(" open>")) == (2, 0, 1)
    assert "Translation by the editors: English" in english


def test_a_new_wording_is_seen_at_once_and_old_ones_are_kept(client: Client, editor: User) -> None:
    idea = make.idea()
    translated(idea, editor, title="Erste")
    assert "Erste" in page_in(client, idea, "de")
    translated(idea, editor, title="Zweite")
    html = page_in(client, idea, "de")
    assert "Zweite" in html
    assert "Erste" not in html
    assert [row.title for row in IdeaTranslation.objects.order_by("pk")] == ["Erste", "Zweite"]
    translated(idea, editor, title="", text="")
    assert "Zweite" not in page_in(client, idea, "de")
    verbs = Entry.objects.filter(verb__startswith="idea.transl").order_by("pk")
    assert [entry.verb for entry in verbs] == ["idea.translated", "idea.translated", "idea.translation_removed"]


def test_words_the_author_no_longer_says_are_not_said_in_another_language(
    client: Client, citizen: User, editor: User
) -> None:
    idea = make.idea("Alt", author=citizen)
    translated(idea, editor, title="Old words")
    version = lifecycle.amend(idea.pk, content=make.content("Neu"), by=citizen)
    assert "Old words" in page_in(client, idea, "de"), "what waits changes nothing yet"
    lifecycle.publish(idea.pk, version_id=version.pk, by=editor)
    assert "Old words" not in page_in(client, fresh(idea), "de")
    assert "old" not in IdeaSearch.objects.values_list("vector", flat=True).get(idea=idea)


def test_other_tags_keep_the_translation(client: Client, editor: User) -> None:
    idea = make.idea()
    translated(idea, editor)
    retag(idea, editor, place_name="Lübben")
    assert "Night bus" in page_in(client, fresh(idea), "de")


@pytest.mark.parametrize("status", [Status.LOCKED, Status.WITHDRAWN])
def test_what_is_not_public_shows_none(client: Client, citizen: User, editor: User, status: str) -> None:
    idea = make.idea(author=citizen)
    translated(idea, editor)
    client.force_login(citizen)
    assert "Night bus" in client.get(idea.get_absolute_url()).content.decode()
    if status == Status.LOCKED:
        lifecycle.lock(idea.pk, by=editor, rule=Rule.objects.all()[0], facts="x")
    else:
        lifecycle.withdraw(idea.pk, by=citizen)
    assert "Night bus" not in client.get(idea.get_absolute_url()).content.decode()
    with pytest.raises(translating.NotPossible):
        translated(idea, editor, title="x")


def test_the_search_finds_the_words_of_a_translation(client: Client, editor: User) -> None:
    idea = make.idea("Abendbus")
    assert idea.title not in client.get("/ideen/", {"q": "nightingale"}).content.decode()
    translated(idea, editor, title="The nightingales sing")
    assert "Abendbus" in client.get("/ideen/", {"q": "nightingale"}).content.decode()


def test_personal_data_survives_in_no_translation_and_no_reason(editor: User, citizen: User) -> None:
    idea = make.idea("Bus", text="Fragen Sie Frau Müller.", author=citizen)
    translated(idea, editor, "pl", "Autobus", "Zapytaj panią Müllerową.")
    translated(idea, editor, "en", "Bus", "Ask her.")
    curating.retag(
        idea.pk, seen=curating.state(fresh(idea)), tags=tags(idea, place_name="Lübben"), lead_authority_id=None,
        by=editor, reason="Frau Müller wohnt in Lübben.",
    )  # fmt: skip
    curating.set_file_reference(idea.pk, seen="", text="Frau Müller 7", by=editor)
    assert translating.of_version(fresh(idea).released_version)
    lifecycle.redact(
        idea.pk, version_id=idea.released_version_id or 0, by=editor, blackout=redaction.Blackout(["Frau Müller"]),
        rule=Rule.objects.all()[0], facts="Ein Name.",
    )  # fmt: skip
    assert IdeaTranslation.objects.count() == 0
    assert Retagging.objects.get().reason == "[entfernt] wohnt in Lübben."
    assert fresh(idea).file_reference == "[entfernt] 7"
    vector = IdeaSearch.objects.values_list("vector", flat=True).get(idea=idea)
    assert "mull" not in vector
    with connection.cursor() as cursor:
        for name in ("ideaversion", "ideatranslation", "retagging", "idea"):
            cursor.execute(f"SELECT count(*) FROM ideas_{name} t WHERE t::text LIKE '%Müller%'")  # noqa: S608
            assert cursor.fetchone()[0] == 0, name


def test_a_picture_that_goes_takes_no_translation_along(editor: User) -> None:
    idea, picture = pictures.idea()
    translated(idea, editor)
    lifecycle.redact(
        idea.pk, version_id=idea.released_version_id or 0, by=editor,
        blackout=redaction.Blackout([], pictures=[picture.pk]), rule=Rule.objects.all()[0], facts="Ein Gesicht.",
    )  # fmt: skip
    assert [row.title for row in translating.of_version(fresh(idea).released_version)] == ["Night bus"]


def test_typed_previewed_and_published(as_editor: Client, client: Client) -> None:
    idea = make.idea("Abendbus")
    address = page(idea, "translate", "en")
    seen = as_editor.get(address).context["form"]["seen"].value()
    data = {"title": "Night bus", "text": "Until midnight.", "seen": seen}
    shown = as_editor.post(address, data)
    assert shown.context["shown"] == translating.Translated("en", "Night bus", "Until midnight.")
    assert IdeaTranslation.objects.count() == 0
    for _ in range(2):
        assert as_editor.post(address, {**data, "send": "1"})["Location"] == page(idea, "translations")
    assert IdeaTranslation.objects.count() == 1
    late = as_editor.post(address, {**data, "title": "Late bus", "send": "1"})
    assert (late.status_code, late.context["form"]["title"].value()) == (409, "Late bus")
    again = {**data, "title": "Late bus", "seen": late.context["form"]["seen"].value(), "send": "1"}
    as_editor.post(address, again)
    assert "Late bus" in page_in(client, idea, "de")
    listed = as_editor.get(page(idea, "translations"))
    assert [row.title for row in listed.context["rows"]] == ["Late bus", "Night bus"]
    seen = next(seen for code, _label, _now, seen in listed.context["languages"] if code == "en")
    as_editor.post(page(idea, "remove_translation", "en"), {"seen": "alt"})
    assert "Late bus" in page_in(client, idea, "de")
    as_editor.post(page(idea, "remove_translation", "en"), {"seen": seen})
    assert "Late bus" not in page_in(client, idea, "de")


@pytest.mark.parametrize(
    "sent",
    [
        {"title": "", "text": "x"}, {"title": "x", "text": ""}, {"title": "x" * 251, "text": "x"},
        {"title": "x", "text": "x" * 10_001}, {"title": "\x00", "text": "\u200b"},
    ],
)  # fmt: skip
def test_a_bad_translation_is_answered_by_a_sentence(as_editor: Client, sent: dict[str, str]) -> None:
    idea = make.idea()
    seen = translating.state(idea.released_version, "en")  # type: ignore[arg-type]
    response = as_editor.post(page(idea, "translate", "en"), {**sent, "seen": seen, "send": "1"})
    assert (response.status_code, bool(response.context["form"].errors)) == (200, True)
    assert IdeaTranslation.objects.count() == 0


@pytest.mark.parametrize("language", ["de", "fr", "xx", "EN"])
def test_no_other_languages(as_editor: Client, language: str) -> None:
    idea = make.idea()
    address = page(idea, "translate", language)
    assert as_editor.get(address).status_code == 404
    assert as_editor.post(address, {"title": "x", "text": "x", "send": "1"}).status_code == 404
    assert as_editor.get(page(make.idea(status=Status.SUBMITTED), "translations")).status_code == 404


def test_the_page_of_an_idea_needs_as_many_queries_with_many_translations(client: Client, editor: User) -> None:
    idea = make.idea()
    translated(idea, editor)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(idea.get_absolute_url())
        return len(captured)

    queries()
    few = queries()
    for language in ("hsb", "dsb", "pl", "cs"):
        translated(idea, editor, language, uuid.uuid4().hex)
    assert queries() == few


def test_a_version_of_the_office_is_immutable_like_any(editor: User) -> None:
    idea = make.idea()
    retag(idea, editor, place_name="Lübben")
    with pytest.raises(DatabaseError), transaction.atomic():
        IdeaVersion.objects.filter(idea=idea, is_retagged=True).update(place_name="x")
