"""Every move of an idea: which are possible, what each writes, and who wins when two come at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from ideas import lifecycle
from ideas.lifecycle import MoveNotAllowed, ReasonMissing, VersionChanged
from ideas.search import finding
from ideas.models import Decision, Idea, IdeaVersion, Rule, Stage, Status
from journal.models import Entry
from tests import make
from tests.together import at_once, overtaken
from themes.models import Authority

# From the decisions about the portal, by hand; the table in the code is compared with this one.
MOVES = {
    "submitted": {"published", "returned", "rejected", "spam", "withdrawn"},
    "published": {"locked", "merged", "withdrawn"},
    "returned": {"submitted", "withdrawn"},
    "rejected": {"submitted"},
    "withdrawn": set(),
    "locked": {"published"},
    "merged": {"published"},
    "spam": {"submitted"},
}
# Merging and complaints come with services of their own.
WITHOUT_SERVICE = {("published", "merged"), ("merged", "published"), ("rejected", "submitted")}

STAGE_MOVES = {
    "new": {"under_review", "not_pursued"},
    "under_review": {"new", "taken_up", "not_pursued"},
    "taken_up": {"under_review", "in_implementation", "not_pursued"},
    "in_implementation": {"taken_up", "implemented", "not_pursued"},
    "implemented": {"in_implementation", "not_pursued"},
    "not_pursued": {"under_review"},
}
WITHOUT_REASON = {
    "new": {"under_review"},
    "under_review": {"taken_up"},
    "taken_up": {"in_implementation"},
    "in_implementation": {"implemented"},
    "implemented": set(),
    "not_pursued": {"under_review"},
}
INVISIBLE = [" ", "\n\t", "\u200b\u2060", "\u00a0\ufeff"]

pytestmark = pytest.mark.django_db
in_threads = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nobody_signs_in(settings: Settings) -> None:
    """Many people are made here and none signs in: their passwords need not be kept well."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@dataclass(frozen=True)
class Service:
    """One function of the lifecycle: from where to where it leads, and what it writes down."""

    call: Callable[[Idea, User], Any]
    moves: dict[str, str]
    verb: str
    decides: str = ""
    verbs: dict[str, str] = field(default_factory=dict)


def read_version(idea: Idea) -> int:
    """The version somebody looking at the idea has before them."""
    version_id = idea.pending_version_id or idea.released_version_id
    assert version_id is not None
    return version_id


def rule() -> Rule:
    return Rule.objects.get(key="respekt")


def new_text(title: str = "Rufbus auch am Sonntag") -> dict[str, Any]:
    return make.content(title)


def restore(idea: Idea, by: User) -> None:
    """The one move that is made of many at once (`ideas.spam`): what it does not fit is left as it is."""
    if not make.restored(idea, by=by):
        raise MoveNotAllowed(idea, Status.SUBMITTED)


SERVICES = {
    "publish": Service(
        lambda idea, by: lifecycle.publish(idea.pk, version_id=read_version(idea), by=by),
        {"submitted": "published"}, "idea.published", "published",
    ),
    "ask": Service(
        lambda idea, by: lifecycle.ask(idea.pk, version_id=read_version(idea), by=by, question="Wo genau?"),
        {"submitted": "returned"}, "idea.returned", "returned",
    ),
    "reject": Service(
        lambda idea, by: lifecycle.reject(idea.pk, version_id=read_version(idea), by=by, rule=rule(), facts="Spott."),
        {"submitted": "rejected"}, "idea.rejected", "rejected",
    ),
    "discard": Service(
        lambda idea, by: lifecycle.discard(idea.pk, version_id=read_version(idea), by=by),
        {"submitted": "spam"}, "idea.discarded", "spam",
    ),
    "restore": Service(
        restore, {"spam": "submitted"}, "idea.restored", "restored",
    ),
    "lock": Service(
        lambda idea, by: lifecycle.lock(idea.pk, by=by, rule=rule(), facts="Der zweite Absatz verhöhnt jemanden."),
        {"published": "locked"}, "idea.locked", "locked",
    ),
    "unlock": Service(
        lambda idea, by: lifecycle.unlock(idea.pk, by=by), {"locked": "published"}, "idea.unlocked", "unlocked",
    ),
    "withdraw": Service(
        lambda idea, by: lifecycle.withdraw(idea.pk, by=by),
        {"submitted": "withdrawn", "returned": "withdrawn", "published": "withdrawn"}, "idea.withdrawn",
    ),
    "amend": Service(
        lambda idea, by: lifecycle.amend(idea.pk, content=new_text(), by=by),
        {"submitted": "submitted", "returned": "submitted", "published": "published"}, "idea.amended",
        verbs={"returned": "idea.answered"},
    ),
}  # fmt: skip


def idea_in(status: str, *, by: User, author: User | None = None) -> Idea:
    """An idea in any status; merged is put there by hand, without the idea it has gone into."""
    if status != Status.MERGED:
        return make.idea(status=status, by=by, author=author)
    idea = make.idea(by=by, author=author)
    Idea.objects.filter(pk=idea.pk).update(status=Status.MERGED)
    idea.refresh_from_db()
    return idea


def everything_about(idea: Idea) -> dict[str, Any]:
    """All that a move could have changed."""
    return {
        "idea": Idea.objects.filter(pk=idea.pk).values().get(),
        "versions": list(idea.versions.order_by("pk").values()),
        "decisions": list(idea.decisions.order_by("pk").values()),
        "journal": list(Entry.objects.about("idea", idea.pk).values()),
        "search": list(finding.matching(Idea.objects.all(), "Lübben").values_list("pk", flat=True)),
    }


def can_move(idea: Idea, target: str) -> bool:
    """Try the move and leave the idea as it was."""
    before = everything_about(idea)
    needed = {"pending_since": timezone.now(), "published_at": timezone.now()}
    try:
        with transaction.atomic():
            held = lifecycle._locked(idea.pk)
            lifecycle._move(held, target, released_version_id=read_version(idea), **needed)
            transaction.set_rollback(True)
    except MoveNotAllowed:
        assert everything_about(idea) == before
        return False
    return True


def test_table_is_the_one_that_was_decided() -> None:
    assert {(before, after) for before, targets in MOVES.items() for after in targets} == lifecycle.MOVES
    assert set(MOVES) == set(Status.values)


@pytest.mark.parametrize("status", Status.values)
def test_from_each_status_only_these_moves(status: str, moderator: User) -> None:
    idea = idea_in(status, by=moderator)
    assert {target for target in Status.values if can_move(idea, target)} == MOVES[status]


def test_services_lead_along_the_table_and_nowhere_else() -> None:
    led = {move for service in SERVICES.values() for move in service.moves.items() if move[0] != move[1]}
    assert led == lifecycle.MOVES - WITHOUT_SERVICE


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("name", SERVICES)
def test_each_service_from_each_status(name: str, status: str, moderator: User) -> None:
    service = SERVICES[name]
    idea = idea_in(status, by=moderator)
    before = everything_about(idea)
    if status not in service.moves:
        with pytest.raises(MoveNotAllowed):
            service.call(idea, moderator)
        assert everything_about(idea) == before
        return
    service.call(idea, moderator)
    idea.refresh_from_db()
    assert idea.status == service.moves[status]
    entries = list(Entry.objects.about("idea", idea.pk))[len(before["journal"]) :]
    assert [entry.verb for entry in entries] == [service.verbs.get(status, service.verb)]
    assert entries[0].actor == moderator
    made = list(idea.decisions.order_by("pk").values_list("kind", "by"))[len(before["decisions"]) :]
    assert made == ([(service.decides, moderator.pk)] if service.decides else [])


def test_journal_names_version_decision_and_rule(moderator: User) -> None:
    idea = make.receipt().idea
    version_id = read_version(idea)
    decision = lifecycle.reject(idea.pk, version_id=version_id, by=moderator, rule=rule(), facts="Spott.")
    entry = Entry.objects.about("idea", idea.pk).last()
    assert entry is not None
    assert entry.ids == {"version": version_id, "decision": decision.pk, "rule": "respekt"}
    assert (decision.version_id, decision.rule, decision.message) == (version_id, rule(), "Spott.")


def test_change_and_journal_stand_or_fall_together(moderator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    idea = make.receipt().idea
    before = everything_about(idea)

    def full_disk(*args: Any, **kwargs: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Entry, "save", full_disk)
    with pytest.raises(OSError, match="No space left"):
        lifecycle.publish(idea.pk, version_id=read_version(idea), by=moderator)
    assert everything_about(idea) == before


# What each move leaves behind


def test_publishing_copies_the_version_and_indexes_it(moderator: User) -> None:
    idea = make.idea("Eine Fähre über den Sedlitzer See", by=moderator, authorities=["goerlitz"])
    version = idea.released_version
    assert version is not None
    assert (idea.title, idea.pending_version, idea.pending_since) == (version.title, None, None)
    assert idea.published_at is not None
    assert list(finding.matching(Idea.objects.public(), "Fähren")) == [idea]


@pytest.mark.parametrize(
    ("authorities", "fields", "lead"),
    [
        (["goerlitz"], {}, "goerlitz"),
        (["goerlitz", "cottbus"], {}, None),
        ([], {}, None),
        ([], {"whole_region": True}, None),
    ],
)
def test_a_single_authority_leads(
    authorities: list[str], fields: dict[str, Any], lead: str | None, moderator: User
) -> None:
    idea = make.idea(by=moderator, authorities=authorities, **fields)
    assert (idea.lead_authority.slug if idea.lead_authority else None) == lead


def test_the_lead_can_be_chosen(moderator: User) -> None:
    idea = make.receipt(authorities=["goerlitz", "cottbus"]).idea
    cottbus = Authority.objects.get(slug="cottbus")
    lifecycle.publish(idea.pk, version_id=read_version(idea), by=moderator, lead_authority_id=cottbus.pk)
    idea.refresh_from_db()
    assert idea.lead_authority == cottbus


def test_an_import_releases_all_its_ideas_as_one_by_one(moderator: User) -> None:
    places = [["goerlitz"], ["goerlitz", "cottbus"], []]
    waiting = [make.receipt("Eine Fähre", authorities=slugs).idea for slugs in places]
    alone = [make.idea("Eine Fähre", authorities=slugs, by=moderator) for slugs in places]
    lifecycle.publish_all([idea.pk for idea in waiting], by=moderator)
    same = ("status", "lead_authority", "pending_version", "pending_since", "title", "authority_ids")
    of = {
        idea.pk: values for idea in [*waiting, *alone] for values in Idea.objects.filter(pk=idea.pk).values_list(*same)
    }
    assert [of[idea.pk] for idea in waiting] == [of[idea.pk] for idea in alone]
    assert finding.matching(Idea.objects.public(), "Fähre").count() == 6
    assert (
        list(Decision.objects.filter(idea__in=waiting).values_list("kind", "by")) == [("published", moderator.pk)] * 3
    )


def test_an_import_releases_all_or_none(moderator: User) -> None:
    waiting, decided = make.receipt().idea, make.idea(by=moderator)
    before = [everything_about(idea) for idea in (waiting, decided)]
    with pytest.raises(MoveNotAllowed):
        lifecycle.publish_all([waiting.pk, decided.pk], by=moderator)
    assert [everything_about(idea) for idea in (waiting, decided)] == before


def test_restored_spam_comes_back_to_its_place_in_the_queue(moderator: User) -> None:
    idea = make.idea(status=Status.SPAM, by=moderator)
    assert idea.pending_since is None
    make.restored(idea, by=moderator)
    idea.refresh_from_db()
    assert idea.pending_since == idea.submitted_at


@pytest.mark.parametrize("name", ["lock", "withdraw"])
def test_what_is_taken_down_is_not_found(name: str, moderator: User) -> None:
    idea = make.idea("Eine Fähre über den Sedlitzer See", by=moderator)
    assert list(finding.matching(Idea.objects.all(), "Fähre")) == [idea]
    SERVICES[name].call(idea, moderator)
    assert list(finding.matching(Idea.objects.all(), "Fähre")) == []


def test_unlocked_it_is_found_again_and_its_amendment_waits_again(moderator: User, citizen: User) -> None:
    idea = make.idea("Eine Fähre über den Sedlitzer See", by=moderator, author=citizen)
    released_at = idea.published_at
    lifecycle.amend(idea.pk, content=new_text(), by=citizen)
    lifecycle.lock(idea.pk, by=moderator, rule=rule(), facts="Spott.")
    idea.refresh_from_db()
    assert idea.pending_since is None
    lifecycle.unlock(idea.pk, by=moderator)
    idea.refresh_from_db()
    assert (idea.published_at, idea.pending_since is None) == (released_at, False)
    assert list(finding.matching(Idea.objects.public(), "Fähre")) == [idea]


def test_releasing_an_amendment_does_not_unlock(moderator: User, citizen: User) -> None:
    idea = make.idea(by=moderator, author=citizen)
    version = lifecycle.amend(idea.pk, content=new_text(), by=citizen)
    lifecycle.lock(idea.pk, by=moderator, rule=rule(), facts="Spott.")
    before = everything_about(idea)
    with pytest.raises(MoveNotAllowed):
        lifecycle.publish(idea.pk, version_id=version.pk, by=moderator)
    assert everything_about(idea) == before


@pytest.mark.parametrize("nothing", ["", *INVISIBLE])
def test_no_refusal_and_no_question_without_words(nothing: str, moderator: User) -> None:
    idea = make.receipt().idea
    version_id = read_version(idea)
    before = everything_about(idea)
    with pytest.raises(ReasonMissing):
        lifecycle.reject(idea.pk, version_id=version_id, by=moderator, rule=rule(), facts=nothing)
    with pytest.raises(ReasonMissing):
        lifecycle.ask(idea.pk, version_id=version_id, by=moderator, question=nothing)
    assert everything_about(idea) == before
    lifecycle.publish(idea.pk, version_id=version_id, by=moderator)
    with pytest.raises(ReasonMissing):
        lifecycle.lock(idea.pk, by=moderator, rule=rule(), facts=nothing)


# Amending


def test_the_released_text_stays_up_until_the_new_one_is_released(moderator: User, citizen: User) -> None:
    idea = make.idea("Rufbus bis Mitternacht", by=moderator, author=citizen)
    first, released_at = idea.released_version, idea.published_at
    second = lifecycle.amend(idea.pk, content=new_text("Rufbus bis zwei Uhr"), by=citizen)
    idea.refresh_from_db()
    assert (idea.title, idea.released_version, idea.pending_version) == ("Rufbus bis Mitternacht", first, second)
    assert idea.pending_since is not None
    lifecycle.publish(idea.pk, version_id=second.pk, by=moderator)
    idea = Idea.objects.get(pk=idea.pk)
    assert (idea.title, idea.released_version, idea.pending_version) == ("Rufbus bis zwei Uhr", second, None)
    assert (idea.pending_since, idea.published_at) == (None, released_at)
    assert [entry.verb for entry in Entry.objects.about("idea", idea.pk)][-2:] == [
        "idea.amended",
        "idea.amendment_published",
    ]


def test_a_refused_amendment_leaves_the_released_text(moderator: User, citizen: User) -> None:
    idea = make.idea("Rufbus bis Mitternacht", by=moderator, author=citizen)
    version = lifecycle.amend(idea.pk, content=new_text("Spott"), by=citizen)
    decision = lifecycle.reject(idea.pk, version_id=version.pk, by=moderator, rule=rule(), facts="Spott.")
    idea.refresh_from_db()
    assert (idea.status, idea.title, idea.pending_version) == (Status.PUBLISHED, "Rufbus bis Mitternacht", None)
    assert (decision.version, idea.pending_since) == (version, None)
    last = Entry.objects.about("idea", idea.pk).last()
    assert last is not None
    assert last.verb == "idea.amendment_rejected"


@pytest.mark.parametrize("name", ["ask", "discard"])
def test_an_amendment_is_released_or_refused_and_nothing_else(name: str, moderator: User, citizen: User) -> None:
    idea = make.idea(by=moderator, author=citizen)
    lifecycle.amend(idea.pk, content=new_text(), by=citizen)
    idea.refresh_from_db()
    before = everything_about(idea)
    with pytest.raises(MoveNotAllowed):
        SERVICES[name].call(idea, moderator)
    assert everything_about(idea) == before


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.PUBLISHED])
def test_the_same_text_twice_is_one_version(status: str, moderator: User, citizen: User) -> None:
    idea = idea_in(status, by=moderator, author=citizen)
    first = lifecycle.amend(idea.pk, content=new_text("Neu"), by=citizen)
    assert lifecycle.amend(idea.pk, content=new_text("Neu"), by=citizen) == first
    assert list(idea.versions.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_an_unchanged_text_answers_a_question_too(moderator: User, citizen: User) -> None:
    idea = make.idea("Rufbus", status=Status.RETURNED, by=moderator, author=citizen)
    answer = lifecycle.amend(idea.pk, content=make.content("Rufbus"), by=citizen)
    idea.refresh_from_db()
    assert (answer.number, idea.status, idea.pending_version) == (2, Status.SUBMITTED, answer)


def test_amending_keeps_the_place_in_the_queue(citizen: User) -> None:
    idea = make.receipt(author=citizen).idea
    waiting = timezone.now() - timedelta(days=2)
    Idea.objects.filter(pk=idea.pk).update(pending_since=waiting)
    lifecycle.amend(idea.pk, content=new_text(), by=citizen)
    idea.refresh_from_db()
    assert idea.pending_since == waiting


@pytest.mark.parametrize(("length", "ends"), [(280, "a"), (281, "…"), (5000, "…")])
def test_the_excerpt_is_at_most_280_characters(length: int, ends: str) -> None:
    version = IdeaVersion(text="a" * length)
    excerpt = lifecycle.of_version(version)["excerpt"]
    assert (len(excerpt), excerpt[-1]) == (280, ends)


# Stages


@pytest.mark.parametrize(("reason", "table"), [("Der Kreistag hat Nein gesagt.", STAGE_MOVES), ("", WITHOUT_REASON)])
@pytest.mark.parametrize("stage", Stage.values)
def test_from_each_stage_only_these(
    stage: str, reason: str, table: dict[str, set[str]], moderator: User, editor: User
) -> None:
    idea = make.idea(by=moderator)
    Idea.objects.filter(pk=idea.pk).update(stage=stage)
    before = everything_about(idea)
    reached = set()
    for target in Stage.values:
        try:
            with transaction.atomic():
                lifecycle.set_stage(idea.pk, stage=target, by=editor, reason=reason)
                transaction.set_rollback(True)
            reached.add(target)
        except (MoveNotAllowed, ReasonMissing):
            assert everything_about(idea) == before
    assert reached == table[stage]


@pytest.mark.parametrize("nothing", INVISIBLE)
def test_an_invisible_reason_is_none(nothing: str, moderator: User, editor: User) -> None:
    idea = make.idea(by=moderator)
    with pytest.raises(ReasonMissing):
        lifecycle.set_stage(idea.pk, stage=Stage.NOT_PURSUED, by=editor, reason=nothing)


def test_a_stage_is_a_decision_with_its_reason(moderator: User, editor: User) -> None:
    idea = make.idea(by=moderator)
    decision = lifecycle.set_stage(idea.pk, stage=Stage.NOT_PURSUED, by=editor, reason="Das Gleis ist entwidmet.")
    idea.refresh_from_db()
    assert (idea.stage, idea.status) == (Stage.NOT_PURSUED, Status.PUBLISHED)
    assert (decision.kind, decision.stage, decision.message, decision.by) == (
        Decision.Kind.STAGE, "not_pursued", "Das Gleis ist entwidmet.", editor,
    )  # fmt: skip
    entry = Entry.objects.about("idea", idea.pk).last()
    assert entry is not None
    assert (entry.verb, entry.ids) == ("idea.stage_changed", {"decision": decision.pk, "stage": "not_pursued"})


@pytest.mark.parametrize("status", [status for status in Status.values if status != "published"])
def test_only_what_is_published_has_a_stage(status: str, moderator: User, editor: User) -> None:
    idea = idea_in(status, by=moderator)
    with pytest.raises(MoveNotAllowed):
        lifecycle.set_stage(idea.pk, stage=Stage.UNDER_REVIEW, by=editor)


@pytest.mark.parametrize("stage", ["", "erledigt", "NEW", "\x00"])
def test_an_unknown_stage_is_refused(stage: str, moderator: User, editor: User) -> None:
    idea = make.idea(by=moderator)
    with pytest.raises(MoveNotAllowed):
        lifecycle.set_stage(idea.pk, stage=stage, by=editor, reason="Weil.")


# What is released is what was read


@pytest.mark.parametrize("name", ["publish", "ask", "reject", "discard"])
def test_nobody_decides_about_a_text_they_have_not_read(name: str, moderator: User, citizen: User) -> None:
    read = make.receipt(author=citizen).idea
    lifecycle.amend(read.pk, content=new_text("Etwas ganz anderes"), by=citizen)
    before = everything_about(read)
    with pytest.raises(VersionChanged) as raised:
        SERVICES[name].call(read, moderator)
    assert everything_about(read) == before
    assert raised.value.idea.title == "Etwas ganz anderes"


def test_a_version_of_another_idea_is_not_released(moderator: User) -> None:
    mine, other = make.receipt().idea, make.receipt().idea
    with pytest.raises(VersionChanged):
        lifecycle.publish(mine.pk, version_id=read_version(other), by=moderator)


@in_threads
@pytest.mark.parametrize("second", ["publish", "reject", "ask", "discard"])
def test_two_moderators_at_once_make_one_decision(second: str, moderator: User, editor: User) -> None:
    for _ in range(3):
        idea = make.receipt().idea
        outcomes = at_once(
            lambda idea=idea: SERVICES["publish"].call(idea, moderator),  # type: ignore[misc]
            lambda idea=idea: SERVICES[second].call(idea, editor),  # type: ignore[misc]
        )
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Decision", "MoveNotAllowed"]
        (decision,) = Decision.objects.filter(idea=idea)
        assert [entry.ids["decision"] for entry in Entry.objects.about("idea", idea.pk)[1:]] == [decision.pk]


@in_threads
def test_the_moderator_comes_while_the_author_is_amending(moderator: User, citizen: User) -> None:
    read = make.receipt("Gelesen", author=citizen).idea
    outcome = overtaken(
        lambda: lifecycle.amend(read.pk, content=new_text("Ungelesen"), by=citizen),
        lambda: lifecycle.publish(read.pk, version_id=read_version(read), by=moderator),
    )
    assert isinstance(outcome, VersionChanged)
    read.refresh_from_db()
    assert (read.status, read.title, read.released_version) == (Status.SUBMITTED, "Ungelesen", None)


@in_threads
def test_the_author_comes_while_the_moderator_is_publishing(moderator: User, citizen: User) -> None:
    read = make.receipt("Gelesen", author=citizen).idea
    outcome = overtaken(
        lambda: lifecycle.publish(read.pk, version_id=read_version(read), by=moderator),
        lambda: lifecycle.amend(read.pk, content=new_text("Ungelesen"), by=citizen),
    )
    read.refresh_from_db()
    assert (read.status, read.title, read.pending_version) == (Status.PUBLISHED, "Gelesen", outcome)


@in_threads
def test_withdrawn_while_a_moderator_publishes(moderator: User, citizen: User) -> None:
    idea = make.receipt(author=citizen).idea
    outcome = overtaken(
        lambda: lifecycle.withdraw(idea.pk, by=citizen),
        lambda: lifecycle.publish(idea.pk, version_id=read_version(idea), by=moderator),
    )
    assert isinstance(outcome, MoveNotAllowed)
    idea.refresh_from_db()
    assert (idea.status, idea.published_at) == (Status.WITHDRAWN, None)
