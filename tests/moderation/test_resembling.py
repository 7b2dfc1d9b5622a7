"""Below the preview of a redaction: similar words with a tick each, and texts of others with a link."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from ideas import lifecycle
from ideas.models import Comment, Idea, Status
from tests import make
from tests.moderation.at_the_desk import key, reported, url

pytestmark = pytest.mark.django_db
NAME = "Erika Mustermann"
TEXT = f"Frau {NAME} hat recht. Bei Mustermanns fährt kein Bus, sagt MUSTERMANN."
TYPED = {"passages": NAME, "rule": "persoenliche-angaben", "facts": "Ein Name steht darin."}


@pytest.fixture
def idea(citizen: User) -> Idea:
    return make.idea("Bus", text=TEXT, author=citizen)


def send(client: Client, about: Any, **typed: Any) -> Any:
    shown = client.get(url("redact", about))
    return client.post(url("redact", about), {"version": shown.context["subject"].version, **TYPED, **typed})


def ticks(response: Any) -> list[str]:
    """What can be ticked."""
    return [one.words for one in response.context["remaining"]]


def test_similar_words_are_shown_before_anything_is_decided(as_moderator: Client, idea: Idea) -> None:
    preview = send(as_moderator, idea)
    assert ticks(preview) == ["Mustermanns", "MUSTERMANN"]
    page = preview.content.decode()
    assert '<form method="post" class="decision-buttons" id="preview">' in page
    for words in ("Mustermanns", "MUSTERMANN"):
        assert f'<input type="checkbox" name="also" value="{words}" id="also-' in page
    assert 'form="preview"' in page
    assert "checked" not in page.partition('id="remaining"')[2].partition("</section>")[0]
    send(as_moderator, idea, send="1")
    idea.refresh_from_db()
    assert idea.released_version
    assert "Bei Mustermanns fährt kein Bus, sagt MUSTERMANN." in idea.released_version.text


@pytest.mark.parametrize("step", [{}, {"send": "1"}])
def test_what_is_ticked_is_seen_in_a_preview_first(as_moderator: Client, idea: Idea, step: dict[str, str]) -> None:
    preview = send(as_moderator, idea, also=["Mustermanns", "MUSTERMANN"], **step)
    assert preview.status_code == 200
    assert ticks(preview) == []
    idea.refresh_from_db()
    assert NAME in idea.excerpt
    hidden = dict(preview.context["hidden"])
    assert hidden["passages"] == f"{NAME}\nMustermanns\nMUSTERMANN"
    assert as_moderator.post(url("redact", idea), {**hidden, "send": "1"}).status_code == 302
    idea.refresh_from_db()
    assert "mustermann" not in idea.excerpt.casefold()
    assert idea.excerpt.count("[") == 3


def test_ticks_are_kept_when_the_text_is_changed_or_the_session_is_lost(as_moderator: Client, idea: Idea) -> None:
    typing = send(as_moderator, idea, also=["Mustermanns"], change="1")
    assert typing.context["form"]["passages"].value() == f"{NAME}\nMustermanns"
    strict = Client(enforce_csrf_checks=True)
    page = strict.post(url("redact", idea), {**TYPED, "also": ["Mustermanns"]}).content.decode()
    assert '<input type="hidden" name="also" value="Mustermanns">' in page


def test_nonsense_among_the_ticks_is_named(as_moderator: Client, idea: Idea) -> None:
    response = send(as_moderator, idea, also=["Steht nicht da"], send="1")
    [error] = response.context["form"].errors["passages"]
    assert "Steht nicht da" in error


def test_words_of_an_earlier_version_can_be_removed(as_moderator: Client, idea: Idea, citizen: User) -> None:
    fresh = lifecycle.amend(idea.pk, content=make.content("Neu", text=f"Neu von {NAME}."), by=citizen)
    lifecycle.publish(idea.pk, version_id=fresh.pk, by=make.user(groups=["Moderation"]))
    assert ticks(send(as_moderator, idea)) == ["Mustermanns", "MUSTERMANN"]
    response = send(as_moderator, idea, passages=f"{NAME}\nMustermanns\nMUSTERMANN", send="1")
    assert response.status_code == 302
    assert not idea.versions.filter(text__icontains="mustermann").exists()


def mentions(response: Any) -> dict[str, str]:
    """The texts of others that are named, by their keys."""
    return {mention.key: mention.place.words for mention in response.context["mentions"]}


def test_comments_that_mention_it_are_linked(as_moderator: Client, idea: Idea) -> None:
    said = make.comment(idea, author=make.user(), text="Die Mustermanns kenne ich.")
    waits = make.comment(idea, author=make.user(), text=f"{NAME}!", publish=False)
    make.comment(idea, author=make.user(), text="Guter Gedanke.")
    gone = make.comment(idea, author=make.user(), text=f"{NAME}?")
    Comment.objects.filter(pk=gone.pk).update(status=Comment.Status.WITHDRAWN)
    preview = send(as_moderator, idea)
    assert mentions(preview) == {key(said): "Mustermanns", key(waits): "Erika"}
    address = reverse("admin:moderation_queueitem_redact", args=[key(said)])
    assert f'<a href="{address}" target="_blank" rel="noopener">' in preview.content.decode()
    assert as_moderator.get(address).status_code == 200


def test_of_a_comment_the_idea_and_the_other_comments_are_linked(as_moderator: Client, idea: Idea) -> None:
    about = make.comment(idea, author=make.user(), text=f"{NAME} und Erika")
    other = make.comment(idea, author=make.user(), text="Erika!")
    preview = send(as_moderator, reported(about))
    assert ticks(preview) == ["Erika"]
    assert mentions(preview) == {key(idea): "Erika", key(other): "Erika"}
    Idea.objects.filter(pk=idea.pk).update(status=Status.LOCKED)
    assert mentions(send(as_moderator, about)) == {key(other): "Erika"}


def test_evidence_is_for_a_few(as_moderator: Client, idea: Idea) -> None:
    kept = make.comment(idea, author=make.user(), text=f"{NAME}!")
    assert mentions(send(as_moderator, idea)) == {key(kept): "Erika"}
    Comment.objects.filter(pk=kept.pk).update(evidence_since=kept.created_at)
    assert mentions(send(as_moderator, idea)) == {}
