"""One item on its page: each decision, its preview, and what happens when somebody was quicker."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from accounts.models import User
from ideas import discussion, lifecycle
from ideas.models import Comment, Decision, Idea, IdeaVersion, Rule, Status
from ideas.reasons import statement
from journal.models import Entry
from moderation.models import QueueItem, Report
from tests import make
from tests.conftest import signed_in_staff
from tests.moderation.at_the_desk import QUEUE, decide, forms_of, item, path_of, said, url, version
from themes.models import Authority

pytestmark = pytest.mark.django_db
REASONS = {"rule": "werbung", "facts": "Der Text wirbt für eine Firma."}


def status_of(about: Idea | Comment) -> str:
    about.refresh_from_db()
    return str(about.status)


def waiting(**fields: Any) -> Idea:
    return make.idea(status=Status.SUBMITTED, **fields)


def amended(author: User, **fields: Any) -> Idea:
    idea = make.idea("Rufbus bis 20 Uhr", author=author)
    lifecycle.amend(idea.pk, content=make.content("Rufbus bis 23 Uhr", **fields), by=author)
    return idea


def test_the_page_shows_what_citizens_will_see(as_moderator: Client, citizen: User) -> None:
    text = "Erster Absatz.\n\nZweiter <b>Absatz</b>."
    guest = {"name": "Katrin Berger", "name_shown": "initials"}
    idea = waiting(title="Rufbus & Bahn", text=text, place_name="Straupitz", authorities=["goerlitz"], guest=guest)
    page = as_moderator.get(url("show", idea)).content.decode()
    for shown in (
        '<h2 class="sheet__title" lang="de">Rufbus &amp; Bahn</h2>', "<p>Erster Absatz.</p>", "K. B.",
        "<p>Zweiter &lt;b&gt;Absatz&lt;/b&gt;.</p>", 'Görlitz/<span lang="hsb">Zhorjelc</span>',
        "Mobilität &amp; Digitales",
    ):  # fmt: skip
        assert shown in page


def test_release(as_moderator: Client, moderator: User) -> None:
    idea = waiting()
    read = version(idea)
    response = decide(as_moderator, "release", idea)
    assert response.status_code == 302
    assert status_of(idea) == Status.PUBLISHED
    decision = idea.decisions.get()
    assert (decision.kind, decision.by, decision.version_id) == ("published", moderator, int(read))


@pytest.mark.parametrize(
    ("authorities", "suggested"), [(["goerlitz"], "goerlitz"), (["goerlitz", "cottbus"], None), ([], None)]
)
def test_the_only_authority_is_suggested_as_lead(
    as_moderator: Client, authorities: list[str], suggested: str | None
) -> None:
    form = as_moderator.get(url("show", waiting(authorities=authorities))).context["release_form"]
    expected = str(Authority.objects.get(slug=suggested).pk) if suggested else None
    assert form["lead"].initial == expected


@pytest.mark.parametrize("chosen", ["office", "goerlitz", "cottbus"])
def test_who_leads_is_what_was_chosen(as_moderator: Client, chosen: str) -> None:
    idea = waiting(authorities=["goerlitz"])
    authority = Authority.objects.filter(slug=chosen).first()
    decide(as_moderator, "release", idea, lead=authority.pk if authority else "office")
    idea.refresh_from_db()
    assert idea.lead_authority == authority


@pytest.mark.parametrize("lead", ["", "0", "999999999999999999999", "x", "\x00"])
def test_a_lead_that_is_none_releases_nothing(as_moderator: Client, lead: str) -> None:
    idea = waiting()
    assert decide(as_moderator, "release", idea, lead=lead).status_code == 200
    assert status_of(idea) == Status.SUBMITTED


def test_a_question_is_sent_only_after_its_preview(as_moderator: Client) -> None:
    idea = waiting()
    preview = decide(as_moderator, "ask", idea, question="Welche Strecke?")
    assert preview.status_code == 200
    assert status_of(idea) == Status.SUBMITTED
    text = statement("returned", rule=None, message="Welche Strecke?", language="de", reference=idea.reference)
    assert f'lang="de">{escape(text)}</pre>' in preview.content.decode()
    again = decide(as_moderator, "ask", idea, question="Welche Strecke?", change="1")
    assert again.context["question_form"]["question"].value() == "Welche Strecke?"
    assert status_of(idea) == Status.SUBMITTED
    decide(as_moderator, "ask", idea, question="Welche Strecke?", send="1")
    assert status_of(idea) == Status.RETURNED
    assert idea.decisions.get().message == "Welche Strecke?"


@pytest.mark.parametrize("language", ["de", "en", "hsb"])
def test_the_preview_is_the_statement_in_the_language_of_the_author(as_moderator: Client, language: str) -> None:
    idea = waiting(language=language)
    preview = decide(as_moderator, "refuse", idea, **REASONS)
    text = statement(
        "rejected", rule=Rule.objects.get(key="werbung"), message=REASONS["facts"], language=language,
        reference=idea.reference,
    )  # fmt: skip
    spoken = "en" if language == "en" else "de"
    assert (
        f'<pre class="letter" tabindex="-1" autofocus lang="{spoken}">{escape(text)}</pre>' in preview.content.decode()
    )
    assert status_of(idea) == Status.SUBMITTED


def test_not_publishing(as_moderator: Client, moderator: User) -> None:
    idea = waiting()
    decide(as_moderator, "refuse", idea, **REASONS, send="1")
    assert status_of(idea) == Status.REJECTED
    decision = idea.decisions.select_related("rule").get()
    assert decision.rule
    assert (decision.rule.key, decision.message, decision.by) == ("werbung", REASONS["facts"], moderator)


@pytest.mark.parametrize("missing", ["rule", "facts"])
def test_no_refusal_without_facts_and_rule(as_moderator: Client, missing: str) -> None:
    idea = waiting()
    typed = {**REASONS, missing: " \u200b"}
    response = decide(as_moderator, "refuse", idea, **typed, send="1")
    assert response.status_code == 200
    assert list(response.context["reasons_form"].errors) == [missing]
    assert status_of(idea) == Status.SUBMITTED


@pytest.mark.parametrize("rule", ["\x00", "x" * 5000, "1", "WERBUNG"])
def test_a_rule_that_is_none_refuses_nothing(as_moderator: Client, rule: str) -> None:
    idea = waiting()
    response = decide(as_moderator, "refuse", idea, rule=rule, facts="Weil.", send="1")
    assert list(response.context["reasons_form"].errors) == ["rule"]
    assert status_of(idea) == Status.SUBMITTED


def test_a_rule_that_was_switched_off_cannot_be_cited(as_moderator: Client) -> None:
    Rule.objects.filter(key="werbung").update(is_active=False)
    response = decide(as_moderator, "refuse", waiting(), **REASONS, send="1")
    assert list(response.context["reasons_form"].errors) == ["rule"]


def test_reasons_have_a_length_and_no_controls(as_moderator: Client) -> None:
    idea = waiting()
    long = decide(as_moderator, "refuse", idea, rule="werbung", facts="x" * 4001)
    assert list(long.context["reasons_form"].errors) == ["facts"]
    decide(as_moderator, "refuse", idea, rule="werbung", facts="Wer\x00bung", send="1")
    assert idea.decisions.get().message == "Werbung"


@pytest.mark.parametrize(
    ("kind", "offered"),
    [
        ("idea", {"release", "ask", "refuse", "correct", "discard"}),
        ("amendment", {"release", "correct", "refuse"}),
        ("comment", {"release", "refuse", "discard"}),
        ("edit", {"release", "refuse"}),
        ("case", {"settle", "uphold"}),
    ],
)
def test_what_is_offered(as_moderator: Client, citizen: User, neighbour: User, kind: str, offered: set[str]) -> None:
    make_it: dict[str, Callable[[], Idea | Comment | Report]] = {
        "idea": waiting,
        "amendment": lambda: amended(citizen),
        "comment": lambda: make.comment(make.idea(author=citizen), author=neighbour, publish=False),
        "edit": lambda: edited(neighbour),
        "case": lambda: make.report(make.idea(), text="Bitte."),
    }
    thing = make_it[kind]()
    assert item(thing).kind == kind
    forms = forms_of(as_moderator, thing)
    assert set(forms) == offered
    assert {form["version"] for form in forms.values()} == {version(thing)}


def test_spam(as_moderator: Client) -> None:
    idea = waiting()
    decide(as_moderator, "discard", idea)
    assert status_of(idea) == Status.SPAM


def test_an_amendment_shows_what_changes(as_moderator: Client, citizen: User) -> None:
    page = as_moderator.get(url("show", amended(citizen, place_name="Lübben")))
    changes = {change.label: [(p.kind, p.text) for p in change.pieces] for change in page.context["reading"].changes}
    title = [("same", "Rufbus bis "), ("gone", "20"), ("new", "23"), ("same", " Uhr")]
    assert list(changes.values()) == [title, [("new", "Lübben")]]
    assert page.context["question_form"] is None


def test_an_amendment_is_released_or_not(as_moderator: Client, citizen: User) -> None:
    taken, refused = amended(citizen), amended(citizen)
    decide(as_moderator, "release", taken)
    decide(as_moderator, "refuse", refused, **REASONS, send="1")
    assert [status_of(idea) for idea in (taken, refused)] == [Status.PUBLISHED] * 2
    assert [taken.title, refused.title] == ["Rufbus bis 23 Uhr", "Rufbus bis 20 Uhr"]
    assert not QueueItem.objects.exists()


@pytest.mark.parametrize("name", ["ask", "discard"])
def test_what_is_no_decision_about_an_amendment(as_moderator: Client, citizen: User, name: str) -> None:
    idea = amended(citizen)
    assert decide(as_moderator, name, idea, question="Wo?", send="1").status_code == 404
    assert status_of(idea) == Status.PUBLISHED


def test_an_answer_is_compared_with_what_was_asked_about(as_moderator: Client, citizen: User) -> None:
    idea = make.idea("Bürgerbus", author=citizen, status=Status.RETURNED)
    lifecycle.amend(idea.pk, content=make.content("Bürgerbus für Kirchhain"), by=citizen)
    (change,) = as_moderator.get(url("show", idea)).context["reading"].changes
    assert [(p.kind, p.text) for p in change.pieces] == [("same", "Bürgerbus"), ("new", " für Kirchhain")]


@pytest.mark.parametrize(
    ("name", "typed", "after"),
    [
        ("release", {}, "published"),
        ("refuse", {**REASONS, "send": "1"}, "removed"),
        ("discard", {}, "spam"),
    ],
)
def test_a_comment(
    as_moderator: Client, citizen: User, neighbour: User, name: str, typed: dict[str, str], after: str
) -> None:
    comment = make.comment(make.idea(author=citizen), author=neighbour, publish=False)
    assert decide(as_moderator, name, comment, **typed).status_code == 302
    assert status_of(comment) == after
    assert comment.decisions.count() == 1


def edited(author: User) -> Comment:
    make.idea(author=author)
    comment = make.comment(make.idea(), author=author)
    return discussion.edit(comment.pk, by=author, text="Ganz anders.")


def test_an_edited_comment_stays_or_goes(as_moderator: Client, neighbour: User) -> None:
    kept, gone = edited(neighbour), edited(neighbour)
    assert decide(as_moderator, "discard", kept).status_code == 404
    decide(as_moderator, "release", kept)
    decide(as_moderator, "refuse", gone, **REASONS, send="1")
    assert [status_of(kept), status_of(gone)] == ["published", "removed"]
    assert not QueueItem.objects.exists()


# What is released is what was read.


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("release", {"lead": "office"}),
        ("ask", {"question": "Wo?"}),
        ("ask", {"question": "Wo?", "send": "1"}),
        ("refuse", REASONS),
        ("refuse", {**REASONS, "send": "1"}),
        ("discard", {}),
    ],
)
def test_a_text_changed_since_it_was_read_is_shown_and_not_decided(
    as_moderator: Client, citizen: User, name: str, typed: dict[str, str]
) -> None:
    idea = waiting(author=citizen)
    read = version(idea)
    lifecycle.amend(idea.pk, content=make.content("Der neue Titel"), by=citizen)
    response = as_moderator.post(url(name, idea), {**typed, "version": read})
    assert response.status_code == 409
    assert "Der neue Titel" in response.content.decode()
    assert status_of(idea) == Status.SUBMITTED
    assert not Decision.objects.exists()
    for word in (typed.get("facts"), typed.get("question")):
        assert word is None or word in response.content.decode()
    assert f'name="version" value="{version(idea)}"' in response.content.decode()


@pytest.mark.parametrize(("name", "typed"), [("release", {}), ("refuse", {**REASONS, "send": "1"}), ("discard", {})])
def test_a_comment_edited_since_it_was_read_is_not_decided(
    as_moderator: Client, citizen: User, neighbour: User, name: str, typed: dict[str, str]
) -> None:
    comment = make.comment(make.idea(author=citizen), author=neighbour, publish=False)
    read = version(comment)
    discussion.edit(comment.pk, by=neighbour, text="Inzwischen anders.")
    response = as_moderator.post(url(name, comment), {**typed, "lead": "office", "version": read})
    assert response.status_code == 409
    assert "Inzwischen anders." in response.content.decode()
    assert status_of(comment) == "pending"


@pytest.mark.parametrize("wrong", ["", "x", "-1", "9" * 30, "\x00", "1.5"])
def test_a_version_that_is_none_decides_nothing(as_moderator: Client, wrong: str) -> None:
    idea = waiting()
    assert as_moderator.post(url("release", idea), {"version": wrong, "lead": "office"}).status_code == 409
    assert status_of(idea) == Status.SUBMITTED


# Two moderators: one decision, the second is told.


@pytest.mark.parametrize(("name", "typed"), [("release", {"lead": "office"}), ("refuse", {**REASONS, "send": "1"})])
def test_the_second_moderator_is_told_who_decided_what_and_when(
    as_moderator: Client, name: str, typed: dict[str, str]
) -> None:
    first = make.user("erste@example.org", groups=["Moderation"], display_name="Anna Noack")
    idea, read = (it := waiting()), version(it)
    signed_in_staff(first).post(url("release", idea), {"version": read, "lead": "office"})
    response = as_moderator.post(url(name, idea), {**typed, "version": read})
    decision = idea.decisions.get()
    (told,) = [text for text in said(response) if "Anna Noack" in text]
    assert str(decision.get_kind_display()) in told
    assert f"{decision.at.astimezone():%H:%M}" in told or f"{decision.at.astimezone():%-I:%M}" in told
    assert Entry.objects.about("idea", idea.pk).filter(verb__in=["idea.published", "idea.rejected"]).count() == 1


def test_opening_what_was_decided_tells_and_goes_on(as_moderator: Client) -> None:
    decided, following = make.idea(), waiting()
    response = as_moderator.get(url("show", decided))
    assert path_of(response) == url("show", following)
    assert len(said(response)) == 1


def test_what_the_author_took_back_is_told(as_moderator: Client, citizen: User) -> None:
    idea = waiting(author=citizen)
    read = version(idea)
    lifecycle.withdraw(idea.pk, by=citizen)
    response = as_moderator.post(url("release", idea), {"version": read, "lead": "office"})
    assert response.status_code == 302
    assert status_of(idea) == Status.WITHDRAWN
    assert len(said(response)) == 2  # withdrawn; nothing waits


def test_a_comment_that_was_released_meanwhile_is_not_removed(
    as_moderator: Client, citizen: User, neighbour: User
) -> None:
    comment = make.comment(make.idea(author=citizen), author=neighbour, publish=False)
    read = version(comment)
    discussion.release(comment.pk, by=None)
    as_moderator.post(url("refuse", comment), {**REASONS, "send": "1", "version": read})
    assert status_of(comment) == "published"


def test_a_locked_idea_does_not_come_back_by_its_amendment(
    as_moderator: Client, moderator: User, citizen: User
) -> None:
    idea = amended(citizen)
    read = version(idea)
    lifecycle.lock(idea.pk, by=moderator, rule=Rule.objects.get(key="werbung"), facts="Werbung.")
    as_moderator.post(url("release", idea), {"version": read, "lead": "office"})
    assert status_of(idea) == Status.LOCKED


# After a decision the next item opens.


def test_the_next_oldest_item_opens(as_moderator: Client) -> None:
    first, second, third = waiting(), waiting(), waiting()
    assert path_of(decide(as_moderator, "release", first)) == url("show", second)
    assert as_moderator.get(url("skip", second))["Location"] == url("show", third)
    assert path_of(decide(as_moderator, "release", third)) == url("show", second)
    assert path_of(decide(as_moderator, "discard", second)) == QUEUE


def test_the_next_item_is_one_of_mine(moderator_of_goerlitz: User) -> None:
    mine = waiting(authorities=["goerlitz"])
    waiting(authorities=["cottbus"])
    next_of_mine = waiting(authorities=["goerlitz"])
    response = decide(signed_in_staff(moderator_of_goerlitz), "discard", mine)
    assert path_of(response) == url("show", next_of_mine)


# What was typed is still there.


@pytest.mark.parametrize(("name", "typed"), [("ask", {"question": "Welche Strecke?"}), ("refuse", REASONS)])
def test_a_stale_token_keeps_what_was_typed(moderator: User, name: str, typed: dict[str, str]) -> None:
    signed_in_staff(moderator)
    client = Client(enforce_csrf_checks=True)
    client.force_login(moderator)
    idea = waiting()
    response = client.post(url(name, idea), {**typed, "version": version(idea), "send": "1"})
    assert response.status_code == 403
    form = response.context["question_form" if name == "ask" else "reasons_form"]
    assert form.has_error("__all__", "stale")
    assert {field: form[field].value() for field in typed} == typed
    assert status_of(idea) == Status.SUBMITTED


def test_a_stale_token_without_text_decides_nothing(moderator: User) -> None:
    signed_in_staff(moderator)
    client = Client(enforce_csrf_checks=True)
    client.force_login(moderator)
    idea = waiting()
    assert client.post(url("release", idea), {"version": version(idea), "lead": "office"}).status_code == 403
    assert status_of(idea) == Status.SUBMITTED


def test_a_lost_session_keeps_what_was_typed(client: Client) -> None:
    idea = waiting()
    response = decide(client, "refuse", idea, **REASONS, send="1")
    assert response.status_code == 403
    page = response.content.decode()
    assert f'<input type="hidden" name="facts" value="{REASONS["facts"]}">' in page
    assert 'name="send"' not in page
    assert idea.title not in page
    assert status_of(idea) == Status.SUBMITTED


def test_a_megabyte_is_answered(as_moderator: Client) -> None:
    idea = waiting()
    response = decide(as_moderator, "refuse", idea, rule="werbung", facts="x" * 1_000_000)
    assert response.status_code in {400, 413}
    assert status_of(idea) == Status.SUBMITTED


def test_doubled_and_extra_fields_change_nothing_else(as_moderator: Client, neighbour: User) -> None:
    idea = waiting()
    sent = {
        "version": [1, version(idea)],
        "lead": ["x", "office"],
        "status": "locked",
        "by": neighbour.pk,
        "stage": "new",
    }
    as_moderator.post(url("release", idea), sent)
    assert status_of(idea) == Status.PUBLISHED
    assert idea.decisions.get().by != neighbour


def test_the_answer_to_a_question_stands_at_the_desk(as_moderator: Client, citizen: User) -> None:
    idea = make.idea(status=Status.RETURNED, author=citizen)
    version = idea.pending_version
    assert version is not None
    content = {name: getattr(version, name) for name in IdeaVersion.TOLD}
    lifecycle.amend(idea.pk, content=content, answer="Am <Markt> und vor der Schule.", by=citizen)
    page = as_moderator.get(url("show", idea)).content.decode()
    assert "Am &lt;Markt&gt; und vor der Schule." in page


def test_reasons_typed_in_vain_come_back(as_moderator: Client) -> None:
    idea = make.idea(status=Status.SUBMITTED)
    read = version(idea)
    decide(as_moderator, "release", idea)
    sent = {"version": read, "rule": "werbung", "facts": "Zehn Minuten Arbeit.", "send": "1"}
    told = said(as_moderator.post(url("refuse", idea), sent))
    assert any("Zehn Minuten Arbeit." in sentence for sentence in told), told
