"""Merging as moderators, authors and readers meet it: pages, addresses, mails."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils.formats import date_format

from accounts.models import User
from ideas import lifecycle, merging, supporting
from ideas.links import make_token
from ideas.models import Authorship, Idea, Merge, Status
from journal.models import Entry
from notifications import outbox
from notifications.models import Delivery
from tests import make
from tests.conftest import signed_in_staff

pytestmark = pytest.mark.django_db
SENT = {"way": "there", "reason": "Beide wollen Busse am Abend.", "title": "", "text": ""}


@pytest.fixture
def ideas(citizen: User, neighbour: User) -> tuple[Idea, Idea]:
    return (
        make.idea("Abendbus nach Zittau", author=citizen, authorities=["goerlitz"], text="Ein Bus um 22 Uhr."),
        make.idea("Nachtbus nach Zittau", author=neighbour, authorities=["goerlitz"], text="Ein Bus um 23 Uhr."),
    )


@pytest.fixture
def desk(moderator_of_goerlitz: User) -> Client:
    return signed_in_staff(moderator_of_goerlitz)


def page_of(idea: Idea, other: Idea | None = None) -> str:
    return f"/admin/ideas/idea/{idea.pk}/merge/" + (f"?other={other.reference}" if other else "")


def propose(desk: Client, idea: Idea, other: Idea, **sent: Any) -> Any:
    page = desk.get(page_of(idea, other))
    seen = re.search(r'name="seen" value="([^"]*)"', page.content.decode())
    assert seen
    return desk.post(page_of(idea, other), {**SENT, "seen": seen[1], **sent})


def done(idea: Idea, other: Idea, by: User) -> Merge:
    merge = merging.propose(idea.pk, other.pk, by=by, reason="Dasselbe.")
    assert merging.carry_out(merge.pk)
    return merge


def mails() -> dict[str, str]:
    """What was sent, by the address it went to."""
    outbox.fan_out(limit=100)
    mail.outbox.clear()
    outbox.deliver_due(limit=100)
    return {message.to[0]: f"{message.subject}\n{message.body}" for message in mail.outbox}


class TestAtTheDesk:
    def test_similar_ideas_are_offered_and_compared(self, desk: Client, ideas: tuple[Idea, Idea]) -> None:
        make.census()
        page = desk.get(page_of(ideas[0])).content.decode()
        assert f"?other={ideas[1].reference}" in page
        page = desk.get(page_of(*ideas)).content.decode()
        for idea in ideas:
            assert idea.title in page
        assert "Ein Bus um 22 Uhr." in page
        assert "Ein Bus um 23 Uhr." in page
        assert not Merge.objects.exists()

    @pytest.mark.parametrize("way", ["there", "here"])
    def test_proposed_in_either_direction(self, desk: Client, ideas: tuple[Idea, Idea], way: str) -> None:
        answer = propose(desk, *ideas, way=way)
        assert answer["Location"] == f"/admin/ideas/idea/{ideas[0].pk}/change/"
        merge = Merge.objects.get()
        pair = ideas if way == "there" else ideas[::-1]
        assert (merge.source, merge.target, merge.reason) == (*pair, SENT["reason"])

    def test_a_new_common_idea(self, desk: Client, ideas: tuple[Idea, Idea]) -> None:
        propose(desk, *ideas, way="common", title="Busse am Abend", text="Nach 22 Uhr fährt noch ein Bus.")
        common = Idea.objects.get(title="Busse am Abend")
        assert set(Merge.objects.values_list("source", "target")) == {(idea.pk, common.pk) for idea in ideas}
        assert (common.authority_ids, common.theme_ids) == (ideas[0].authority_ids, ideas[0].theme_ids)

    @pytest.mark.parametrize(
        "sent",
        [{"way": ""}, {"way": "x"}, {"reason": ""}, {"reason": "x" * 2001}, {"way": "common"},
         {"way": "common", "title": "y" * 251, "text": "z"}],
    )  # fmt: skip
    def test_what_is_missing_is_said_and_nothing_is_lost(
        self, desk: Client, ideas: tuple[Idea, Idea], sent: dict[str, Any]
    ) -> None:
        answer = propose(desk, *ideas, **sent)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert 'role="alert"' in page
        assert 'aria-invalid="true"' in page
        assert sent.get("reason", SENT["reason"]) in page
        assert not Merge.objects.exists()
        assert Idea.objects.count() == 2

    def test_a_text_that_changed_in_the_meantime_is_shown_first(
        self, desk: Client, ideas: tuple[Idea, Idea], moderator: User
    ) -> None:
        page = desk.get(page_of(*ideas)).content.decode()
        seen = re.search(r'name="seen" value="([^"]*)"', page)
        assert seen
        version = lifecycle.amend(ideas[1].pk, content=make.content("Tram"), by=ideas[1].author)
        lifecycle.publish(ideas[1].pk, version_id=version.pk, by=moderator)
        Idea.objects.filter(pk=ideas[1].pk).update(authority_ids=ideas[0].authority_ids)
        answer = desk.post(page_of(*ideas), {**SENT, "seen": seen[1]})
        assert (answer.status_code, "Tram" in answer.content.decode()) == (409, True)
        assert not Merge.objects.exists()

    def test_one_that_waits_is_released_with_it(self, desk: Client, ideas: tuple[Idea, Idea], citizen: User) -> None:
        waits = make.idea("Spätbus", author=citizen, status=Status.SUBMITTED, authorities=["goerlitz"])
        answer = propose(desk, waits, ideas[1])
        assert answer["Location"] == "/admin/moderation/queueitem/"
        waits.refresh_from_db()
        assert waits.status == Status.PUBLISHED
        assert Merge.objects.get().source == waits

    @pytest.mark.parametrize("typed", ["2026-99999", "x", "", "9" * 400])
    def test_numbers_that_lead_nowhere(self, desk: Client, ideas: tuple[Idea, Idea], typed: str) -> None:
        answer = desk.get(f"/admin/ideas/idea/{ideas[0].pk}/merge/", {"other": typed})
        assert answer.status_code == 200
        assert 'aria-invalid="true"' in answer.content.decode()

    def test_of_an_idea_elsewhere_a_proposal_tells_its_number_and_only_while_that_is_public(
        self, desk: Client, ideas: tuple[Idea, Idea], moderator: User
    ) -> None:
        elsewhere = make.idea("Nachtbus nach Cottbus", authorities=["cottbus"])
        row = merging.propose(ideas[0].pk, elsewhere.pk, by=moderator, reason="Gleich.")
        pages = [page_of(ideas[0]), page_of(*ideas), f"/admin/ideas/idea/{ideas[0].pk}/change/"]
        link = f"/admin/ideas/merge/{row.pk}/change/"
        office = signed_in_staff(moderator)
        for known in (True, False):
            if not known:
                Idea.objects.filter(pk=elsewhere.pk).update(status=Status.LOCKED)
            for address in pages:
                page, all_of_it = (somebody.get(address).content.decode() for somebody in (desk, office))
                assert (elsewhere.reference in page) is known
                assert ("eine Idee, die nicht öffentlich ist" in page) is not known
                assert (link in page, elsewhere.title in page) == (False, False)
                assert f'<a href="{link}">{ideas[0].reference} → {elsewhere.reference}</a>' in all_of_it
        assert desk.get(link).status_code == 404

    def test_nothing_of_another_authority(self, desk: Client, ideas: tuple[Idea, Idea], moderator: User) -> None:
        elsewhere = make.idea("Nachtbus nach Cottbus", authorities=["cottbus"], text="Ein Bus um 23 Uhr.")
        make.census()
        assert "Cottbus" not in desk.get(page_of(ideas[0])).content.decode()
        for answer in (desk.get(page_of(ideas[0], elsewhere)), desk.post(page_of(ideas[0], elsewhere), SENT)):
            assert "Nachtbus nach Cottbus" not in answer.content.decode()
        assert desk.get(page_of(elsewhere)).status_code == 404
        foreign = merging.propose(elsewhere.pk, make.idea(authorities=["cottbus"]).pk, by=moderator, reason="Gleich.")
        for what in ("change", "drop", "undo"):
            address = f"/admin/ideas/merge/{foreign.pk}/{what}/"
            answer = desk.get(address) if what == "change" else desk.post(address)
            assert answer.status_code == 404
        assert foreign.source.reference not in desk.get("/admin/ideas/merge/").content.decode()
        foreign.refresh_from_db()
        assert foreign.is_open

    def test_given_up_and_undone_by_a_button(self, desk: Client, ideas: tuple[Idea, Idea], moderator: User) -> None:
        merge = merging.propose(ideas[0].pk, ideas[1].pk, by=moderator, reason="Gleich.")
        for _twice in range(2):
            answer = desk.post(f"/admin/ideas/merge/{merge.pk}/drop/")
            assert answer["Location"] == f"/admin/ideas/merge/{merge.pk}/change/"
        merge.refresh_from_db()
        assert merge.state == Merge.State.DROPPED
        merge = done(*ideas, moderator)
        page = desk.get(f"/admin/ideas/merge/{merge.pk}/change/").content.decode()
        assert "undo/" in page
        assert date_format(merge.last_day, "j. F Y") in page
        assert f"/user/{moderator.pk}/" not in page
        for _twice in range(2):
            desk.post(f"/admin/ideas/merge/{merge.pk}/undo/")
        assert Idea.objects.public().count() == 2
        assert Entry.objects.filter(verb="idea.separated").count() == 2

    @pytest.mark.parametrize("status", [Status.REJECTED, Status.WITHDRAWN, Status.LOCKED, Status.SPAM])
    def test_not_of_what_is_neither_public_nor_waits(self, desk: Client, citizen: User, status: str) -> None:
        idea = make.idea(status=status, author=citizen, authorities=["goerlitz"])
        assert desk.get(page_of(idea))["Location"] == f"/admin/ideas/idea/{idea.pk}/change/"


class TestAuthors:
    def test_both_are_told_and_both_can_object(
        self, ideas: tuple[Idea, Idea], moderator: User, citizen: User, neighbour: User
    ) -> None:
        merging.propose(ideas[0].pk, ideas[1].pk, by=moderator, reason="Beide wollen Busse.")
        sent = mails()
        assert set(sent) == {citizen.email, neighbour.email}
        assert "Beide wollen Busse." in sent[citizen.email]
        assert "Nachtbus nach Zittau" in sent[citizen.email]
        for person, idea in ((citizen, ideas[0]), (neighbour, ideas[1])):
            client = Client()
            client.force_login(person)
            status = client.get(f"/stand/{idea.reference}/").content.decode()
            assert "soll mit einer anderen zusammengeführt werden" in status
            page = client.get(f"/stand/{idea.reference}/zusammenfuehrung/{Merge.objects.get().pk}/")
            assert "Beide wollen Busse." in page.content.decode()
            assert Merge.objects.get().is_open

    def test_an_objection_ends_it_and_the_desk_hears_of_it(
        self, ideas: tuple[Idea, Idea], moderator: User, citizen: User, neighbour: User
    ) -> None:
        merge = merging.propose(ideas[0].pk, ideas[1].pk, by=moderator, reason="Gleich.")
        mails()
        client = Client()
        client.force_login(neighbour)
        address = f"/stand/{ideas[1].reference}/zusammenfuehrung/{merge.pk}/"
        for _twice in range(2):
            assert client.post(address, {"words": "Meine ist anders."})["Location"] == f"/stand/{ideas[1].reference}/"
        merge.refresh_from_db()
        assert (merge.state, merge.objection) == (Merge.State.OBJECTED, "Meine ist anders.")
        sent = mails()
        assert set(sent) == {moderator.email, citizen.email}
        assert not [text for text in sent.values() if "Meine ist anders." in text]
        shown = signed_in_staff(moderator).get(f"/admin/ideas/merge/{merge.pk}/change/").content.decode()
        assert "Meine ist anders." in shown

    def test_both_authors_object_and_the_desk_reads_both(
        self, ideas: tuple[Idea, Idea], moderator: User, citizen: User, neighbour: User
    ) -> None:
        merge = merging.propose(ideas[0].pk, ideas[1].pk, by=moderator, reason="Gleich.")
        for person, idea, words in ((citizen, ideas[0], "Meine ist anders."), (neighbour, ideas[1], "Meine auch.")):
            client = Client()
            client.force_login(person)
            client.post(f"/stand/{idea.reference}/zusammenfuehrung/{merge.pk}/", {"words": words})
        merge.refresh_from_db()
        assert (merge.state, merge.objection) == (Merge.State.OBJECTED, "Meine ist anders.\n\nMeine auch.")
        assert Entry.objects.filter(verb="idea.merge_objected").count() == 2, "told once, one entry for each idea"

    def test_a_guest_objects_by_the_link_of_the_mail(self, moderator: User) -> None:
        idea = make.idea("Abendbus", guest={"email": "gast@example.org"})
        merge = merging.propose(idea.pk, make.idea().pk, by=moderator, reason="Gleich.")
        text = mails()["gast@example.org"]
        assert "Abendbus" not in text
        guest = Client()
        assert guest.post(f"/stand/{idea.reference}/zusammenfuehrung/{merge.pk}/")["Location"] == "/stand/"
        assert "/stand/link/" in text
        guest.get(f"/stand/link/{make_token(idea)}/")
        guest.post(f"/stand/{idea.reference}/zusammenfuehrung/{merge.pk}/")
        merge.refresh_from_db()
        assert merge.state == Merge.State.OBJECTED

    def test_typed_words_outlive_a_session_that_ended(self, moderator: User) -> None:
        """Nothing is objected to until somebody is known again; then the words stand in the form."""
        idea = make.idea("Abendbus", guest={"email": "gast@example.org"})
        merge = merging.propose(idea.pk, make.idea().pk, by=moderator, reason="Gleich.")
        address, typed = f"/stand/{idea.reference}/zusammenfuehrung/{merge.pk}/", "Meine fährt & hält öfter."
        guest = Client()
        entered = guest.post(address, {"words": typed}, follow=True)
        assert "Ihr Einwand ist noch nicht bei uns, Ihr Text ist noch da." in entered.content.decode()
        assert guest.get(address)["Location"] == "/stand/"
        guest.get(f"/stand/link/{make_token(idea)}/")
        assert guest.get(address).context["form"]["words"].value() == typed
        assert Merge.objects.get().is_open
        guest.post(address, {"words": typed})
        merge.refresh_from_db()
        assert (merge.state, merge.objection) == (Merge.State.OBJECTED, typed)
        assert not guest.session["kept_text"]

    def test_words_that_are_too_many_stand_on_a_page_that_was_fetched(
        self, ideas: tuple[Idea, Idea], moderator: User, as_citizen: Client
    ) -> None:
        merge = merging.propose(ideas[0].pk, ideas[1].pk, by=moderator, reason="Gleich.")
        page = as_citizen.post(
            f"/stand/{ideas[0].reference}/zusammenfuehrung/{merge.pk}/", {"words": "ja " * 1000}, follow=True
        )
        assert page.redirect_chain
        assert page.context["form"].errors["words"]
        assert page.context["form"]["words"].value() == "ja " * 1000
        assert Merge.objects.get().is_open

    def test_nobody_else_can(self, ideas: tuple[Idea, Idea], moderator: User, neighbour: User) -> None:
        own = make.idea(author=neighbour)
        merge = merging.propose(ideas[0].pk, make.idea().pk, by=moderator, reason="Gleich.")
        client = Client()
        client.force_login(neighbour)
        assert client.post(f"/stand/{ideas[0].reference}/zusammenfuehrung/{merge.pk}/").status_code == 404
        client.post(f"/stand/{own.reference}/zusammenfuehrung/{merge.pk}/")
        merge.refresh_from_db()
        assert merge.is_open

    @pytest.mark.parametrize("kind", ["idea_merged", "idea_separated", "idea_merge_dropped"])
    def test_what_became_of_it_is_told_to_both(
        self, ideas: tuple[Idea, Idea], moderator: User, citizen: User, neighbour: User, kind: str
    ) -> None:
        merge = merging.propose(ideas[0].pk, ideas[1].pk, by=moderator, reason="Gleich.")
        if kind == "idea_merge_dropped":
            merging.drop(merge.pk, by=moderator)
        else:
            merging.carry_out(merge.pk)
        if kind == "idea_separated":
            merging.undo(merge.pk, by=moderator)
        outbox.fan_out(limit=100)
        told = Delivery.objects.filter(kind=kind).values_list("user__email", flat=True)
        assert sorted(told) == sorted([citizen.email, neighbour.email])
        outbox.deliver_due(limit=100)
        assert not Delivery.objects.exclude(status="sent").exists()


class TestInPublic:
    def test_the_old_address_leads_on(self, client: Client, ideas: tuple[Idea, Idea], moderator: User) -> None:
        merge = done(*ideas, moderator)
        new = ideas[1].get_absolute_url()
        for address in (ideas[0].get_absolute_url(), f"/ideen/{ideas[0].reference}/"):
            answer = client.get(f"{address}?faden=7")
            assert (answer.status_code, answer["Location"]) == (302, f"{new}?faden=7")
        merging.undo(merge.pk, by=moderator)
        assert client.get(ideas[0].get_absolute_url()).status_code == 200

    def test_it_leads_nowhere_hidden(self, client: Client, ideas: tuple[Idea, Idea], moderator: User) -> None:
        done(*ideas, moderator)
        Idea.objects.filter(pk=ideas[1].pk).update(status=Status.LOCKED)
        assert client.get(ideas[0].get_absolute_url()).status_code == 404

    def test_both_texts_and_the_origin_of_contributions_are_there(
        self, client: Client, ideas: tuple[Idea, Idea], moderator: User
    ) -> None:
        Authorship.objects.filter(idea=ideas[0]).update(byline="Katrin B.")
        comment = make.comment(ideas[0], author=make.user(), text="Auch sonntags.")
        done(*ideas, moderator)
        page = client.get(ideas[1].get_absolute_url()).content.decode()
        for words in ("Ein Bus um 22 Uhr.", "Ein Bus um 23 Uhr.", "Katrin B.", "Auch sonntags."):
            assert words in page
        assert f"Geschrieben zur Idee Nr. {ideas[0].reference}" in page
        assert f"kommentar-{comment.pk}" in page

    def test_support_and_comment_by_the_old_address(self, ideas: tuple[Idea, Idea], moderator: User) -> None:
        done(*ideas, moderator)
        person = make.user()
        client = Client()
        client.force_login(person)
        client.post(f"/ideen/{ideas[0].reference}/unterstuetzen/")
        assert ideas[1].supports.filter(user=person).exists()
        assert client.get(f"/ideen/{ideas[0].reference}/kommentieren/").status_code == 200
        client.post(f"/ideen/{ideas[0].reference}/zuruecknehmen/")
        assert not ideas[1].supports.exists()

    def test_lists_feed_and_search_show_it_once(
        self, client: Client, ideas: tuple[Idea, Idea], moderator: User
    ) -> None:
        supporting.give(ideas[0].pk, user=make.user())
        done(*ideas, moderator)
        make.census()
        for address in ("/ideen/", "/ideen/feed/", "/ideen/?q=Zittau", "/sitemap-ideas.xml"):
            page = client.get(address).content.decode()
            assert (ideas[0].reference in page, ideas[1].reference in page) == (False, True), address


def test_the_page_of_an_idea_takes_no_more_queries_for_many(
    client: Client, moderator: User, django_assert_max_num_queries: Any
) -> None:
    target = make.idea("Bus")
    for _number in range(3):
        source = make.idea()
        make.comment(source, author=make.user())
        done(source, target, moderator)
    client.get(target.get_absolute_url())
    with django_assert_max_num_queries(12):
        client.get(target.get_absolute_url() + "?kommentare=1")


def test_what_is_proposed_already_is_said_before_and_nothing_is_promised(
    desk: Client, ideas: tuple[Idea, Idea], moderator: User
) -> None:
    merge = merging.propose(ideas[0].pk, ideas[1].pk, by=moderator, reason="Gleich.")
    for address in (page_of(ideas[0]), page_of(*ideas)):
        assert f"/admin/ideas/merge/{merge.pk}/change/" in desk.get(address).content.decode()
    answer = propose(desk, *ideas, reason="Meine eigenen Gründe.")
    assert answer.status_code == 200
    assert "Meine eigenen Gründe." in answer.content.decode()
    assert Merge.objects.get().reason == "Gleich."


def test_a_proposal_that_ended_is_no_mail_that_could_not_be_delivered(
    ideas: tuple[Idea, Idea], desk: Client, moderator_of_goerlitz: User
) -> None:
    merge = merging.propose(ideas[0].pk, ideas[1].pk, by=moderator_of_goerlitz, reason="Dasselbe.")
    merging.drop(merge.pk, by=moderator_of_goerlitz)
    page = desk.get("/admin/ideas/merge/").content.decode()
    assert "Vorschlag beendet" in page
    assert "unzustellbar" not in page
