"""What the office recommends: where, how many, from when to when, and whose ideas."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from ideas import features, lifecycle
from ideas.models import Feature, Idea, Rule, Status
from tests import make
from tests.conftest import signed_in_staff
from texts import memory
from themes.models import Authority, Theme

pytestmark = pytest.mark.django_db
LIST = "/admin/ideas/feature/"
ADD = f"{LIST}add/"


def day(offset: int) -> Any:
    return timezone.localdate() + timedelta(days=offset)


def feature(idea: Idea, **fields: Any) -> Feature:
    made: Feature = Feature.objects.create(idea=idea, **fields)
    memory.forget()
    return made


def shown(client: Client, address: str = "/") -> list[str]:
    """The titles in the section, in order."""
    html = client.get(address).content.decode()
    if 'id="empfohlen"' not in html:
        return []
    part = html[html.index('id="empfohlen"') :]
    part = part[: part.index("</section>")]
    return [piece.partition("</a>")[0].rpartition(">")[2] for piece in part.split('<h3 class="idea-title"')[1:]]


def form(idea: Idea | str, where: str = "home", **fields: Any) -> dict[str, Any]:
    reference = idea.reference if isinstance(idea, Idea) else idea
    return {"reference": reference, "where": where, "position": "1", "since": day(0), "until": "", **fields}


def pages() -> dict[str, str]:
    theme, authority = Theme.objects.get(slug="landschaft-energie"), Authority.objects.get(slug="goerlitz")
    return {
        "home": reverse("home"),
        f"theme-{theme.pk}": theme.get_absolute_url(),
        f"authority-{authority.pk}": authority.get_absolute_url(),
    }


def test_three_at_most_in_their_order(client: Client) -> None:
    for position, title in enumerate(["Vier", "Zwei", "Eins", "Drei"]):
        feature(make.idea(title), position={"Vier": 9, "Zwei": 2, "Eins": 1, "Drei": 3}[title] + 0 * position)
    assert shown(client) == ["Eins", "Zwei", "Drei"]


def test_only_published_and_only_on_these_days(client: Client, editor: User) -> None:
    locked = make.idea("Gesperrt")
    for title, days in {
        "Heute": (0, 0), "Ohne Ende": (-5, None), "Gestern": (-5, -1), "Morgen": (1, None),
    }.items():  # fmt: skip
        since, until = days
        feature(make.idea(title), since=day(since), until=None if until is None else day(until))
    feature(locked, position=0)
    assert shown(client) == ["Gesperrt", "Heute", "Ohne Ende"]
    lifecycle.lock(locked.pk, by=editor, rule=Rule.objects.all()[0], facts="x")
    assert shown(client) == ["Heute", "Ohne Ende"]


def test_each_page_has_its_own(client: Client) -> None:
    for where in pages():
        kind, _sep, pk = where.partition("-")
        feature(make.idea(where), **({f"{kind}_id": int(pk)} if pk else {}))
    for where, address in pages().items():
        assert shown(client, address) == [where]
    assert shown(client, Theme.objects.get(slug="mobilitaet-digitales").get_absolute_url()) == []


def test_the_database_keeps_the_days_in_order_and_one_page(db: None) -> None:
    idea = make.idea()
    theme, authority = Theme.objects.all()[0], Authority.objects.all()[0]
    feature(idea)
    for wrong in ({"theme": theme, "authority": authority}, {"since": day(1), "until": day(0)}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            feature(idea, **wrong)


@pytest.mark.parametrize("where", [0, 1, 2])
def test_as_many_queries_for_three_as_for_one(client: Client, where: int) -> None:
    name, address = list(pages().items())[where]
    kind, _sep, pk = name.partition("-")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    queries()
    none = queries()
    for most in (1, 3):
        for _ in range(most):
            feature(make.idea(), **({f"{kind}_id": int(pk)} if pk else {}))
        queries()
        assert (queries(), len(shown(client, address))) == (none + 1, most)


# The administration


def test_added_by_its_number_seen_on_its_page_and_in_the_history(as_editor: Client, editor: User) -> None:
    idea = make.idea("Rufbus")
    for where, address in pages().items():
        response = as_editor.post(ADD, form(idea, where))
        assert response.status_code == 302, response.context["adminform"].form.errors
        assert shown(as_editor, address) == ["Rufbus"]
    row = Feature.objects.latest("pk")
    assert row.by == editor
    html = as_editor.get(f"{LIST}{row.pk}/change/").content.decode()
    assert f'href="{pages()[f"authority-{row.authority_id}"]}#empfohlen"' in html
    history = as_editor.get(f"{LIST}{row.pk}/history/")
    assert [entry.user for entry in history.context["action_list"]] == [editor]
    assert f"{LIST}{row.pk}/history/" in html
    assert not LogEntry.objects.filter(object_repr__contains="Rufbus").exists(), "a title may have to be redacted"


def test_the_list_says_what_is_shown_and_why_not(as_editor: Client) -> None:
    rows = [feature(make.idea(), position=number) for number in range(4)]
    over = feature(make.idea(), since=day(-2), until=day(-1))
    later = feature(make.idea(), since=day(1))
    hidden = feature(make.idea(status=Status.REJECTED))
    listed = as_editor.get(LIST).context["cl"]
    model_admin = listed.model_admin
    words = {row.pk: str(model_admin.state(row)) for row in listed.result_list}
    assert len({words[row.pk] for row in rows[:3]}) == 1
    assert len({words[row.pk] for row in (rows[0], rows[3], over, later, hidden)}) == 5
    assert set(features.shown_now()) == {row.pk for row in rows[:3]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"reference": ""}, {"reference": "2026-99999"}, {"reference": "x\x00"}, {"reference": "9" * 400},
        {"where": ""}, {"where": "theme-999999"}, {"where": "theme-x"}, {"where": "home-1"}, {"position": "-1"},
        {"position": "99999"}, {"since": "x"}, {"until": "2020-01-01"}, {"since": ""},
    ],
)  # fmt: skip
def test_bad_input_is_answered_by_a_sentence(as_editor: Client, wrong: dict[str, str]) -> None:
    response = as_editor.post(ADD, {**form(make.idea()), **wrong})
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert Feature.objects.count() == 0


def test_not_what_is_not_published_and_not_twice(as_editor: Client) -> None:
    idea = make.idea()
    as_editor.post(ADD, form(idea))
    for sent in (form(idea), form(make.idea(status=Status.SUBMITTED)), form(make.idea(status=Status.REJECTED))):
        assert as_editor.post(ADD, sent).context["adminform"].form.errors
    assert Feature.objects.count() == 1
    row = Feature.objects.get()
    assert as_editor.post(f"{LIST}{row.pk}/change/", form(idea, position="7")).status_code == 302
    assert Feature.objects.get().position == 7


def test_the_order_is_changed_in_the_list(as_editor: Client) -> None:
    rows = [feature(make.idea(f"Idee {number}"), position=number) for number in (1, 2)]
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "_save": "1"}
    for number, row in enumerate(rows):
        data |= {f"form-{number}-id": str(row.pk), f"form-{number}-position": str(9 - number)}
    assert as_editor.post(LIST, data).status_code == 302
    assert shown(as_editor) == ["Idee 2", "Idee 1"]


def test_ideas_of_others_are_not_there() -> None:
    client = signed_in_staff(make.user("zwei@example.org", groups=["Redaktion"], authorities=["goerlitz"]))
    mine = feature(make.idea(authorities=["goerlitz"]))
    foreign = feature(make.idea("Fremd", authorities=["cottbus"]))
    assert list(client.get(LIST).context["cl"].result_list) == [mine]
    for name in ("change", "history", "delete"):
        assert client.get(f"{LIST}{mine.pk}/{name}/").status_code == 200
        address = f"{LIST}{foreign.pk}/{name}/"
        assert client.get(address).status_code == 404
        assert client.post(address, {**form(foreign.idea), "post": "yes"}).status_code in {404, 405}
    other = make.idea(authorities=["cottbus"])
    assert client.post(ADD, form(other)).context["adminform"].form.errors
    client.post(LIST, {"action": "delete_selected", "_selected_action": [foreign.pk], "post": "yes"})
    assert Feature.objects.filter(pk=foreign.pk, position=1).exists()
    assert Feature.objects.count() == 2


def test_one_request_does_not_widen_the_scope_of_another(as_editor: Client) -> None:
    """The form's class is made for each request; what it offers must not stay in a shared field."""
    narrow = signed_in_staff(make.user("zwei@example.org", groups=["Redaktion"], authorities=["goerlitz"]))
    foreign = make.idea(authorities=["cottbus"])
    as_editor.get(ADD)
    assert narrow.post(ADD, form(foreign)).context["adminform"].form.errors
    assert as_editor.post(ADD, form(foreign)).status_code == 302


def test_moderators_without_the_permission_may_not(as_moderator: Client) -> None:
    for address in (LIST, ADD):
        assert as_moderator.get(address).status_code == 403
    assert "/admin/ideas/feature/" not in as_moderator.get("/admin/").content.decode()
