"""The page on which personal data is taken out: typed, previewed, done; for what waits, is public or is reported."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from ideas import discussion, lifecycle, submission
from ideas.models import Authorship, Comment, Decision, Draft, Idea, IdeaVersion, Picture, Rule, Status
from ideas.redaction import Blackout
from moderation import deciding
from moderation.models import Report
from moderation.tickets import Ticket
from notifications import outbox
from notifications.mail import composed
from notifications.models import Delivery
from tests import make
from tests.ideas import pictures
from tests.moderation.at_the_desk import item, key, reported, said, url, version
from tests.together import at_once
from texts.markers import marker_in, with_bars
from themes.models import Place

pytestmark = pytest.mark.django_db
NAME = "Erika Mustermann"
TEXT = f"Frau {NAME} sagt: Der Bus fehlt."
TYPED = {"passages": NAME, "rule": "persoenliche-angaben", "facts": "Ein Name steht darin."}


@pytest.fixture
def idea(citizen: User) -> Idea:
    return make.idea(f"Bus für {NAME}", text=TEXT, author=citizen)


def send(client: Client, about: Idea | Comment | Report, **typed: Any) -> Any:
    shown = client.get(url("redact", about))
    assert shown.status_code == 200
    return client.post(url("redact", about), {"version": shown.context["subject"].version, **TYPED, **typed})


def words_seen(*, of: Idea, by: list[Client]) -> set[str]:
    """The addresses on which the name stands, for these readers."""
    detail = of.get_absolute_url()
    addresses = [
        "/", "/ideen/", "/ideen/?q=Mustermann", detail, f"/ideen/{of.reference}/blatt/", "/themen/",
        f"/stand/{of.reference}/", f"/stand/{of.reference}/aendern/", reverse("admin:ideas_idea_change", args=[of.pk]),
        reverse("admin:ideas_idea_changelist"), reverse("admin:moderation_queueitem_changelist"),
        reverse("admin:journal_entry_changelist"), reverse("ideas:amend", args=[of.reference]),
    ]  # fmt: skip
    found = set()
    for address in addresses:
        for client in by:
            body = client.get(address, follow=True).content.decode()
            if "Mustermann" in body.replace("q=Mustermann", "").replace('value="Mustermann"', ""):
                found.add(address)
    return found


def test_the_name_is_gone_from_every_page_and_mail(
    idea: Idea, client: Client, as_citizen: Client, as_administrator: Client
) -> None:
    make.comment(idea, author=make.user(), text="Ja!")
    readers = [Client(), as_citizen, as_administrator]
    before = words_seen(of=idea, by=readers)
    assert {
        "/ideen/",
        idea.get_absolute_url(),
        f"/ideen/{idea.reference}/blatt/",
        f"/stand/{idea.reference}/",
    } <= before
    while outbox.fan_out(50):
        pass
    letters = [composed(mail) for mail in Delivery.objects.all()]
    assert any(letter and NAME in letter.text for letter in letters)
    response = send(as_administrator, idea, passages=f"{NAME}\n", send="1")
    assert response.status_code == 302
    idea.refresh_from_db()
    while outbox.fan_out(50):
        pass
    assert {address for address in words_seen(of=idea, by=readers) if "q=" not in address} == set()
    for mail in Delivery.objects.all():
        letter = composed(mail)
        assert letter is None or NAME not in letter.subject + letter.text + letter.html
    assert Delivery.objects.filter(kind="idea_redacted").count() == 1


def test_the_page_starts_with_the_right_rule_and_changes_nothing(as_moderator: Client, idea: Idea) -> None:
    page = as_moderator.get(url("redact", idea))
    assert page.context["form"]["rule"].value() == "persoenliche-angaben"
    assert "lead" not in page.context["form"].fields
    preview = send(as_moderator, idea)
    body = preview.content.decode()
    assert f"Frau {with_bars(marker_in('de'))} sagt" in body
    assert "Ein Name steht darin." in body
    assert preview.context["statement"].count(NAME) == 0
    idea.refresh_from_db()
    assert NAME in idea.title
    again = send(as_moderator, idea, change="1")
    assert again.context["form"]["passages"].value() == NAME


@pytest.mark.parametrize(
    ("typed", "field", "named"),
    [
        ({"passages": f"{NAME}\nNicht da"}, "passages", "Nicht da"),
        ({"passages": "Muster"}, "passages", "Muster"),
        ({"passages": "a"}, "passages", "a"),
        ({"passages": "…"}, "passages", "…"),
        ({"passages": " \n"}, "passages", ""),
        ({"passages": "\x00"}, "passages", ""),
        ({"passages": "\n".join(f"Wort{n}" for n in range(101))}, "passages", "100"),
        ({"rule": ""}, "rule", ""),
        ({"facts": f"Es geht um {NAME}."}, "facts", ""),
        ({"facts": ""}, "facts", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(
    as_moderator: Client, idea: Idea, typed: dict[str, str], field: str, named: str
) -> None:
    response = send(as_moderator, idea, send="1", **typed)
    assert response.status_code == 200
    [error] = response.context["form"].errors[field]
    assert named in error
    idea.refresh_from_db()
    assert NAME in idea.title


def test_a_title_that_would_become_too_long_is_refused(as_moderator: Client) -> None:
    idea = make.idea(" ".join(["Al"] * 80), text=TEXT)
    response = send(as_moderator, idea, passages="Al", send="1")
    assert response.context["form"].has_error("passages")


def test_a_new_idea_is_redacted_and_released_in_one_step(as_moderator: Client, citizen: User) -> None:
    idea = make.idea(f"Bus {NAME}", text=TEXT, author=citizen, status=Status.SUBMITTED, authorities=["goerlitz"])
    form = as_moderator.get(url("redact", idea)).context["form"]
    assert form["lead"].value() == str(idea.authority_ids[0])
    response = send(as_moderator, idea, lead="office", send="1")
    idea.refresh_from_db()
    assert (idea.status, idea.lead_authority_id) == (Status.PUBLISHED, None)
    assert not any(NAME in message for message in said(response))


def test_the_released_text_of_an_idea_with_an_amendment_can_be_chosen(
    as_moderator: Client, idea: Idea, citizen: User
) -> None:
    released = idea.released_version_id
    lifecycle.amend(idea.pk, content=make.content("Neu", text=f"Neu von {NAME}."), by=citizen)
    shown = as_moderator.get(f"{url('redact', idea)}?version={released}").context["subject"]
    assert (shown.version, shown.waits) == (released, False)
    assert as_moderator.get(url("redact", idea)).context["subject"].waits
    for wrong in ("x", "0", "99999999999999999999"):
        assert as_moderator.get(f"{url('redact', idea)}?version={wrong}").status_code == 200


def test_a_picture_is_described_anew_or_goes(as_moderator: Client, citizen: User) -> None:
    draft = Draft.objects.create(user=citizen)
    bus, face = pictures.add(draft, f"{NAME} am Bus"), pictures.add(draft, "Eine Frau", color="#218c74")
    idea = submission.submit(draft, version=make.content(), sender=make.sender(citizen)).idea
    seen = as_moderator.get(url("redact", idea)).content.decode()
    assert all(text in seen for text in (f"{NAME} am Bus", "Eine Frau", bus.name, face.name))
    preview = send(as_moderator, idea, pictures=[str(face.pk)], lead="office").content.decode()
    assert bus.name in preview
    assert face.name not in preview
    assert f'<input type="hidden" name="pictures" value="{face.pk}">' in preview
    assert Picture.objects.count() == 2
    send(as_moderator, idea, pictures=[str(face.pk)], lead="office", send="1")
    idea.refresh_from_db()
    assert idea.released_version
    placed = idea.released_version.pictures.get()
    assert (placed.picture, placed.alternative) == (bus, f"{marker_in('de')} am Bus")
    assert Picture.objects.get() == bus


def test_a_picture_alone_is_enough_and_none_is_not(as_moderator: Client, citizen: User) -> None:
    idea, picture = pictures.idea(author=citizen)
    errors = send(as_moderator, idea, passages="").context["form"].errors
    assert list(errors) == ["passages"]
    assert list(send(as_moderator, idea, passages="", pictures="x").context["form"].errors) == ["pictures", "passages"]
    send(as_moderator, idea, passages="", pictures=[str(picture.pk)], send="1")
    idea.refresh_from_db()
    assert idea.released_version
    assert idea.released_version.is_redaction
    assert Client().get(pictures.address(picture)).status_code == 404
    assert not Picture.objects.exists()


def test_a_report_is_upheld_and_its_own_words_are_redacted(as_moderator: Client, idea: Idea) -> None:
    report, other = reported(idea), reported(idea)
    Report.objects.filter(pk=other.pk).update(text=f"{NAME} ist meine Nachbarin.")
    response = send(as_moderator, report, send="1")
    assert response.status_code == 302
    assert set(Report.objects.values_list("case__outcome", flat=True)) == {"upheld"}
    assert not Report.objects.filter(text__contains=NAME).exists()


@pytest.mark.parametrize("publish", [True, False])
def test_a_comment(as_moderator: Client, neighbour: User, idea: Idea, publish: bool) -> None:
    comment = make.comment(idea, author=neighbour, text=TEXT, publish=publish)
    assert send(as_moderator, comment, send="1").status_code == 302
    comment.refresh_from_db()
    assert (comment.status, NAME in comment.text) == (Comment.Status.PUBLISHED, False)
    page = Client().get(f"/en{idea.get_absolute_url()}").content.decode()
    place = page.partition(f'id="kommentar-{comment.pk}"')[2].partition("</article>")[0]
    assert "Personal data removed (netiquette no. 3)" in place
    assert "edited" not in place
    Client().force_login(neighbour)
    reader = Client()
    reader.force_login(neighbour)
    assert reader.get(reverse("ideas:comment_edit", args=[comment.pk])).status_code == 403


def test_everybody_reads_that_data_was_removed_and_by_which_rule(as_moderator: Client, idea: Idea) -> None:
    send(as_moderator, idea, send="1")
    page = Client().get(f"/en{Idea.objects.get(pk=idea.pk).get_absolute_url()}").content.decode()
    assert "Personal data removed (netiquette no. 3)" in page
    assert TYPED["facts"] not in page
    assert "Text changed by the author" not in page


def test_the_author_reads_why_and_not_that_they_changed_it(
    as_moderator: Client, as_citizen: Client, idea: Idea
) -> None:
    send(as_moderator, idea, send="1")
    page = as_citizen.get(f"/en/stand/{idea.reference}/").content.decode()
    assert TYPED["facts"] in page
    assert "You changed your text" not in page
    assert marker_in("de") in as_citizen.get(reverse("ideas:amend", args=[idea.reference])).content.decode()


def test_the_admin_shows_old_versions_in_their_new_wording(as_moderator: Client, idea: Idea) -> None:
    send(as_moderator, idea, send="1")
    page = as_moderator.get(reverse("admin:ideas_idea_change", args=[idea.pk]), headers={"accept-language": "en"})
    versions = [version for version, _facts, _pictures in page.context["versions"]]
    assert [(version.is_redaction, version.erased_at is None) for version in versions] == [(True, True), (False, False)]
    assert page.content.decode().count(marker_in("de")) >= 2
    assert NAME not in page.content.decode()


def test_a_text_that_its_author_has_changed_is_shown_anew(as_moderator: Client, citizen: User) -> None:
    idea = make.idea("Bus", text=TEXT, author=citizen, status=Status.SUBMITTED)
    read = version(idea)
    lifecycle.amend(idea.pk, content=make.content("Anders", text=TEXT), by=citizen)
    for step in ({}, {"send": "1"}):
        response = as_moderator.post(url("redact", idea), {**TYPED, "lead": "office", "version": read, **step})
        assert response.status_code == 409
        assert response.context["form"]["passages"].value() == NAME
    idea.refresh_from_db()
    assert idea.status == Status.SUBMITTED


def test_whoever_comes_second_is_told(as_moderator: Client, idea: Idea) -> None:
    read = idea.released_version_id
    colleague = make.user(groups=["Moderation"], display_name="Anna Noack")
    ticket = Ticket("idea", idea.pk, read or 0)
    arguments: dict[str, Any] = {
        "blackout": Blackout([NAME]), "rule": Rule.objects.get(key="persoenliche-angaben"), "facts": "Ein Name.",
    }  # fmt: skip
    deciding.redact(ticket, by=colleague, **arguments)
    with pytest.raises(deciding.AlreadyDecided):
        deciding.redact(ticket, by=colleague, **arguments)
    response = as_moderator.post(url("redact", idea), {**TYPED, "version": read, "send": "1"})
    assert response.status_code == 302
    assert any("Anna Noack" in message for message in said(response))
    assert idea.versions.count() == 2


def test_a_withdrawn_idea_is_left_as_it_is(as_moderator: Client, idea: Idea, citizen: User) -> None:
    read = idea.released_version_id
    lifecycle.withdraw(idea.pk, by=citizen)
    response = as_moderator.post(url("redact", idea), {**TYPED, "version": read, "send": "1"})
    assert response.status_code == 302
    assert not idea.decisions.filter(kind="redacted").exists()
    with pytest.raises(deciding.AlreadyDecided):
        deciding.redact(
            Ticket("idea", idea.pk, read or 0),
            by=citizen,
            blackout=Blackout([NAME]),
            rule=Rule.objects.all()[0],
            facts="F.",
        )


@pytest.mark.parametrize("who", ["author", "moderator"])
def test_a_comment_that_was_changed_meanwhile(who: str, moderator: User, idea: Idea, neighbour: User) -> None:
    comment = make.comment(idea, author=neighbour, text=TEXT)
    ticket = Ticket("comment", comment.pk, 1)
    rule = Rule.objects.get(key="persoenliche-angaben")
    if who == "author":
        discussion.edit(comment.pk, by=neighbour, text=f"{TEXT} Und mehr.")
    else:
        discussion.redact(comment.pk, by=moderator, blackout=Blackout(["Bus"]), rule=rule, facts="F.")
    expected = deciding.TextChanged if who == "author" else deciding.AlreadyDecided
    with pytest.raises(expected):
        deciding.redact(ticket, by=moderator, blackout=Blackout([NAME]), rule=rule, facts="F.")


@pytest.mark.django_db(transaction=True)
def test_an_author_and_a_moderator_at_once(moderator: User) -> None:
    author = make.user()
    idea = make.idea("Bus", text=TEXT, author=author, status=Status.SUBMITTED)
    ticket, rule = Ticket.of(item(idea)), Rule.objects.get(key="persoenliche-angaben")
    outcomes = at_once(
        lambda: lifecycle.amend(idea.pk, content=make.content("Anders", text=TEXT), by=author),
        lambda: deciding.redact(ticket, by=moderator, blackout=Blackout([NAME]), rule=rule, facts="F."),
    )
    idea.refresh_from_db()
    assert not isinstance(outcomes[0], Exception)
    if isinstance(outcomes[1], deciding.TextChanged):
        assert (idea.status, idea.title) == (Status.SUBMITTED, "Anders")
    else:
        assert (idea.status, NAME in idea.excerpt) == (Status.PUBLISHED, False)
        assert idea.pending_version_id == outcomes[0].pk


def test_a_stale_token_and_a_lost_session_keep_what_was_typed(moderator: User, idea: Idea) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(url("redact", idea), {**TYPED, "send": "1"})
    assert response.status_code == 403
    assert NAME in response.content.decode()
    idea.refresh_from_db()
    assert NAME in idea.title


def test_the_script_comes_from_a_file_of_ours(as_moderator: Client, idea: Idea) -> None:
    page = as_moderator.get(url("redact", idea)).content.decode()
    assert re.search(r'<script src="/static/js/redact[^"]*\.js" defer></script>', page)
    assert "redact" in as_moderator.get(reverse("admin:ideas_idea_change", args=[idea.pk])).content.decode()
    assert key(idea) in url("redact", idea)


def test_the_point_goes_from_page_desk_and_every_version(as_administrator: Client, citizen: User) -> None:
    lat, lon = Decimal("51.75432"), Decimal("14.33")
    idea = make.idea("Bus", text=TEXT, author=citizen, place_name="Cottbus", lat=lat, lon=lon)
    shown = as_administrator.get(url("redact", idea)).content.decode()
    assert "51,75432° N" in shown
    typed = {**TYPED, "passages": "", "point": "on"}
    preview = send(as_administrator, idea, **typed)
    assert "51,75432" not in preview.content.decode()
    assert 'name="point" value="True"' in preview.content.decode()
    assert send(as_administrator, idea, **typed, send="1").status_code == 302
    assert "° N" not in as_administrator.get(idea.get_absolute_url()).content.decode()
    idea.refresh_from_db()
    assert (idea.lat, idea.lon, idea.place_name) == (None, None, "Cottbus")
    assert set(idea.versions.values_list("lat", "lon")) == {(None, None)}


def test_a_place_whose_name_is_removed_is_not_named_by_its_municipality(
    as_administrator: Client, citizen: User
) -> None:
    place = Place.objects.get(name__de="Cottbus")
    idea = make.idea("Bus", text=TEXT, author=citizen, place_name=f"Cottbus, bei {NAME}", place_id=place.pk)
    kept = make.idea("Bahn", text=TEXT, author=citizen, place_name="Cottbus", place_id=place.pk)
    for about in (idea, kept):
        assert send(as_administrator, about, send="1").status_code == 302
        about.refresh_from_db()
    assert idea.place is None
    assert not idea.versions.exclude(place=None).exists()
    assert kept.place == place


def test_without_a_point_none_can_be_removed(as_moderator: Client, idea: Idea) -> None:
    assert "point" not in as_moderator.get(url("redact", idea)).context["form"].fields
    response = send(as_moderator, idea, passages="", point="on", send="1")
    assert response.context["form"].has_error("passages")


def test_the_desk_shows_what_changed_of_the_place(as_moderator: Client, citizen: User) -> None:
    idea = make.idea("Bus", author=citizen, place_name="cottbus", place_id=Place.objects.get(name__de="Cottbus").pk)
    content = {name: getattr(idea.latest_version, name) for name in IdeaVersion.TOLD}
    changed = {"place_name": "Wald", "place_id": None, "lat": Decimal("51.75432"), "lon": Decimal("14.33")}
    lifecycle.amend(idea.pk, content={**content, **changed}, by=citizen)
    page = as_moderator.get(url("show", idea)).content.decode()
    assert "Chóśebuz" in page
    assert "51,75432° N" in page


def test_a_reported_name_goes_from_an_idea(as_moderator: Client, client: Client, citizen: User) -> None:
    guest = {"name": "Erika Mustermann", "name_shown": Authorship.NameShown.FULL, "email": ""}
    idea = make.idea("Ein Bus am Abend", guest=guest)
    text = idea.released_version_id
    assert "Erika Mustermann" in client.get(idea.get_absolute_url()).content.decode()
    page = send(as_moderator, idea, passages="", name="on")
    assert "Erika Mustermann" not in page.content.decode()
    assert Authorship.objects.get(idea=idea).byline == "Erika Mustermann", "a preview changes nothing"
    send(as_moderator, idea, passages="", name="on", send="1")
    idea.refresh_from_db()
    assert "Erika Mustermann" not in client.get(idea.get_absolute_url()).content.decode()
    assert (idea.authorship.byline, idea.title) == ("", "Ein Bus am Abend")
    assert idea.released_version_id != text


def test_a_reported_name_goes_from_a_comment(as_moderator: Client, client: Client, idea: Idea) -> None:
    comment = make.comment(idea, author=make.user(display_name="Wahnsinniger Hetzer"), text="Ein Satz.")
    report = make.report(comment, part="name")
    page = as_moderator.get(url("redact", report)).content.decode()
    assert 'name="name"' in page
    send(as_moderator, report, passages="", name="on", send="1")
    comment.refresh_from_db()
    report.case.refresh_from_db()
    assert (comment.byline, comment.text, comment.status) == ("", "Ein Satz.", Comment.Status.PUBLISHED)
    assert report.case.closed_at
    assert "Wahnsinniger Hetzer" not in client.get(idea.get_absolute_url()).content.decode()


def test_without_a_name_none_can_be_removed(as_moderator: Client, idea: Idea) -> None:
    nameless = make.idea("Ein Steg")
    assert "name" not in as_moderator.get(url("redact", nameless)).context["form"].fields
    assert send(as_moderator, nameless, passages="", name="on", send="1").status_code == 200
    assert Decision.objects.filter(idea=nameless, kind=Decision.Kind.REDACTED).count() == 0
