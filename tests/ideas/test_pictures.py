"""Pictures of drafts, ideas and amendments: who sees them when, and that no file is left over."""

import os
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from ideas import lifecycle, submission
from ideas.models import Agreement, Draft, DraftPicture, Idea, IdeaVersion, Picture, Rule, Status, VersionPicture
from ideas.pictures import sweeping, tray
from ideas.tasks import forget_old_drafts, sweep_pictures
from tests import make
from tests.conftest import signed_in_staff
from tests.ideas import pictures
from tests.ideas.pictures import address, jpeg, upload
from tests.ideas.test_pictures_encoding import REFUSED
from tests.ideas.test_writing import SEND, typed

pytestmark = pytest.mark.django_db
Committed = Callable[..., Any]


def lying(shelf: Path) -> set[str]:
    """The keys of all pictures that have a file."""
    return {path.name.partition("-")[0] for path in shelf.rglob("*") if path.is_file()}


def statuses(picture: Picture, *clients: Client) -> list[int]:
    return [client.get(address(picture)).status_code for client in clients]


@pytest.fixture
def draft(citizen: User) -> Draft:
    return Draft.objects.create(user=citizen, content={"title": "Rufbus", "text": "Abends.", "language": "de"})


def page(draft: Draft) -> str:
    return reverse("ideas:pictures", args=[draft.pk])


def words_of(draft: Draft, **words: str) -> dict[str, str]:
    return {f"alternative-{one.picture.name}": words.get("words", "Ein Bus") for one in draft.pictures.all()}


# Adding


def test_a_picture_is_added_described_and_sent(as_citizen: Client, draft: Draft, shelf: Path) -> None:
    shown = as_citizen.post(page(draft), {"pictures": upload(jpeg()), "add": "1"}, follow=True)
    placed = draft.pictures.get()
    assert f'name="alternative-{placed.picture.name}"' in shown.content.decode()
    assert lying(shelf) == {placed.picture.key.hex}
    refused = as_citizen.post(page(draft), {"next": "1"}, follow=True)
    assert refused.context["page_has_errors"]
    assert b"error-summary" in refused.content
    sent = as_citizen.post(page(draft), {"next": "1", **words_of(draft)})
    assert sent["Location"] == reverse("ideas:check", args=[draft.pk])


def test_several_at_once_and_the_fourth_is_left_out(as_citizen: Client, draft: Draft, shelf: Path) -> None:
    sent = [upload(jpeg(width), f"{width}.jpg") for width in (500, 600, 700, 800)]
    shown = as_citizen.post(page(draft), {"pictures": sent, "add": "1"}, follow=True)
    assert len(shown.context["errors"]) == 1
    assert [one.position for one in draft.pictures.all()] == [1, 2, 3]
    assert len(lying(shelf)) == 3
    as_citizen.post(page(draft), {"pictures": upload(jpeg(quality=20)), "add": "1"})
    assert len(lying(shelf)) == 3


def test_fifty_at_once_are_no_error(as_citizen: Client, draft: Draft, shelf: Path) -> None:
    sent = [upload(jpeg(100 + number, 100), f"{number}.jpg") for number in range(50)]
    shown = as_citizen.post(page(draft), {"pictures": sent, "add": "1"}, follow=True)
    assert (shown.status_code, len(shown.context["errors"]), draft.pictures.count()) == (200, 1, 3)


def test_a_file_of_11_mb_is_dropped_and_the_words_stay(as_citizen: Client, draft: Draft, shelf: Path) -> None:
    picture = pictures.add(draft, "")
    large = upload(jpeg() + bytes(11 * 1024 * 1024), "gross.jpg")
    typed = {f"alternative-{picture.name}": "Ein Bus am See", "pictures": large, "add": "1"}
    shown = as_citizen.post(page(draft), typed, follow=True)
    assert [text.partition(":")[0] for text in shown.context["errors"]] == ["gross.jpg"]
    assert draft.pictures.get().alternative == "Ein Bus am See"
    assert lying(shelf) == {picture.key.hex}


@pytest.mark.parametrize("kind", [kind for kind in REFUSED if "larger" not in kind])
def test_bad_files_get_a_sentence_and_leave_nothing(kind: str, as_citizen: Client, draft: Draft, shelf: Path) -> None:
    shown = as_citizen.post(page(draft), {"pictures": upload(REFUSED[kind](), "a.jpg"), "add": "1"}, follow=True)
    assert shown.status_code == 200
    assert len(shown.context["errors"]) == 1
    assert draft.pictures.count() == 0
    assert lying(shelf) == set()
    draft.refresh_from_db()
    assert draft.content["title"] == "Rufbus"


@pytest.mark.parametrize("name", ["../../../etc/passwd", "a\x00.jpg", "x" * 4096 + ".jpg", "<script>.jpg", "C:\\a.jpg"])
@pytest.mark.parametrize("kind", ["image/jpeg", "text/html", "", 'image/svg+xml; x="', "x" * 300])
def test_name_and_declared_type_mean_nothing(
    name: str, kind: str, as_citizen: Client, draft: Draft, shelf: Path
) -> None:
    """A browser may declare what it likes: the content counts."""
    shown = as_citizen.post(page(draft), {"pictures": upload(jpeg(), name, kind), "add": "1"}, follow=True)
    assert shown.status_code == 200
    assert b"<script>.jpg" not in shown.content
    assert all(path.is_relative_to(shelf) for path in shelf.rglob("*"))
    assert len(lying(shelf)) == draft.pictures.count()


def test_the_same_file_twice_is_one_picture(as_citizen: Client, draft: Draft, shelf: Path) -> None:
    sent = [upload(jpeg(), "a.jpg"), upload(jpeg(), "b.jpg")]
    shown = as_citizen.post(page(draft), {"pictures": sent, "add": "1"}, follow=True)
    assert len(shown.context["errors"]) == 1
    assert len(lying(shelf)) == draft.pictures.count() == 1


def test_nothing_chosen_is_said(as_citizen: Client, draft: Draft) -> None:
    assert len(as_citizen.post(page(draft), {"add": "1"}, follow=True).context["errors"]) == 1


def test_no_more_than_a_bus_load_from_one_connection(
    as_citizen: Client, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ideas.views.pictures.SENT_PER_HOUR", 1)
    as_citizen.post(page(draft), {"pictures": upload(jpeg()), "add": "1"})
    shown = as_citizen.post(page(draft), {"pictures": upload(jpeg(quality=20)), "add": "1"}, follow=True)
    assert (len(shown.context["errors"]), draft.pictures.count()) == (1, 1)


# Ordering, removing


def test_pictures_change_places_and_go(
    as_citizen: Client, draft: Draft, shelf: Path, django_capture_on_commit_callbacks: Committed
) -> None:
    first, second, third = (pictures.add(draft, color, color=color) for color in ("red", "green", "blue"))
    as_citizen.post(page(draft), {"up": third.name})
    assert [one.alternative for one in draft.pictures.all()] == ["red", "blue", "green"]
    as_citizen.post(page(draft), {"up": first.name})
    assert [one.alternative for one in draft.pictures.all()] == ["red", "blue", "green"]
    with django_capture_on_commit_callbacks(execute=True):
        as_citizen.post(page(draft), {"remove": first.name, f"alternative-{second.name}": "Grün"})
    assert [(one.position, one.alternative) for one in draft.pictures.all()] == [(1, "blue"), (2, "Grün")]
    assert lying(shelf) == {second.key.hex, third.key.hex}
    for name in (first.name, "x", "\x00", "../.."):
        assert as_citizen.post(page(draft), {"remove": name, "up": name}).status_code == 302


def test_words_may_be_wrong_and_stay(as_citizen: Client, draft: Draft) -> None:
    picture = pictures.add(draft)
    shown = as_citizen.post(page(draft), {"next": "1", f"alternative-{picture.name}": "x" * 251}, follow=True)
    assert shown.context["has_missing"]
    assert draft.pictures.get().alternative == "x" * 251
    as_citizen.post(page(draft), {"next": "1", f"alternative-{picture.name}": "\u200b\x00"})
    assert not tray.is_ready(draft)


def test_another_persons_draft_is_not_found(client: Client, draft: Draft, neighbour: User) -> None:
    picture = pictures.add(draft)
    client.force_login(neighbour)
    assert client.get(page(draft)).status_code == 404
    client.post(page(draft), {"remove": picture.name})
    client.post(page(draft), {"pictures": upload(jpeg(quality=20)), "add": "1"})
    assert [one.picture for one in draft.pictures.all()] == [picture]


# Sending


def send(client: Client, draft: Draft, **changes: Any) -> Any:
    typed = {"name_shown": "none", "licence": "on", "privacy": "on", "rights": "on", "carried": "{}", **changes}
    return client.post(reverse("ideas:check", args=[draft.pk]), typed, follow=True)


def agreements_on(client: Client, draft: Draft) -> list[str]:
    """What the check page asks to agree to, of what depends on pictures."""
    form = client.get(reverse("ideas:check", args=[draft.pk])).context["form"]
    return [str(form[kind].label) for kind in tray.AGREEMENTS]


def whole(draft: Draft) -> Draft:
    draft.content = {"title": "Rufbus", "text": "Abends.", "language": "de", "themes": make.content()["theme_ids"]}
    draft.save()
    return draft


def test_check_page_shows_the_pictures_and_asks_for_the_right_to_them(as_citizen: Client, draft: Draft) -> None:
    plain = agreements_on(as_citizen, whole(draft))
    picture = pictures.add(draft, "Ein Bus am See")
    shown = as_citizen.get(reverse("ideas:check", args=[draft.pk]))
    assert address(picture) in shown.content.decode()
    assert "Ein Bus am See" in shown.content.decode()
    assert set(agreements_on(as_citizen, draft)).isdisjoint(plain)
    send(as_citizen, draft)
    idea = Idea.objects.get()
    assert [idea.agreements.get(kind=kind).wording for kind in tray.AGREEMENTS] == [tray.WORDING] * 2
    assert [one.picture for one in idea.pending_version.pictures.all()] == [picture]  # type: ignore[union-attr]
    assert DraftPicture.objects.count() == 0


def test_without_pictures_the_agreements_are_the_other_ones(as_citizen: Client, draft: Draft) -> None:
    send(as_citizen, whole(draft))
    agreed = Idea.objects.get().agreements
    assert agreed.count() == len(Agreement.Kind)
    assert not agreed.filter(wording=tray.WORDING).exists()


def test_the_licence_is_said_to_hold_for_the_text_alone(client: Client) -> None:
    """Where there is nothing but text, nothing is said about pictures."""
    for idea, has_pictures in ((pictures.idea()[0], True), (make.idea(), False)):
        with translation.override("en"):
            paths = idea.get_absolute_url(), reverse("ideas:sheet", args=[idea.reference])
        for path in paths:
            page = client.get(path).content.decode()
            assert "CC BY 4.0" in page
            assert ("This licence does not hold for the pictures." in page) == has_pictures, path


def test_a_picture_without_words_is_not_sent(as_citizen: Client, draft: Draft) -> None:
    pictures.add(whole(draft), "")
    assert send(as_citizen, draft).context["has_missing"]
    with pytest.raises(tray.NotDescribed), transaction.atomic():
        submission.submit(draft, version=make.content(), sender=make.sender())
    assert Idea.objects.count() == 0
    assert Draft.objects.open().get() == draft


def test_what_is_sent_takes_no_more_pictures(as_citizen: Client, draft: Draft, shelf: Path) -> None:
    pictures.add(draft)
    submission.submit(draft, version=make.content(), sender=make.sender(draft.user))
    with pytest.raises(Draft.DoesNotExist):
        pictures.add(draft, color="red")
    assert len(lying(shelf)) == 1
    assert as_citizen.post(page(draft), {"pictures": upload(jpeg())}).status_code == 302
    assert len(lying(shelf)) == 1


# Who sees what


def test_a_drafts_picture_is_for_its_writer_alone(as_citizen: Client, as_moderator: Client, draft: Draft) -> None:
    picture = pictures.add(draft)
    assert statuses(picture, as_citizen, as_moderator, Client()) == [200, 404, 404]


def test_a_guest_sees_the_pictures_of_the_session(client: Client) -> None:
    client.post(reverse("ideas:write"), {"title": "Rufbus", "pictures": "1"})
    draft = Draft.objects.get()
    client.post(page(draft), {"pictures": upload(jpeg()), "add": "1"})
    assert statuses(draft.pictures.get().picture, client, Client()) == [200, 404]


def test_private_until_released(
    as_citizen: Client,
    citizen: User,
    as_moderator: Client,
    moderator: User,
    moderator_of_goerlitz: User,
    client: Client,
) -> None:
    elsewhere = signed_in_staff(moderator_of_goerlitz)
    idea, picture = pictures.idea(author=citizen, published=False, authorities=["elbe-elster"])
    everybody = (as_citizen, as_moderator, elsewhere, Client())
    assert statuses(picture, *everybody) == [200, 200, 404, 404]
    private = as_citizen.get(address(picture))
    assert private["Cache-Control"] == "private, no-store"
    lifecycle.publish(idea.pk, version_id=idea.pending_version_id or 0, by=moderator)
    assert statuses(picture, *everybody) == [200, 200, 200, 200]
    assert Client().get(address(picture))["Cache-Control"] == "public, max-age=86400"


@pytest.mark.parametrize("status", [Status.REJECTED, Status.SPAM, Status.RETURNED])
def test_what_is_not_published_stays_private(status: str, citizen: User, moderator: User) -> None:
    idea, picture = pictures.idea(author=citizen, published=False)
    rule, version_id = Rule.objects.all()[0], idea.pending_version_id or 0
    if status == Status.REJECTED:
        lifecycle.reject(idea.pk, version_id=version_id, by=moderator, rule=rule, facts="Werbung")
    elif status == Status.SPAM:
        lifecycle.discard(idea.pk, version_id=version_id, by=moderator)
    else:
        lifecycle.ask(idea.pk, version_id=version_id, by=moderator, question="Wo?")
    assert statuses(picture, Client()) == [404]


def test_locked_the_old_address_leads_nowhere_for_ever(
    citizen: User, as_citizen: Client, moderator: User, shelf: Path
) -> None:
    idea, picture = pictures.idea(author=citizen)
    before, where = address(picture), sorted(shelf.rglob("*.*"))
    lifecycle.lock(idea.pk, by=moderator, rule=Rule.objects.all()[0], facts="Ein Gesicht")
    picture.refresh_from_db()
    assert [client.get(before).status_code for client in (as_citizen, Client())] == [404, 404]
    assert statuses(picture, as_citizen, Client()) == [200, 404]
    lifecycle.unlock(idea.pk, by=moderator)
    assert [Client().get(path).status_code for path in (before, address(picture))] == [404, 200]
    assert sorted(shelf.rglob("*.*")) == where


def test_withdrawn_the_old_address_leads_nowhere(citizen: User) -> None:
    idea, picture = pictures.idea(author=citizen)
    before = address(picture)
    lifecycle.withdraw(idea.pk, by=citizen)
    picture.refresh_from_db()
    assert [Client().get(path).status_code for path in (before, address(picture))] == [404, 404]


def test_a_lock_that_fails_leaves_the_name(citizen: User, moderator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    idea, picture = pictures.idea(author=citizen)

    def broken(*args: Any, **ids: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(lifecycle, "record", broken)
    with pytest.raises(ZeroDivisionError):
        lifecycle.lock(idea.pk, by=moderator, rule=Rule.objects.all()[0], facts="Ein Gesicht")
    assert statuses(picture, Client()) == [200]


def test_the_file_comes_locked_in(citizen: User) -> None:
    _idea, picture = pictures.idea(author=citizen)
    for kind, declared in (("webp", "image/webp"), ("jpg", "image/jpeg")):
        response = Client().get(address(picture, 800, kind))
        assert response["Content-Type"] == declared
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert response["Content-Disposition"] == f'inline; filename="bild-800.{kind}"'
        assert "Set-Cookie" not in response
        again = Client().get(address(picture, 800, kind), headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/bild/{}/481.webp",
        "/bild/{}/480.svg",
        "/bild/{}/480.jpeg",
        "/bild/{}/9999999999999.jpg",
        "/bild/x/480.jpg",
        "/bild/{}/480.webp/",
        "/bild/%00/480.jpg",
    ],
)
def test_other_addresses_lead_nowhere(path: str, citizen: User) -> None:
    _idea, picture = pictures.idea(author=citizen)
    assert Client().get(path.format(picture.name)).status_code in {400, 404}


def test_a_file_that_is_gone_is_not_found_and_a_storage_away_says_later(
    citizen: User, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _idea, picture = pictures.idea(author=citizen)
    for path in shelf.rglob("*.*"):
        path.unlink()
    assert statuses(picture, Client()) == [404]

    def away(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(FileSystemStorage, "open", away)
    assert statuses(picture, Client()) == [503]


# Pages


def test_everybody_sees_the_pictures_on_the_ideas_page(citizen: User) -> None:
    idea, picture = pictures.idea(author=citizen)
    html = Client().get(idea.get_absolute_url()).content.decode()
    assert 'alt="Haltestelle ohne Dach"' in html
    assert f"{address(picture)} 480w, {address(picture, 800)} 800w" in html
    assert 'width="800" height="600"' in html
    assert picture.name not in Client().get(reverse("ideas:list")).content.decode()


def test_moderators_see_picture_and_words(as_moderator: Client, citizen: User) -> None:
    idea, picture = pictures.idea(author=citizen, published=False)
    for path in (
        reverse("admin:moderation_queueitem_show", args=[f"idea-{idea.pk}"]),
        reverse("admin:ideas_idea_change", args=[idea.pk]),
    ):
        html = as_moderator.get(path).content.decode()
        assert address(picture) in html
        assert html.count("Haltestelle ohne Dach") == 2


# Amending


def amend(client: Client, idea: Idea, **changes: Any) -> Any:
    version = idea.latest_version
    assert version
    typed = {"title": version.title, "text": version.text, "language": "de", "themes": version.theme_ids, **changes}
    return client.post(reverse("ideas:amend", args=[idea.reference]), typed, follow=True)


def test_an_amendment_keeps_removes_adds_and_describes(
    as_citizen: Client, as_moderator: Client, citizen: User, moderator: User, shelf: Path
) -> None:
    idea, first = pictures.idea(author=citizen)
    where = reverse("ideas:amend_pictures", args=[idea.reference])
    amend(as_citizen, idea, pictures="1", title="Ein neuer Titel")
    as_citizen.post(where, {"pictures": upload(jpeg(quality=30)), "add": "1"})
    second = Picture.objects.exclude(pk=first.pk).get()
    assert statuses(second, as_citizen, as_moderator, Client()) == [200, 404, 404]
    back = as_citizen.post(where, {"remove": first.name, f"alternative-{second.name}": "Neu"}, follow=True)
    assert back.status_code == 200
    assert statuses(first, Client()) == [200]
    shown = as_citizen.post(where, {"next": "1"}, follow=True)
    assert "Ein neuer Titel" in shown.content.decode()
    assert amend(as_citizen, idea, title="Ein neuer Titel").context["form"].errors.keys() == {"rights"}
    amend(as_citizen, idea, title="Ein neuer Titel", rights="on")
    idea.refresh_from_db()
    version = idea.pending_version
    assert version
    assert [(one.picture, one.alternative) for one in version.pictures.all()] == [(second, "Neu")]
    assert set(idea.agreements.filter(wording=tray.WORDING).values_list("kind", flat=True)) == set(tray.AGREEMENTS)
    assert Draft.objects.filter(amends=idea).count() == 0
    assert statuses(second, as_moderator, Client()) == [200, 404]
    desk = as_moderator.get(reverse("admin:moderation_queueitem_show", args=[f"idea-{idea.pk}"])).content.decode()
    assert "<ins>" in desk
    assert "Haltestelle ohne Dach" in desk
    before = address(first)
    lifecycle.publish(idea.pk, version_id=version.pk, by=moderator)
    assert [Client().get(path).status_code for path in (before, address(second))] == [404, 200]
    assert lying(shelf) == {first.key.hex, second.key.hex}


def test_first_pictures_of_an_amendment_bring_their_agreements(as_citizen: Client, citizen: User) -> None:
    idea = make.idea(author=citizen)
    before = set(idea.agreements.all())
    pictures.add(tray.of_idea(idea))
    amend(as_citizen, idea, rights="on")
    new = idea.agreements.exclude(pk__in=[one.pk for one in before])
    assert sorted((one.kind, one.wording) for one in new) == sorted((kind, tray.WORDING) for kind in tray.AGREEMENTS)
    assert before <= set(idea.agreements.all())


def test_an_amendment_of_the_text_keeps_the_pictures(as_citizen: Client, citizen: User) -> None:
    idea, picture = pictures.idea(author=citizen)
    amend(as_citizen, idea, title="Anders")
    idea.refresh_from_db()
    assert [one.picture for one in idea.pending_version.pictures.all()] == [picture]  # type: ignore[union-attr]


def test_sent_twice_it_is_one_version_with_its_pictures(citizen: User) -> None:
    idea, picture = pictures.idea(author=citizen)
    content = {name: getattr(idea.latest_version, name) for name in IdeaVersion.TOLD}
    begun = tray.of_idea(idea)
    tray.describe(begun, {picture.name: "Anders"})
    first = lifecycle.amend(idea.pk, content=content, by=citizen, pictures=begun)
    assert lifecycle.amend(idea.pk, content=content, by=citizen, pictures=begun) == first
    assert first.pictures.get().alternative == "Anders"


def test_pictures_can_be_the_answer_to_a_question(as_citizen: Client, citizen: User, moderator: User) -> None:
    idea, picture = pictures.idea(author=citizen, published=False)
    lifecycle.ask(idea.pk, version_id=idea.pending_version_id or 0, by=moderator, question="Wer ist zu sehen?")
    assert amend(as_citizen, idea).context["form"].errors
    amend(as_citizen, idea, pictures="1")
    as_citizen.post(reverse("ideas:amend_pictures", args=[idea.reference]), {"remove": picture.name})
    amend(as_citizen, idea)
    idea.refresh_from_db()
    assert idea.status == Status.SUBMITTED
    assert idea.pending_version.pictures.count() == 0  # type: ignore[union-attr]


def test_a_get_begins_no_change(as_citizen: Client, citizen: User) -> None:
    idea, _picture = pictures.idea(author=citizen)
    where = reverse("ideas:amend_pictures", args=[idea.reference])
    assert as_citizen.get(where)["Location"] == reverse("ideas:amend", args=[idea.reference])
    assert Draft.objects.filter(amends=idea).count() == 0
    assert Client().get(where)["Location"] == reverse("ideas:status")


# What the database guards


def test_pictures_of_a_version_never_change(citizen: User) -> None:
    idea, picture = pictures.idea(author=citizen, published=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        VersionPicture.objects.update(alternative="Etwas anderes")
    lifecycle.publish(idea.pk, version_id=idea.pending_version_id or 0, by=None)
    idea.refresh_from_db()
    other = pictures.add(Draft.objects.create())
    with pytest.raises(IntegrityError), transaction.atomic():
        VersionPicture.objects.create(version=idea.released_version, picture=other, position=2, alternative="Neu")  # type: ignore[misc]
    with pytest.raises(IntegrityError), transaction.atomic():
        Picture.objects.filter(pk=picture.pk).delete()


@pytest.mark.parametrize("bad", [{"position": 4}, {"position": 0}, {"alternative": ""}])
def test_at_most_three_and_never_without_words(bad: dict[str, Any], citizen: User) -> None:
    idea, _picture = pictures.idea(author=citizen, published=False)
    other = pictures.add(Draft.objects.create())
    fields = {"position": 2, "alternative": "Neu", **bad}
    with pytest.raises(IntegrityError), transaction.atomic():
        VersionPicture.objects.create(version=idea.pending_version, picture=other, **fields)  # type: ignore[misc]


# No orphans


def age(shelf: Path) -> None:
    """Two days older, files and rows."""
    for path in shelf.rglob("*.*"):
        os.utime(path, (time.time() - 2 * 86_400,) * 2)
    Picture.objects.update(created_at=timezone.now() - timedelta(days=2))


def test_a_thrown_away_draft_takes_its_pictures_along(
    as_citizen: Client, draft: Draft, shelf: Path, django_capture_on_commit_callbacks: Committed
) -> None:
    pictures.add(draft)
    with django_capture_on_commit_callbacks(execute=True):
        as_citizen.post(reverse("ideas:discard_draft", args=[draft.pk]))
    assert (Picture.objects.count(), lying(shelf)) == (0, set())


def test_outdated_drafts_take_their_pictures_along(
    draft: Draft, citizen: User, shelf: Path, django_capture_on_commit_callbacks: Committed
) -> None:
    pictures.add(draft)
    idea, kept = pictures.idea(author=citizen)
    tray.of_idea(idea)
    Draft.objects.update(changed_at=timezone.now() - timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_old_drafts() == 3
    assert lying(shelf) == {kept.key.hex}


def test_the_sweep_takes_what_belongs_to_nothing_and_is_old(
    draft: Draft, citizen: User, shelf: Path, django_capture_on_commit_callbacks: Committed
) -> None:
    kept = pictures.add(draft)
    _idea, released = pictures.idea(author=citizen)
    lost = pictures.add(Draft.objects.create(), color="red")
    lost.draftpicture_set.all().delete()
    stray = shelf / "ab" / f"{uuid.uuid4().hex}-480.webp"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"x")
    (shelf / "ab" / "notiz.txt").write_bytes(b"x")
    assert sweeping.sweep() == 0
    age(shelf)
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_pictures() > 0
    assert lying(shelf) == {kept.key.hex, released.key.hex}
    assert set(Picture.objects.all()) == {kept, released}


def test_the_sweep_of_an_empty_portal(shelf: Path) -> None:
    assert sweeping.sweep() == 0


def test_a_full_disk_leaves_nothing_and_keeps_the_text(
    as_citizen: Client, draft: Draft, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage: Any = FileSystemStorage
    save: Callable[..., str] = storage._save
    written: list[str] = []

    def full(self: FileSystemStorage, name: str, content: Any) -> str:
        written.append(save(self, name, content))
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        return written[-1]

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    shown = as_citizen.post(page(draft), {"pictures": upload(jpeg()), "add": "1"}, follow=True)
    assert (shown.status_code, len(shown.context["errors"])) == (200, 1)
    assert len(written) == 3
    assert (lying(shelf), Picture.objects.count()) == (set(), 0)


def test_a_row_that_cannot_be_written_leaves_no_file(
    draft: Draft, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **fields: Any) -> None:
        assert lying(shelf)
        raise IntegrityError

    monkeypatch.setattr(DraftPicture.objects, "create", broken)
    with pytest.raises(IntegrityError):
        pictures.add(draft)
    assert (lying(shelf), Picture.objects.count()) == (set(), 0)


def test_a_storage_that_cannot_delete_does_not_stop_the_person(
    as_citizen: Client,
    draft: Draft,
    shelf: Path,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Committed,
) -> None:
    picture = pictures.add(draft)

    def refuse(*args: Any) -> None:
        raise PermissionError

    with monkeypatch.context() as away:
        away.setattr(FileSystemStorage, "delete", refuse)
        with django_capture_on_commit_callbacks(execute=True):
            assert as_citizen.post(page(draft), {"remove": picture.name}).status_code == 302
    assert lying(shelf) == {picture.key.hex}
    age(shelf)
    sweeping.sweep()
    assert lying(shelf) == set()


# Forms that come late or too large


def test_a_stale_form_keeps_the_words(draft: Draft, citizen: User) -> None:
    picture = pictures.add(draft, "")
    tab = Client(enforce_csrf_checks=True)
    tab.force_login(citizen)
    shown = tab.post(page(draft), {f"alternative-{picture.name}": "Getippt", "next": "1"})
    assert (shown.status_code, "Getippt" in shown.content.decode()) == (403, True)
    assert draft.pictures.get().alternative == ""


def test_words_of_a_megabyte_get_a_page(as_citizen: Client, draft: Draft) -> None:
    picture = pictures.add(draft, "Vorher")
    answer = as_citizen.post(page(draft), {f"alternative-{picture.name}": "x" * 1_000_000})
    assert answer.status_code == 413
    assert draft.pictures.get().alternative == "Vorher"


def test_the_session_is_gone_and_the_page_knows_its_window(client: Client) -> None:
    """A guest's draft is opened again by the name of the window it was typed in; so the pictures stay."""
    start = client.post(reverse("ideas:write"), {**typed(), "window": "w" * 36, "pictures": "1"})["Location"]
    picture = pictures.add(Draft.objects.get(), "Ein Bus")
    assert 'name="window" value="' + "w" * 36 in client.get(start).content.decode()
    client.cookies.clear()
    words = {f"alternative-{picture.name}": "Ein Rufbus", "next": "1"}
    assert client.post(start, {**words, "window": "x"})["Location"] == reverse("ideas:write")
    check = client.post(start, {**words, "window": "w" * 36})["Location"]
    asked = client.get(check)
    assert picture.name in asked.content.decode()
    client.cookies.clear()
    sent = {**SEND, "carried": asked.context["carried"], "window": "w" * 36}
    again = client.post(check, sent, follow=True)
    assert (again.redirect_chain[-1][0], again.status_code) == (check, 200)
    assert (Draft.objects.count(), picture.name in again.content.decode()) == (1, True)


def test_pictures_of_an_account_wait_for_their_owner(as_citizen: Client, draft: Draft) -> None:
    pictures.add(draft, "Ein Bus")
    draft.content = typed()
    draft.save()
    check = reverse("ideas:check", args=[draft.pk])
    carried = as_citizen.get(check).context["carried"]
    with translation.override("en"):
        answer = Client().post(reverse("ideas:check", args=[draft.pk]), {**SEND, "carried": carried}, follow=True)
    assert "sign in to find it" in answer.content.decode()
    assert answer.context["draft"].pictures.count() == 0
    assert draft.pictures.count() == 1


def test_the_session_is_gone(client: Client, draft: Draft, citizen: User) -> None:
    """What belongs to an account is found again by signing in; what belongs to nobody any more is not."""
    sent = {"pictures": upload(jpeg()), "add": "1"}
    answer = client.post(page(draft), sent, follow=True)
    assert answer.redirect_chain[0][0] == f"{reverse('account_login')}?next={page(draft)}"
    assert len(answer.context["messages"]) == 1
    gone = client.post(page(Draft.objects.create(content={"window": "x"})), sent, follow=True)
    assert gone.redirect_chain[0][0] == reverse("ideas:write")
    assert len(gone.context["messages"]) == 1
    assert client.get(page(draft)).status_code == 404
    assert Picture.objects.count() == 0


def test_the_session_of_an_amendment_is_gone(client: Client, citizen: User) -> None:
    idea, _picture = pictures.idea(author=citizen)
    tray.of_idea(idea)
    where = reverse("ideas:amend_pictures", args=[idea.reference])
    for answer, said in ((client.get(where, follow=True), 0), (client.post(where, {"add": "1"}, follow=True), 1)):
        assert answer.redirect_chain[0][0] == reverse("ideas:status")
        assert len(answer.context["messages"]) == said
