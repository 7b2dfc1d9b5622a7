"""A moderator's working day against the stop-watch, in a real browser and by keys alone. Not part of the gate:

    make test ARGS="tests/e2e/walk.py -s"

It prints what it took. Whoever types pauses nowhere here, so the times are the portal's own.
"""

import time
from collections import Counter

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page

from accounts.models import User
from ideas import discussion
from ideas.models import Idea, Rule, Status
from moderation.models import Complaint, QueueItem
from tests import make
from tests.e2e.conftest import NewVisitor
from tests.e2e.test_moderators import signed_in
from tests.moderation.at_the_desk import AT_THE_QUEUE, QUEUE, waiting

pytestmark = [pytest.mark.e2e, pytest.mark.script]
DECISIONS = 50
# Of fifty: mostly releases, as on other portals of this kind.
GONE_ON = "here => location.href.split('?')[0] !== here && !document.querySelector('.letter')"
REFUSED, ASKED = {7, 19, 31, 43}, {12, 24, 36, 48}


class Fingers:
    """Counts the keys somebody presses."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str, times: int = 1) -> None:
        for _time in range(times):
            self.page.keyboard.press(key)
        self.pressed += times

    def to(self, selector: str, *, most: int = 40) -> None:
        """Tab until the focus is there."""
        for _stop in range(most):
            if self.page.evaluate("what => document.activeElement.matches(what)", selector):
                return
            self.press("Tab")
        raise AssertionError(f"{selector} is not reached on {self.page.url}")


@pytest.fixture
def moderator(db: None) -> User:
    return make.user("moderation@example.org", groups=["Moderation"], display_name="Mareike Schulz")


def test_fifty_decisions(visitor: NewVisitor, moderator: User) -> None:
    for number in range(DECISIONS):
        waiting(f"Idee Nummer {number}", hours=DECISIONS - number, email="gast@example.org")
    page = signed_in(visitor(), moderator).go(QUEUE)
    fingers, started, spent = Fingers(page), time.monotonic(), Counter[str]()
    fingers.press("j")
    fingers.press("Enter")
    for number in range(DECISIONS):
        before = fingers.pressed
        page.wait_for_selector("form[action*='/release/']")
        here = page.url.split("?")[0]
        kind = "refused" if number in REFUSED else "asked" if number in ASKED else "released"
        {"refused": _refuse, "asked": _ask, "released": _release}[kind](fingers)
        page.wait_for_function(GONE_ON, arg=here)
        spent[kind] += fingers.pressed - before
    took = time.monotonic() - started
    decided = Counter(Idea.objects.values_list("status", flat=True))
    assert decided == {
        Status.REJECTED: len(REFUSED), Status.RETURNED: len(ASKED),
        Status.PUBLISHED: DECISIONS - len(REFUSED) - len(ASKED),
    }  # fmt: skip
    print(f"\n{DECISIONS} decisions: {took:.1f} s, {fingers.pressed} keys")  # noqa: T201 - what it is for
    for kind, keys in spent.items():
        done = {"refused": len(REFUSED), "asked": len(ASKED)}.get(kind, DECISIONS - len(REFUSED) - len(ASKED))
        print(f"  {kind}: {done}, {keys / done:.1f} keys each")  # noqa: T201


def _release(fingers: Fingers) -> None:
    fingers.press("a")


def _refuse(fingers: Fingers) -> None:
    """The rule by the arrows, its ready sentence, a look at the mail, sent."""
    fingers.press("r")
    fingers.press("Space")
    fingers.press("ArrowDown", 4)
    fingers.to("input[name=sentences]")
    fingers.press("Space")
    fingers.to("form[action*='/refuse/'] button")
    _send(fingers)


def _ask(fingers: Fingers) -> None:
    fingers.press("f")
    fingers.to("input[name=sentences]")
    fingers.press("Space")
    fingers.to("form[action*='/ask/'] button")
    _send(fingers)


def _send(fingers: Fingers) -> None:
    fingers.press("Enter")
    fingers.page.wait_for_selector(".letter")
    fingers.to("button[name=send]")
    fingers.press("Enter")


def test_one_complaint(visitor: NewVisitor, moderator: User) -> None:
    comment = make.comment(make.idea(), author=make.user())
    rule, other = Rule.objects.get(key="werbung"), make.user(groups=["Moderation"])
    removal = discussion.remove(comment.pk, by=other, rule=rule, facts="Werbung.")
    Complaint.objects.create(decision=removal, text="Das ist keine Werbung, sondern der Name unserer Straße.")
    page = signed_in(visitor(), moderator).go(QUEUE)
    fingers, started = Fingers(page), time.monotonic()
    fingers.press("j")
    fingers.press("Enter")
    page.wait_for_selector("input[name=outcome]")
    fingers.to("input[name=outcome]")
    fingers.press("Space")
    fingers.to("textarea[name=reasons]")
    answer = "Sie haben recht: Die Straße heißt so."
    page.keyboard.type(answer)
    fingers.to("form[action*='/answer/'] button")
    _send(fingers)
    page.wait_for_url(AT_THE_QUEUE)
    took = time.monotonic() - started
    complaint = Complaint.objects.get()
    assert (complaint.outcome, complaint.reasons) == ("upheld", answer)
    print(f"\none complaint: {took:.1f} s, {fingers.pressed} keys and {len(answer)} letters")  # noqa: T201


def test_five_hundred_junk_texts(visitor: NewVisitor, moderator: User, settings: LazySettings) -> None:
    settings.DECISION_UNDO_SECONDS = 60
    for number in range(500):
        waiting(f"Kredit ohne Auskunft {number}")
    kept = waiting("Ein Radweg nach Peitz")
    page = signed_in(visitor(), moderator).go(f"{QUEUE}?q=Kredit")
    started = time.monotonic()
    page.locator("a[href*='/all/']").first.click()
    page.wait_for_selector(".all-hits")
    page.locator("button.action--primary").first.click()
    page.wait_for_url(AT_THE_QUEUE)
    away = time.monotonic() - started
    assert [item.key for item in QueueItem.objects.all()] == [f"idea-{kept.pk}"]
    started = time.monotonic()
    page.locator(".undo button").click()
    page.wait_for_url(AT_THE_QUEUE)
    back = time.monotonic() - started
    assert QueueItem.objects.count() == 501
    print(f"\n500 junk texts: away in {away:.1f} s, back in {back:.1f} s, two clicks and one")  # noqa: T201
