"""Collections: what everybody reads, how they are put together, and by whom."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from ideas import collections, curating, lifecycle
from ideas.models import Collection, CollectionIdea, Idea, Rule, Status
from tests import make
from tests.conftest import signed_in_staff
from texts import memory
from themes.models import Authority

pytestmark = pytest.mark.django_db
ADMIN = "/admin/ideas/collection/"


def collection(*ideas: Idea, public: bool = True, **fields: Any) -> Collection:
    values = {
        "slug": f"sammlung-{Collection.objects.count() + 1}", "title": {"de": "Bahn und Bus"},
        "introduction": {"de": "Ein Anfang.\n\nMehr <b>fett</b>"}, **fields,
    }  # fmt: skip
    row: Collection = Collection.objects.create(is_public=public, **values)
    for idea in ideas:
        collections.add(row.pk, idea)
    memory.forget()
    return row


def titles(client: Client, address: str) -> list[str]:
    html = client.get(address).content.decode()
    return re.findall(r'class="idea-title"[^>]*><a[^>]*>([^<]*)', html)


def page(row: Collection, name: str) -> str:
    return reverse(f"admin:ideas_collection_{name}", args=[row.pk])


def change(client: Client, row: Collection, verb: str, idea: Idea | str) -> int:
    pk = str(idea.pk) if isinstance(idea, Idea) else idea
    return client.post(page(row, "change_ideas"), {"verb": verb, "idea": pk}).status_code


def order(row: Collection) -> list[str]:
    return list(row.entries.order_by("position").values_list("idea__title", flat=True))


def sent(row: Collection | None = None, **fields: Any) -> dict[str, Any]:
    """What the form sends."""
    return {
        "title_de": "Bahn und Bus", "introduction_de": "Ein Anfang.", "slug": row.slug if row else "bahn-und-bus",
        "position": "1", "is_public": "on", **fields,
    }  # fmt: skip


# For everybody


def test_public_ones_with_their_published_ideas_in_order(client: Client, editor: User) -> None:
    two, one, locked = make.idea("Zwei"), make.idea("Eins"), make.idea("Gesperrt")
    row = collection(one, locked, two)
    assert titles(client, row.get_absolute_url()) == ["Eins", "Gesperrt", "Zwei"]
    lifecycle.lock(locked.pk, by=editor, rule=Rule.objects.all()[0], facts="x")
    assert titles(client, row.get_absolute_url()) == ["Eins", "Zwei"]
    html = client.get(row.get_absolute_url()).content.decode()
    assert "Mehr &lt;b&gt;fett&lt;/b&gt;" in html
    assert f'<a href="{reverse("ideas:collection_list")}">' in html


def test_one_that_is_not_public_is_not_there(client: Client) -> None:
    idea = make.idea()
    row = collection(idea, public=False)
    assert client.get(row.get_absolute_url()).status_code == 404
    for address in ("/", "/ideen/", reverse("ideas:collection_list"), idea.get_absolute_url(), "/sitemap-subjects.xml"):
        assert row.slug not in client.get(address).content.decode()
    Collection.objects.update(is_public=True)
    memory.forget()
    assert client.get(row.get_absolute_url()).status_code == 200
    for address in ("/", reverse("ideas:collection_list"), idea.get_absolute_url(), "/sitemap-subjects.xml"):
        assert row.get_absolute_url() in client.get(address).content.decode(), address


def test_home_and_list_link_to_them_once_there_is_one(client: Client) -> None:
    address = reverse("ideas:collection_list")
    for start in ("/", "/ideen/"):
        assert f'href="{address}"' not in client.get(start).content.decode()
    assert client.get(address).status_code == 200
    collection()
    for start in ("/", "/ideen/"):
        assert f'href="{address}"' in client.get(start).content.decode()


def test_pages_of_twenty(client: Client) -> None:
    row = collection(*(make.idea(f"Idee {number}") for number in range(21)))
    address = row.get_absolute_url()
    assert (len(titles(client, address)), titles(client, f"{address}?seite=2")) == (20, ["Idee 20"])
    for wrong, status in {"3": 302, "0": 200, "-1": 200, "x": 200, "9" * 40: 302, "\x00": 400}.items():
        assert client.get(address, {"seite": wrong}).status_code == status, wrong
    assert client.get(address, {"seite": "3"})["Location"] == f"{address}?seite=2"


def test_an_empty_one_says_so(client: Client) -> None:
    assert "empty" in client.get(collection().get_absolute_url()).content.decode()


def test_in_another_language_what_is_german_says_so(client: Client) -> None:
    row = collection(title={"de": "Bahn", "en": "Trains"}, introduction={"de": "Ein Anfang."})
    html = client.get(f"/en{row.get_absolute_url()}").content.decode()
    assert "Trains" in html
    assert '<div class="lead prose" lang="de"><p>Ein Anfang.' in html


def test_as_many_queries_for_many_ideas(client: Client) -> None:
    row = collection(make.idea())
    idea = make.idea()

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    addresses = [row.get_absolute_url(), reverse("ideas:collection_list"), idea.get_absolute_url(), "/", "/ideen/"]

    def each() -> list[int]:
        """Once what a process remembers is there."""
        return [[queries(address) for address in addresses] for _ in range(2)][1]

    collections.add(row.pk, idea)
    few = each()
    for _ in range(5):
        collections.add(row.pk, make.idea())
        collection(idea)
    assert each() == few


# The administration


def test_made_filled_looked_at_and_published(as_editor: Client, client: Client, editor: User) -> None:
    idea = make.idea("Rufbus")
    response = as_editor.post(f"{ADMIN}add/", sent(is_public=""))
    assert response.status_code == 302, response.context["adminform"].form.errors
    row = Collection.objects.get()
    assert response["Location"] == page(row, "ideas")
    found = as_editor.get(page(row, "ideas"), {"q": idea.reference}).context["found"]
    assert found == [(idea, False)]
    assert change(as_editor, row, "add", idea) == 302
    assert as_editor.get(page(row, "ideas"), {"q": "Rufbus"}).context["found"] == [(idea, True)]
    assert client.get(row.get_absolute_url()).status_code == 404
    preview = as_editor.get(page(row, "preview")).content.decode()
    assert "Rufbus" in preview
    assert 'content="noindex' in preview
    as_editor.post(page(row, "change"), sent(row))
    assert titles(client, row.get_absolute_url()) == ["Rufbus"]
    log = list(LogEntry.objects.order_by("pk").values_list("user", "object_id"))
    assert log == [(editor.pk, str(row.pk))] * 3
    history = as_editor.get(f"{ADMIN}{row.pk}/history/").content.decode()
    assert idea.reference in history
    assert "Rufbus" not in history
    assert f"{ADMIN}{row.pk}/history/" in as_editor.get(page(row, "change")).content.decode()


def test_put_in_order(as_editor: Client) -> None:
    ideas = {name: make.idea(name) for name in "ABC"}
    row = collection(*ideas.values())
    for verb, name, then in (
        ("up", "C", "ACB"), ("down", "A", "CAB"), ("up", "C", "CAB"), ("down", "B", "CAB"), ("remove", "A", "CB"),
        ("remove", "A", "CB"), ("add", "B", "CB"), ("add", "A", "CBA"), ("x", "A", "CBA"), ("", "A", "CBA"),
    ):  # fmt: skip
        assert change(as_editor, row, verb, ideas[name]) == 302
        assert "".join(order(row)) == then, verb
    for wrong in ("", "x", "0", "9" * 40, "\x00"):
        assert change(as_editor, row, "add", wrong) == 404
    assert change(as_editor, row, "add", make.idea(status=Status.SUBMITTED)) == 302
    assert "".join(order(row)) == "CBA"
    assert as_editor.get(page(row, "change_ideas")).status_code == 405


@pytest.mark.parametrize("words", ["x" * 500, "<b>", "2026-99999", "'; --", "9" * 30])
def test_whatever_is_searched_for(as_editor: Client, words: str) -> None:
    assert as_editor.get(page(collection(), "ideas"), {"q": words}).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"title_de": ""}, {"title_de": "x" * 121}, {"introduction_de": ""}, {"introduction_de": "x" * 2001},
        {"slug": ""}, {"slug": "ä ö"}, {"slug": "x" * 61}, {"slug": "sammlung-1"}, {"position": "-1"},
        {"position": "x"},
    ],
)  # fmt: skip
def test_bad_input_is_answered_by_a_sentence(as_editor: Client, wrong: dict[str, str]) -> None:
    collection()
    response = as_editor.post(f"{ADMIN}add/", {**sent(), **wrong})
    assert (response.status_code, bool(response.context["adminform"].form.errors)) == (200, True)
    assert Collection.objects.count() == 1


def test_an_address_that_was_left_leads_on(as_editor: Client, client: Client) -> None:
    row = collection()
    old = row.get_absolute_url()
    as_editor.post(page(row, "change"), sent(row, slug="neu"))
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, "/sammlungen/neu/")
    assert response["Cache-Control"] == "no-cache"
    assert client.get("/en" + old)["Location"] == "/en/sammlungen/neu/"
    other = collection(slug=old.strip("/").rpartition("/")[2])
    assert client.get(old).context["collection"] == other, "whoever takes the address has it"
    as_editor.post(page(row, "change"), sent(row, slug="neu", is_public=""))
    Collection.objects.filter(pk=other.pk).delete()
    memory.forget()
    assert client.get(old).status_code == 404


def test_one_with_ideas_of_others_is_not_there() -> None:
    person = make.user("zwei@example.org", groups=["Redaktion"], authorities=["goerlitz"])
    client = signed_in_staff(person)
    mine, foreign = make.idea("Mein", authorities=["goerlitz"]), make.idea("Fremd", authorities=["cottbus"])
    own, other = collection(mine), collection(mine, foreign)
    assert list(client.get(ADMIN).context["cl"].result_list) == [own]
    for name in ("change", "ideas", "preview"):
        assert client.get(page(own, name)).status_code == 200
        assert client.get(page(other, name)).status_code == 404
    assert client.post(page(other, "change"), sent(other, title_de="Anders")).status_code == 404
    assert change(client, own, "add", foreign) == 404
    assert client.get(page(own, "ideas"), {"q": "Fremd"}).context["found"] == []
    assert client.get(page(own, "ideas"), {"q": foreign.reference}).context["found"] == []
    for verb in ("remove", "up", "down"):
        assert change(client, other, verb, mine) == 404
    client.post(ADMIN, {"action": "delete_selected", "_selected_action": [other.pk], "post": "yes"})
    assert order(other) == ["Mein", "Fremd"]
    assert order(own) == ["Mein"]


def test_an_idea_given_away_takes_its_collection_along(editor: User) -> None:
    client = signed_in_staff(make.user("zwei@example.org", groups=["Redaktion"], authorities=["goerlitz"]))
    idea = make.idea(authorities=["goerlitz"])
    row = collection(idea)
    assert client.get(page(row, "ideas")).status_code == 200
    idea.refresh_from_db()
    tags = {**curating.tags_of(idea.released_version), "authority_ids": [Authority.objects.get(slug="cottbus").pk]}  # type: ignore[arg-type]
    curating.retag(
        idea.pk, seen=curating.state(idea), tags=tags, lead_authority_id=None, by=editor, reason="Liegt in Cottbus."
    )
    assert client.get(page(row, "ideas")).status_code == 404


def test_evidence_is_for_a_few_and_hides_no_collection(as_editor: Client, editor: User) -> None:
    idea = make.idea("Drohung")
    row = collection(idea)
    lifecycle.withhold(idea.pk, by=editor, message="x", procedure="threat")
    person = make.user(groups=["Moderation"])
    person.user_permissions.add(Permission.objects.get(codename="curate"))
    seen = [client.get(page(row, "ideas")).context["entries"] for client in (as_editor, signed_in_staff(person))]
    assert [len(entries) for entries in seen] == [1, 0]
    assert CollectionIdea.objects.count() == 1


def test_moderators_without_the_permission_may_not(as_moderator: Client) -> None:
    row = collection(make.idea())
    for address in (ADMIN, f"{ADMIN}add/", *(page(row, name) for name in ("change", "ideas", "preview"))):
        assert as_moderator.get(address).status_code == 403
    assert change(as_moderator, row, "remove", row.entries.get().idea) == 403


# Taxonomies and rules


@pytest.mark.parametrize("address", ["themes/theme", "themes/authority", "ideas/rule", "themes/place"])
def test_taxonomies_have_a_history_and_a_way_to_their_page(as_editor: Client, editor: User, address: str) -> None:
    listed = as_editor.get(f"/admin/{address}/").context["cl"].result_list[0]
    change = f"/admin/{address}/{listed.pk}/change/"
    html = as_editor.get(change).content.decode()
    history = f"/admin/{address}/{listed.pk}/history/"
    assert history in html
    link = re.search(r'class="viewsitelink"[^>]*>|<a href="([^"]+)" class="viewsitelink"', html)
    if address == "themes/place":
        assert link is None
    else:
        assert link, "where everybody sees it"
        assert as_editor.get(link[1]).status_code == 200
    data = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', html))
    form = as_editor.get(change).context["adminform"].form
    data |= {name: form[name].value() for name in form.fields if not isinstance(form[name].value(), dict | list)}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    data |= {f"{name}_de": form[name].value()["de"] for name in form.fields if isinstance(form[name].value(), dict)}
    data |= {"text_de": "Wortlaut"} if "text" in form.fields else {}
    before = LogEntry.objects.count()
    response = as_editor.post(change, data)
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert LogEntry.objects.count() == before + 1
    assert [entry.user for entry in as_editor.get(history).context["action_list"]] == [editor]
