"""Personal data is taken out of a text, out of everything that is kept, and nothing else changes."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from accounts.models import User
from ideas import discussion, lifecycle, submission
from ideas.models import (
    Comment,
    Decision,
    Draft,
    Idea,
    IdeaSearch,
    IdeaVersion,
    Picture,
    Rule,
    Status,
    VersionPicture,
)
from ideas.pictures import tray
from ideas.redaction import Blackout
from journal.models import Entry
from tests import make
from tests.ideas import pictures
from tests.together import at_once
from texts.markers import marker_in

NAME = "Erika Mustermann"
TEXT = f"Frau {NAME} aus der Gasse 7 sagt:\nDer Bus fehlt. Ruft {NAME} an!"


def without(text: str, *passages: str) -> str:
    return Blackout(passages).of(text, language="de").replace(marker_in("de"), "#")


@pytest.mark.parametrize(
    ("text", "passages", "expected"),
    [
        ("Frau Wolf wohnt hier.", ["Wolf"], "Frau # wohnt hier."),
        ("Wolf, Wolfgang und Wolfs Hund", ["Wolf"], "#, Wolfgang und Wolfs Hund"),
        ("Erika\n  Muster\u00a0mann", ["Erika Muster mann"], "#"),
        ("Frau Erika Mustermann kam", ["Frau Erika", "Erika Mustermann"], "# kam"),
        ("Erika und Erika Mustermann", ["Erika", "Erika Mustermann"], "# und #"),
        ("Tel. (0355) 12-34.", ["(0355) 12-34"], "Tel. #."),
        ("a.b*c und aXbbc", ["a.b*c"], "# und aXbbc"),
        ("Herr Mu\u0308ller", ["M\u00fcller"], "Herr #"),
        ("Herr M\u00fcller", [unicodedata.normalize("NFD", "M\u00fcller")], "Herr #"),
        ("Nichts davon", ["Wolf"], "Nichts davon"),
        ("WolfWolf Wolf", ["Wolf"], "WolfWolf #"),
        ("ja\u0142mu\u017cna", ["ja\u0142mu\u017cna"], "#"),
    ],
)  # fmt: skip
def test_whole_passages_go_and_nothing_else(text: str, passages: list[str], expected: str) -> None:
    assert without(text, *passages) == expected


def test_the_marker_speaks_the_language_of_the_text() -> None:
    with translation.override("de"):
        assert marker_in("en") == "[removed]"
        assert marker_in("hsb") == marker_in("de")


def everything_stored() -> dict[str, str]:
    """Every text in every table, as the database keeps it, by table and column."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name FROM information_schema.columns c"
            " JOIN information_schema.tables t USING (table_schema, table_name)"
            " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
            " AND (data_type IN ('text', 'character varying', 'jsonb', 'ARRAY', 'tsvector'))"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT string_agg("{column}"::text, chr(10)) FROM "{table}"')  # noqa: S608 - its own names
            found[f"{table}.{column}"] = cursor.fetchone()[0] or ""
    return found


@pytest.fixture
def rule(db: None) -> Rule:
    return Rule.objects.get(key="persoenliche-angaben")


def redact(
    idea: Idea,
    by: User,
    *passages: str,
    version_id: int | None = None,
    lead_authority_id: int | None = None,
    **given: Any,
) -> Decision:
    idea.refresh_from_db()
    read = version_id or idea.pending_version_id or idea.released_version_id
    assert read
    return lifecycle.redact(
        idea.pk, version_id=read, by=by, facts="Ein Name steht darin.", lead_authority_id=lead_authority_id,
        blackout=Blackout(passages or (() if given else (NAME,)), **given),
        rule=Rule.objects.get(key="persoenliche-angaben"),
    )  # fmt: skip


@pytest.mark.django_db
def test_the_words_are_gone_from_every_table(citizen: User, moderator: User) -> None:
    idea = make.idea(f"Bus für {NAME}", text=TEXT, place_name=f"Bei {NAME}", author=citizen, status=Status.RETURNED)
    Decision.objects.filter(idea=idea).update(message=f"Ist {NAME} einverstanden?")
    lifecycle.amend(idea.pk, content=make.content(f"Bus {NAME}", text=TEXT), by=citizen, answer=f"Ja, {NAME} weiß es.")
    version_id = Idea.objects.get(pk=idea.pk).pending_version_id
    assert version_id
    lifecycle.publish(idea.pk, version_id=version_id, by=moderator)
    lifecycle.amend(idea.pk, content=make.content("Neuer Titel", text=TEXT), by=citizen)
    before = everything_stored()
    for table in ("ideas_idea.title", "ideas_ideaversion.text", "ideas_ideaversion.answer", "ideas_decision.message"):
        assert NAME in before[table], table
    assert "mustermann" in before["ideas_ideasearch.vector"]
    idea.refresh_from_db()
    redact(idea, moderator, NAME, "Gasse 7", version_id=idea.released_version_id)
    after = everything_stored()
    assert [column for column, text in after.items() if "mustermann" in text.lower() or "gasse" in text.lower()] == []


@pytest.mark.django_db
def test_a_published_idea_gets_a_new_version_and_old_ones_keep_their_number(citizen: User, moderator: User) -> None:
    idea = make.idea("Bus", text=TEXT, author=citizen, place_name="Lübben", authorities=["goerlitz"])
    old = idea.released_version
    assert old
    changed_at = idea.changed_at
    decision = redact(idea, moderator)
    idea.refresh_from_db()
    new = idea.released_version
    assert new
    marker = marker_in("de")
    assert new.text == TEXT.replace(NAME, marker)
    assert (new.title, new.place_name, new.number, new.is_redaction) == ("Bus", "Lübben", 2, True)
    assert (new.authority_ids, new.theme_ids) == (old.authority_ids, old.theme_ids)
    assert marker in idea.excerpt
    assert idea.changed_at > changed_at
    stored = IdeaVersion.objects.get(pk=old.pk)
    assert (stored.text, stored.number, stored.erased_at is not None) == (new.text, 1, True)
    assert (decision.kind, decision.version, decision.by) == ("redacted", new, moderator)
    entry = Entry.objects.filter(verb="idea.redacted").latest("id")
    assert NAME not in json.dumps(entry.ids)


@pytest.mark.django_db
def test_what_was_clean_stays_as_it_was_written(citizen: User, moderator: User) -> None:
    idea = make.idea("Bus", text="Ohne Namen.", author=citizen)
    version = lifecycle.amend(idea.pk, content=make.content("Bus", text=TEXT), by=citizen)
    redact(idea, moderator, version_id=version.pk)
    first = idea.versions.get(number=1)
    assert (first.text, first.erased_at) == ("Ohne Namen.", None)


@pytest.mark.django_db
@pytest.mark.parametrize("lead", ["goerlitz", None])
def test_what_waits_is_released_with_its_lead(lead: str | None, citizen: User, moderator: User) -> None:
    idea = make.idea("Bus", text=TEXT, author=citizen, status=Status.SUBMITTED, authorities=["goerlitz"])
    authority_id = idea.authority_ids[0] if lead else None
    redact(idea, moderator, lead_authority_id=authority_id)
    idea.refresh_from_db()
    assert (idea.status, idea.lead_authority_id, idea.pending_version, idea.pending_since) == (
        Status.PUBLISHED, authority_id, None, None,
    )  # fmt: skip
    assert list(idea.decisions.order_by("id").values_list("kind", flat=True)) == ["published", "redacted"]
    assert IdeaSearch.objects.filter(idea=idea).exists()
    assert list(Entry.objects.about("idea", idea.pk).values_list("verb", flat=True)) == [
        "idea.submitted", "idea.redacted",
    ]  # fmt: skip


@pytest.mark.django_db
def test_an_amendment_that_waits_goes_on_waiting_without_the_words(citizen: User, moderator: User) -> None:
    idea = make.idea("Bus", text=TEXT, author=citizen)
    waiting = lifecycle.amend(idea.pk, content=make.content("Neu", text=f"Neu von {NAME}."), by=citizen)
    idea.refresh_from_db()
    since = idea.pending_since
    redact(idea, moderator, version_id=idea.released_version_id)
    idea.refresh_from_db()
    assert idea.pending_version
    assert idea.pending_version_id != waiting.pk
    assert idea.pending_version.text == f"Neu von {marker_in('de')}."
    assert idea.pending_since == since
    assert idea.released_version
    assert idea.released_version.title == "Bus"


@pytest.mark.django_db
def test_the_author_goes_on_from_the_redacted_text_and_the_words_wait_again(citizen: User, moderator: User) -> None:
    idea = make.idea("Bus", text=TEXT, author=citizen)
    redact(idea, moderator)
    lifecycle.amend(idea.pk, content=make.content("Bus", text=TEXT), by=citizen)
    idea.refresh_from_db()
    assert idea.latest_version == idea.pending_version
    assert idea.released_version
    assert NAME not in idea.released_version.text + idea.excerpt


@pytest.mark.django_db
def test_a_title_that_grows_by_its_markers_still_fits(moderator: User) -> None:
    idea = make.idea(" ".join(["Al"] * 80)[:250], text=TEXT)
    redact(idea, moderator, "Al")
    idea.refresh_from_db()
    assert len(idea.title) == 250


@pytest.mark.django_db
@pytest.mark.parametrize("status", [Status.LOCKED, Status.RETURNED, Status.REJECTED, Status.SPAM, Status.WITHDRAWN])
def test_nothing_else_can_be_redacted(status: str, citizen: User, moderator: User) -> None:
    idea = make.idea("Bus", text=TEXT, author=citizen, status=status)
    with pytest.raises(lifecycle.MoveNotAllowed):
        redact(idea, moderator)
    assert idea.versions.get().text == TEXT


@pytest.mark.django_db
def test_the_version_read_counts(citizen: User, moderator: User) -> None:
    idea = make.idea("Bus", text=TEXT, author=citizen, status=Status.SUBMITTED)
    read = idea.pending_version_id
    lifecycle.amend(idea.pk, content=make.content("Anders", text=TEXT), by=citizen)
    with pytest.raises(lifecycle.VersionChanged):
        redact(idea, moderator, version_id=read)
    assert NAME in everything_stored()["ideas_ideaversion.text"]


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_one_redacts(moderator: User) -> None:
    idea = make.idea("Bus", text=TEXT)
    read = idea.released_version_id
    other = make.user(groups=["Moderation"])
    outcomes = at_once(lambda: redact(idea, moderator, version_id=read), lambda: redact(idea, other, version_id=read))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Decision", "MoveNotAllowed"]
    assert idea.versions.count() == 2


@pytest.mark.django_db
def test_reasons_are_needed(moderator: User, citizen: User, rule: Rule) -> None:
    idea = make.idea("Bus", text=TEXT)
    comment = make.comment(idea, author=citizen, text=TEXT)
    with pytest.raises(lifecycle.ReasonMissing):
        lifecycle.redact(idea.pk, version_id=1, by=moderator, blackout=Blackout([NAME]), rule=rule, facts=" ")
    with pytest.raises(lifecycle.ReasonMissing):
        discussion.redact(comment.pk, by=moderator, blackout=Blackout([NAME]), rule=rule, facts="")


@pytest.mark.django_db
@pytest.mark.parametrize("publish", [True, False])
def test_a_comment_is_redacted_in_place_and_public(publish: bool, citizen: User, moderator: User, rule: Rule) -> None:
    comment = make.comment(make.idea(), author=citizen, text=TEXT, publish=publish)
    discussion.redact(comment.pk, by=moderator, blackout=Blackout([NAME]), rule=rule, facts="Ein Name.")
    comment.refresh_from_db()
    assert comment.text == TEXT.replace(NAME, marker_in("de"))
    assert (comment.status, comment.pending_since) == (Comment.Status.PUBLISHED, None)
    assert comment.idea.counter.comments == 1
    assert [column for column, text in everything_stored().items() if "Mustermann" in text] == []
    with pytest.raises(discussion.CommentDecided):
        discussion.edit(comment.pk, by=citizen, text=TEXT)


@pytest.mark.django_db
def test_a_removed_comment_is_not_redacted(citizen: User, moderator: User, rule: Rule) -> None:
    comment = make.comment(make.idea(), author=citizen, text=TEXT)
    discussion.remove(comment.pk, by=moderator, rule=rule, facts="Ein Name.")
    with pytest.raises(discussion.CommentDecided):
        discussion.redact(comment.pk, by=moderator, blackout=Blackout([NAME]), rule=rule, facts="Ein Name.")


# Pictures


def with_picture(words: str, author: User, *, published: bool = True) -> tuple[Idea, Picture]:
    draft = Draft.objects.create(user=author)
    picture = pictures.add(draft, words)
    made = submission.submit(draft, version=make.content(text=TEXT), sender=make.sender(author)).idea
    if published:
        lifecycle.publish(made.pk, version_id=made.pending_version_id or 0, by=None)
    return made, picture


@pytest.mark.django_db
def test_a_picture_stays_and_its_description_loses_the_words(citizen: User, moderator: User) -> None:
    idea, picture = with_picture(f"{NAME} am Bus", citizen)
    lifecycle.amend(idea.pk, content=make.content("Neuer Titel", text="Ohne Namen."), by=citizen)
    assert everything_stored()["ideas_versionpicture.alternative"].count(NAME) == 2
    redact(idea, moderator, NAME, version_id=idea.versions.get(number=1).pk)
    assert [column for column, text in everything_stored().items() if NAME in text] == []
    idea.refresh_from_db()
    assert idea.released_version
    assert idea.pending_version
    for version in idea.versions.all():
        placed = version.pictures.get()
        assert (placed.picture, placed.alternative) == (picture, f"{marker_in('de')} am Bus")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("published", [True, False])
def test_a_picture_goes_from_all_versions_with_its_files(
    published: bool, citizen: User, moderator: User, shelf: Path
) -> None:
    idea, picture = with_picture("Eine Frau am Bus", citizen, published=published)
    if published:
        lifecycle.amend(idea.pk, content=make.content("Neuer Titel"), by=citizen)
    files = [path for path in shelf.rglob("*") if path.is_file()]
    assert files
    redact(idea, moderator, NAME, version_id=idea.versions.get(number=1).pk, pictures=[picture.pk])
    idea.refresh_from_db()
    assert idea.released_version
    assert idea.released_version.is_redaction
    assert (idea.pending_version is not None) is published
    assert (VersionPicture.objects.count(), Picture.objects.count()) == (0, 0)
    assert [path for path in files if path.exists()] == []


@pytest.mark.django_db
def test_a_removed_picture_that_waits_in_an_amendment_has_a_new_address(citizen: User, moderator: User) -> None:
    """The author's own, not yet sent, stays theirs."""
    idea, picture = with_picture("Eine Frau am Bus", citizen)
    idea.refresh_from_db()
    tray.of_idea(idea)
    redact(idea, moderator, NAME, pictures=[picture.pk])
    kept = Picture.objects.get(pk=picture.pk)
    assert kept.name != picture.name
    assert not Picture.objects.public().exists()


@pytest.mark.django_db
def test_pictures_that_stay_keep_their_address_and_the_words_of_others_are_not_free(
    citizen: User, moderator: User
) -> None:
    idea, picture = with_picture("Ein Bus", citizen)
    redact(idea, moderator)
    assert Picture.objects.public().get().name == picture.name
    erased, whole = idea.versions.order_by("number")
    assert erased.erased_at
    assert not whole.erased_at
    assert erased.pictures.update(alternative="[entfernt]") == 1
    for wrong in ({"position": 2}, {"version": whole}):
        with pytest.raises(IntegrityError), transaction.atomic():
            erased.pictures.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        whole.pictures.update(alternative="Anders")
