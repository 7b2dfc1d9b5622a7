"""Ideas, comments and rules in the administration: read, never edited, each in its scope."""

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from accounts.models import User
from ideas import lifecycle
from ideas.models import Comment, Idea, Rule, Stage, Status
from ideas.reasons import statement
from tests import make
from tests.conftest import signed_in_staff
from themes.models import Theme

pytestmark = pytest.mark.django_db
REASONS = {"rule": "werbung", "facts": "Der Text wirbt für eine Firma."}
IDEAS, COMMENTS = "/admin/ideas/idea/", "/admin/ideas/comment/"


def page(idea: Idea, name: str = "change") -> str:
    return reverse(f"admin:ideas_idea_{name}", args=[idea.pk])


def of_comment(comment: Comment, name: str = "change") -> str:
    return reverse(f"admin:ideas_comment_{name}", args=[comment.pk])


def listed(client: Client, address: str) -> list[Any]:
    response = client.get(address)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def fresh(thing: Any) -> Any:
    thing.refresh_from_db()
    return thing


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# Scope


def test_ideas_and_comments_of_others_are_not_there(moderator_of_goerlitz: User, neighbour: User) -> None:
    mine, foreign = make.idea(authorities=["goerlitz"]), make.idea(authorities=["cottbus"])
    my_comment, other = make.comment(mine, author=neighbour), make.comment(foreign, author=neighbour)
    client = signed_in_staff(moderator_of_goerlitz)
    assert listed(client, IDEAS) == [mine]
    assert listed(client, COMMENTS) == [my_comment]
    for name in ("change", "history", "delete", "stage", "lock"):
        assert client.get(page(foreign, name)).status_code == 404
        assert client.get(page(mine, name)).status_code in ({200} if name in {"change", "history", "lock"} else {403})
    for name in ("change", "history", "remove"):
        assert client.get(of_comment(other, name)).status_code == 404
        assert client.get(of_comment(my_comment, name)).status_code == 200
    assert client.post(page(foreign, "unlock")).status_code == 404
    assert client.post(page(foreign, "lock"), {**REASONS, "send": "1"}).status_code == 404
    assert client.post(of_comment(other, "remove"), {**REASONS, "send": "1"}).status_code == 404
    assert fresh(foreign).status == Status.PUBLISHED


@pytest.mark.parametrize("number", ["0", "9" * 40, "x", "1_2", "%00"])
def test_a_number_that_is_none(as_moderator: Client, number: str) -> None:
    assert as_moderator.get(f"{IDEAS}{number}/change/").status_code in {400, 404}
    assert as_moderator.get(f"{IDEAS}{number}/lock/", follow=True).status_code in {400, 404}


def test_no_address_leads_past_the_scope(moderator_of_goerlitz: User) -> None:
    """Django's own "view on site" would tell the slug, which holds the title."""
    foreign = make.idea("Geheimer Titel", status=Status.REJECTED, authorities=["cottbus"])
    kind = ContentType.objects.get_for_model(Idea)
    response = signed_in_staff(moderator_of_goerlitz).get(f"/admin/r/{kind.pk}/{foreign.pk}/")
    assert response.status_code == 404


@pytest.mark.parametrize("name", ["change", "stage", "lock", "unlock"])
def test_who_may_enter(client: Client, citizen: User, name: str) -> None:
    idea = make.idea()
    assert client.get(page(idea, name)).status_code == 302
    client.force_login(citizen)
    assert client.get(page(idea, name)).status_code == 403
    assert client.post(page(idea, name)).status_code == 403


# Reading


def test_nothing_can_be_added_changed_or_deleted(as_administrator: Client, neighbour: User) -> None:
    idea = make.idea()
    comment = make.comment(idea, author=neighbour)
    assert as_administrator.get(f"{IDEAS}add/").status_code == 403
    for address in (page(idea), page(idea, "delete"), of_comment(comment), of_comment(comment, "delete")):
        sent = {"status": "spam", "title": "x", "stage": "implemented", "post": "yes"}
        assert as_administrator.post(address, sent).status_code == 403
    assert 'name="status"' not in as_administrator.get(page(idea)).content.decode()
    assert (fresh(idea).status, fresh(comment).status) == (Status.PUBLISHED, "published")


def test_the_page_tells_the_whole_story(as_moderator: Client, moderator: User, citizen: User) -> None:
    idea = make.idea("Erste Fassung", author=citizen, by=moderator)
    lifecycle.amend(idea.pk, content=make.content("Zweite Fassung", text="<b>fett</b>"), by=citizen)
    response = as_moderator.get(page(idea))
    html = response.content.decode()
    for shown in ("Erste Fassung", "Zweite Fassung", "&lt;b&gt;fett&lt;/b&gt;", str(moderator), str(citizen)):
        assert escape(shown) in html or shown in html
    assert [version.number for version, _facts, _pictures in response.context["versions"]] == [2, 1]
    verbs = [entry.verb for entry, _what in response.context["entries"]]
    assert verbs == ["idea.submitted", "idea.published", "idea.amended"]
    assert reverse("admin:moderation_queueitem_show", args=[f"idea-{idea.pk}"]) in html


@pytest.mark.parametrize("status", [status for status in Status if status != Status.MERGED])
def test_every_status_has_its_page(as_editor: Client, citizen: User, status: str) -> None:
    assert as_editor.get(page(make.idea(author=citizen, status=status))).status_code == 200


def test_search_by_number_and_by_words(as_moderator: Client) -> None:
    bus, lake = make.idea("Rufbus"), make.idea("Seeufer")
    assert listed(as_moderator, f"{IDEAS}?q={bus.reference}") == [bus]
    assert listed(as_moderator, f"{IDEAS}?q=Nr.+{lake.reference}") == [lake]
    assert listed(as_moderator, f"{IDEAS}?q=seeufer") == [lake]
    assert listed(as_moderator, f"{IDEAS}?q=2026-99999999999999999999") == []


def test_filters(as_moderator: Client) -> None:
    bus = make.idea(whole_region=True)
    culture = make.idea(themes=["kultur-sprache-bildung"], status=Status.LOCKED)
    theme = Theme.objects.get(slug="kultur-sprache-bildung").pk
    assert listed(as_moderator, f"{IDEAS}?theme={theme}") == [culture]
    assert listed(as_moderator, f"{IDEAS}?authority=whole") == [bus]
    assert listed(as_moderator, f"{IDEAS}?status__exact=locked") == [culture]
    assert listed(as_moderator, f"{IDEAS}?theme=abc&status__exact=") in ([], [culture, bus])


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", [IDEAS, COMMENTS, "/admin/moderation/report/"])
def test_lists_cost_the_same_whatever_there_is(as_moderator: Client, address: str) -> None:
    def more(number: int) -> None:
        for _ in range(number):
            idea = make.idea(author=make.user())
            make.comment(idea, author=make.user())
            make.report(idea, text="Bitte.", rule=Rule.objects.first())

    more(2)
    few = queries_of(as_moderator, address)
    more(5)
    assert queries_of(as_moderator, address) == few <= 12


def test_the_page_of_an_idea_costs_the_same_whatever_happened(as_moderator: Client, citizen: User) -> None:
    idea = make.idea(author=citizen)
    few = queries_of(as_moderator, page(idea))
    for number in range(4):
        version = lifecycle.amend(idea.pk, content=make.content(f"Fassung {number}"), by=citizen)
        lifecycle.publish(idea.pk, version_id=version.pk, by=make.user(groups=["Moderation"]))
    assert queries_of(as_moderator, page(idea)) == few


# State


def test_the_state_is_changed_with_its_reason(as_editor: Client, editor: User) -> None:
    idea = make.idea()
    assert as_editor.get(page(idea, "stage")).status_code == 200
    response = as_editor.post(page(idea, "stage"), {"stage": "under_review", "reason": "Liegt im Bauamt."})
    assert response["Location"] == page(idea)
    assert fresh(idea).stage == Stage.UNDER_REVIEW
    decision = idea.decisions.get(kind="stage")
    assert (decision.by, decision.message) == (editor, "Liegt im Bauamt.")


def test_only_what_can_follow_is_offered(as_editor: Client) -> None:
    idea = make.idea()
    form = as_editor.get(page(idea, "stage")).context["form"]
    assert [value for value, _label in form.fields["stage"].choices] == ["under_review", "not_pursued"]
    for wrong in ("implemented", "new", "", "\x00", "published"):
        response = as_editor.post(page(idea, "stage"), {"stage": wrong, "reason": "Weil."})
        assert list(response.context["form"].errors) == ["stage"]
    assert fresh(idea).stage == Stage.NEW


def test_a_missing_reason_is_said_in_a_sentence(as_editor: Client) -> None:
    idea = make.idea()
    response = as_editor.post(page(idea, "stage"), {"stage": "not_pursued", "reason": " \u200b"})
    assert list(response.context["form"].errors) == ["reason"]
    assert fresh(idea).stage == Stage.NEW


def test_what_somebody_else_changed_meanwhile_is_said_in_a_sentence(as_editor: Client, moderator: User) -> None:
    idea = make.idea()
    lifecycle.lock(idea.pk, by=moderator, rule=Rule.objects.get(key="werbung"), facts="Werbung.")
    response = as_editor.post(page(idea, "stage"), {"stage": "under_review", "reason": ""})
    assert response.status_code == 200
    assert len(response.context["form"].non_field_errors()) == 1
    assert fresh(idea).stage == Stage.NEW


def test_the_state_needs_its_own_right(as_moderator: Client) -> None:
    idea = make.idea()
    assert page(idea, "stage") not in as_moderator.get(page(idea)).content.decode()
    assert as_moderator.post(page(idea, "stage"), {"stage": "under_review"}).status_code == 403
    assert fresh(idea).stage == Stage.NEW


def test_a_stale_token_keeps_the_reason(editor: User) -> None:
    signed_in_staff(editor)
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    idea = make.idea()
    response = client.post(page(idea, "stage"), {"stage": "under_review", "reason": "Liegt im Bauamt."})
    assert response.status_code == 403
    assert response.context["form"]["reason"].value() == "Liegt im Bauamt."
    assert fresh(idea).stage == Stage.NEW


# Lock, unlock, remove


def test_lock_is_previewed_then_done_then_undone(as_moderator: Client, moderator: User) -> None:
    idea = make.idea()
    assert as_moderator.get(page(idea, "lock")).status_code == 200
    preview = as_moderator.post(page(idea, "lock"), REASONS)
    text = statement(
        "locked",
        rule=Rule.objects.get(key="werbung"),
        message=REASONS["facts"],
        language="de",
        reference=idea.reference,
    )
    assert f">{escape(text)}</pre>" in preview.content.decode()
    assert fresh(idea).status == Status.PUBLISHED
    changed = as_moderator.post(page(idea, "lock"), {**REASONS, "change": "1"})
    assert changed.context["form"]["facts"].value() == REASONS["facts"]
    assert as_moderator.post(page(idea, "lock"), {**REASONS, "send": "1"})["Location"] == page(idea)
    assert fresh(idea).status == Status.LOCKED
    assert idea.decisions.get(kind="locked").by == moderator
    as_moderator.post(page(idea, "unlock"))
    assert fresh(idea).status == Status.PUBLISHED


@pytest.mark.parametrize("missing", ["rule", "facts"])
def test_no_lock_without_facts_and_rule(as_moderator: Client, missing: str) -> None:
    idea = make.idea()
    response = as_moderator.post(page(idea, "lock"), {**REASONS, missing: "", "send": "1"})
    assert list(response.context["form"].errors) == [missing]
    assert fresh(idea).status == Status.PUBLISHED


def test_whoever_comes_second_is_told_who_was_first(as_moderator: Client) -> None:
    idea = make.idea()
    first = make.user(groups=["Moderation"], display_name="Anna Noack")
    signed_in_staff(first).post(page(idea, "lock"), {**REASONS, "send": "1"})
    for typed in (REASONS, {**REASONS, "send": "1"}):
        assert "Anna Noack" in " ".join(said(as_moderator.post(page(idea, "lock"), typed)))
    assert idea.decisions.filter(kind="locked").count() == 1


def test_unlock_is_for_what_is_locked_and_never_by_a_link(as_moderator: Client) -> None:
    idea = make.idea(status=Status.REJECTED)
    assert as_moderator.get(page(idea, "unlock")).status_code == 405
    assert len(said(as_moderator.post(page(idea, "unlock")))) == 1
    assert fresh(idea).status == Status.REJECTED


def test_a_published_comment_is_removed(as_moderator: Client, neighbour: User) -> None:
    comment = make.comment(make.idea(), author=neighbour)
    assert as_moderator.get(of_comment(comment, "remove")).status_code == 200
    preview = as_moderator.post(of_comment(comment, "remove"), REASONS)
    text = statement(
        "comment_removed", rule=Rule.objects.get(key="werbung"), message=REASONS["facts"], language="de",
        reference=comment.idea.reference,
    )  # fmt: skip
    assert f">{escape(text)}</pre>" in preview.content.decode()
    assert fresh(comment).status == "published"
    as_moderator.post(of_comment(comment, "remove"), {**REASONS, "send": "1"})
    assert fresh(comment).status == "removed"
    again = as_moderator.post(of_comment(comment, "remove"), {**REASONS, "send": "1"})
    assert len(said(again)) == 2  # done; decided already
    assert comment.decisions.filter(kind="rejected").count() == 1


def test_a_lost_session_keeps_the_facts(client: Client) -> None:
    idea = make.idea("Geheim", status=Status.PUBLISHED)
    response = client.post(page(idea, "lock"), {**REASONS, "send": "1"})
    assert response.status_code == 403
    assert REASONS["facts"] in response.content.decode()
    assert fresh(idea).status == Status.PUBLISHED


# Rules


def test_a_rule_is_edited_one_input_a_language(as_editor: Client) -> None:
    rule = Rule.objects.get(key="werbung")
    address = reverse("admin:ideas_rule_change", args=[rule.pk])
    html = as_editor.get(address).content.decode()
    assert all(f'name="name_{code}"' in html for code in ("de", "en", "hsb", "dsb", "pl", "cs"))
    sent = {
        "number": rule.number, "name_de": "Keine Reklame", "name_hsb": "Žane wabjenje", "text_de": "Nicht hier.",
        "is_active": "on", "key": "anders",
    }  # fmt: skip
    assert as_editor.post(address, sent).status_code == 302
    changed = fresh(rule)
    assert changed.name == {"de": "Keine Reklame", "hsb": "Žane wabjenje"}
    assert (changed.text, changed.key) == ({"de": "Nicht hier."}, "werbung")


def test_a_rule_needs_german_and_is_not_deleted(as_administrator: Client) -> None:
    rule = Rule.objects.get(key="werbung")
    address = reverse("admin:ideas_rule_change", args=[rule.pk])
    response = as_administrator.post(address, {"number": 5, "name_en": "No ads", "text_de": "x", "is_active": "on"})
    assert list(response.context["adminform"].form.errors) == ["name"]
    assert as_administrator.post(reverse("admin:ideas_rule_delete", args=[rule.pk]), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("name", ["stage", "lock"])
def test_the_title_of_a_page_names_that_something_is_wrong(as_editor: Client, name: str) -> None:
    assert "<title>Fehler: " in as_editor.post(page(make.idea(), name), {}).content.decode()


def test_the_title_names_that_the_other_idea_is_not_found(as_editor: Client) -> None:
    assert "<title>Fehler: " in as_editor.get(page(make.idea(), "merge"), {"other": "2026-99999"}).content.decode()
