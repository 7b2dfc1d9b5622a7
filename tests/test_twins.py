"""Two authorities with the same things: whoever works for one meets nothing of the other, and no number moves."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from accounts.models import User
from ideas import discussion, lifecycle, merging
from ideas.models import Idea, Rule, Status
from journal.models import Entry
from moderation import complaints, signals
from notifications import outbox
from notifications.models import Delivery
from reports.models import Export
from tests import make
from tests.conftest import signed_in_staff
from tests.reports.reading import INTERNAL, PUBLIC, asked
from texts import memory

pytestmark = pytest.mark.django_db
WORD = "Zwillingswort"


@pytest.fixture
def here() -> User:
    """Moderates and edits for Görlitz; somebody sits in the project office."""
    make.user("buero@example.org", groups=["Administration"])
    return make.user(
        "goerlitz@example.org", groups=["Moderation", "Redaktion"], authorities=["goerlitz"], display_name="Mareike"
    )


def everything(authority: str) -> Idea:
    """Something of each kind: in every status, amended, discussed, reported, contested, to be merged."""
    author, staff = make.user(display_name=f"Autorin {WORD}"), make.user(groups=["Moderation"], authorities=[authority])
    rule = Rule.objects.get(key="werbung")
    made = {
        status: make.idea(
            f"{WORD} {status}", status=status, author=author, by=staff, authorities=[authority], text=WORD
        )
        for status in Status
    }
    public = made[Status.PUBLISHED]
    comment = make.comment(public, author=make.user(), text=f"{WORD} als Kommentar")
    make.comment(public, author=make.user(), text=f"{WORD} wartet", publish=False)
    spam = make.comment(public, author=make.user(), text=f"{WORD} Kredit", publish=False)
    discussion.discard(spam.pk, by=staff)
    make.report(comment, text=f"{WORD} gemeldet", rule=rule, email="meldung@example.org")
    removed = make.comment(public, author=author, text=f"{WORD} weg")
    decision = discussion.remove(removed.pk, by=staff, rule=rule, facts=f"{WORD} Gründe")
    complaints.file(decision, text=f"{WORD} Beschwerde", by=author)
    lifecycle.amend(public.pk, content=make.content(f"{WORD} neu", authorities=[authority]), by=author)
    other = make.idea(f"{WORD} gleich", by=staff, authorities=[authority])
    merging.propose(other.pk, public.pk, by=staff, reason=f"{WORD} zusammen")
    signals.notice(limit=100)
    make.census()
    return public


def lists() -> Iterator[str]:
    """Every list and page of the administration that takes no id, also searched."""
    known = get_resolver("lausitz_portal.urls").namespace_dict["admin"][1].reverse_dict
    for name in sorted(name for name in known if isinstance(name, str)):
        try:
            address = reverse(f"admin:{name}")
        except NoReverseMatch:
            continue
        if name in {"logout", "login", "jsi18n", "password_change", "password_change_done"} or name.endswith("_add"):
            continue
        yield address
        if name.endswith("_changelist"):
            yield f"{address}?q={WORD}"


def shown(desk: Client, address: str) -> str:
    """What a page says, without what differs from one look to the next."""
    memory.forget()
    answer = desk.get(address)
    assert answer.status_code in {200, 302, 403, 405}, address
    if answer.streaming or answer.status_code != 200:
        return str(answer.status_code)
    page = answer.content.decode()
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|\d\d:\d\d(:\d\d)?( Uhr)?', "", page)
    # Whoever looks knows what they have searched.
    return page.replace(f'value="{WORD}"', "").replace(f"q={WORD}", "")


def test_no_list_no_search_and_no_number_changes(here: User) -> None:
    everything("goerlitz")
    desk, addresses = signed_in_staff(here), sorted(lists())
    assert len(addresses) > 40
    assert f"{WORD} submitted" in shown(desk, reverse("admin:moderation_queueitem_changelist"))
    before = {address: shown(desk, address) for address in addresses}
    everything("cottbus")
    # Published ideas are for everybody to read; what the office counts of them alone is its own.
    after = {address: shown(desk, address) for address in addresses}
    assert [address for address in addresses if before[address] != after[address]] == []


def test_no_id_of_theirs_opens_anything(here: User) -> None:
    mine, theirs = everything("goerlitz"), everything("cottbus")
    desk = signed_in_staff(here)
    for status in Status:
        idea = Idea.objects.get(title=f"{WORD} {status}", authority_ids=theirs.authority_ids)
        for name in ("change", "history", "stage", "lock", "retag", "merge", "file_reference", "translations"):
            answer = desk.get(reverse(f"admin:ideas_idea_{name}", args=[idea.pk]))
            assert answer.status_code == 404, (status, name)
        for name in ("show", "skip", "before", "redact", "withhold"):
            args = [f"idea-{idea.pk}", *(["threat"] if name == "withhold" else [])]
            assert desk.get(reverse(f"admin:moderation_queueitem_{name}", args=args)).status_code == 404, (status, name)
    assert desk.get(reverse("admin:ideas_idea_change", args=[mine.pk])).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_files_hold_ones_own_alone(here: User) -> None:
    everything("goerlitz")
    theirs = everything("cottbus")
    desk = signed_in_staff(here)
    references = set(
        Idea.objects.filter(authority_ids=theirs.authority_ids).values_list("reference_year", "reference_number")
    )
    for kind in Export.Kind.values:
        for profile in ("public", "internal"):
            answer = asked(desk, kind, **(PUBLIC if profile == "public" else INTERNAL))
            assert answer.streaming, (kind, profile)
            text = b"".join(answer.streaming_content).decode()
            assert text.startswith("\ufeff")
            assert kind == "supports" or WORD in text or profile == "public"
            assert not [number for number in references if f"{number[0]}-{number[1]:05d}" in text], (kind, profile)


def test_no_mail_about_theirs(here: User) -> None:
    everything("goerlitz")
    while outbox.fan_out(50):
        pass
    mine = Entry.objects.latest("id").pk
    desk = signed_in_staff(here)
    desk.get(reverse("admin:moderation_queueitem_changelist"))
    everything("cottbus")
    while outbox.fan_out(50):
        pass
    assert Delivery.objects.filter(entry__gt=mine).exists()
    assert not Delivery.objects.filter(entry__gt=mine, user=here).exists()
