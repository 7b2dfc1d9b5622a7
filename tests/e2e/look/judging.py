"""Pages of what is judged at the desk and by those it is about: merging, complaints, spam, emergencies, absences."""

from django.urls import reverse
from playwright.sync_api import Page as Tab, expect

from ideas import discussion, lifecycle, merging
from ideas.models import Decision, Idea, Merge, Rule, Status
from moderation.models import Complaint, Procedure
from tests import make
from tests.e2e.look.pages import EMPTY, ERRORS, LONG, MANY, ONE, SIGNED_IN, Page
from tests.e2e.look.world import LONG_TITLE, World
from tests.moderation.at_the_desk import QUEUE, SPAM, url

_ERRORS = "#error-summary"


def _record(name: str, pk: int) -> str:
    return reverse(f"admin:{name}", args=[pk])


def _title(world: World) -> str:
    return LONG_TITLE if world.state == LONG else "Abendbus im Spreewald"


def _merge(world: World) -> Merge:
    """One that is proposed, between two ideas of the citizen; the same for every page of the world."""
    found = Merge.objects.proposed().first()
    if found:
        return found
    source, target = (make.idea(_title(world), author=world.citizen, by=world.administrator) for _side in "AB")
    reason = f"Beide wollen abends heimkommen. {_title(world)}"
    return merging.propose(source.pk, target.pk, by=world.administrator, reason=reason)


def _merged(world: World) -> str:
    source = make.idea(_title(world), author=world.citizen, by=world.administrator)
    target = make.idea("Nachtbus nach Zittau", by=world.administrator)
    merging.carry_out(merging.propose(source.pk, target.pk, by=world.administrator, reason="Beide wollen Busse.").pk)
    return target.get_absolute_url()


def _objecting(world: World) -> str:
    merge = _merge(world)
    return reverse("ideas:merge", args=[merge.source.reference, merge.pk])


def _compared(world: World) -> str:
    return f"{reverse('admin:ideas_idea_merge', args=[world.waiting[0].pk])}?other={world.idea.reference}"


def _decision(world: World) -> Decision:
    """A comment of the citizen that a colleague has removed."""
    kept = Decision.objects.filter(comment__author=world.citizen, kind=Decision.Kind.REJECTED).first()
    comment = make.comment(world.idea, author=world.citizen, text=_title(world)) if kept is None else None
    if comment is None:
        assert kept
        return kept
    rule, colleague = Rule.objects.get(key="werbung"), make.user(groups=["Moderation"])
    return discussion.remove(comment.pk, by=colleague, rule=rule, facts=f"Werbung. {_title(world)}")


def _complaining(world: World) -> str:
    return reverse("moderation:complain", args=[_decision(world).pk])


def _complaint(world: World) -> Complaint:
    text = f"Das ist keine Werbung. {_title(world)}"
    return Complaint.objects.get_or_create(decision=_decision(world), report=None, defaults={"text": text})[0]


def _desk_complaint(world: World) -> str:
    return reverse("admin:moderation_queueitem_show", args=[f"complaint-{_complaint(world).pk}"])


def _spam(address: str, world: World) -> str:
    while Idea.objects.filter(status=Status.SPAM).count() < 3:
        make.idea(_title(world), status=Status.SPAM, by=world.administrator)
    return address


def _emergency(world: World) -> str:
    key = Procedure.objects.order_by("pk")[0].key
    return reverse("admin:moderation_queueitem_withhold", args=[f"idea-{world.waiting[0].pk}", key])


def _lock(world: World) -> str:
    return _record("ideas_idea_lock", world.idea.pk)


def _log(world: World) -> str:
    lifecycle.lock(
        make.idea(_title(world), by=world.administrator).pk, by=world.administrator,
        rule=Rule.objects.get(key="werbung"), facts="Werbung.",
    )  # fmt: skip
    return reverse("admin:moderation_logrow_changelist")


def _fails(button: str, *emptied: str) -> object:
    """Send a form as it is, without what stands in some fields, and wait for what is wrong."""

    def send(tab: Tab, world: World) -> None:
        if world.state == ERRORS:
            for field in emptied:
                tab.fill(field, "")
            tab.locator(button).last.click()
            expect(tab.locator(_ERRORS).first).to_be_visible()

    return send


def _complain_in_vain(tab: Tab, _world: World) -> None:
    tab.locator("main form button[type=submit]").last.click()
    expect(tab.locator(_ERRORS)).to_be_visible()


def _complained(tab: Tab, _world: World) -> None:
    if tab.locator("#id_text").count():
        tab.fill("#id_text", "Das ist keine Werbung.")
        tab.locator("main form button[type=submit]").last.click()
        expect(tab.locator("#id_text")).to_have_count(0)


def _preview_of_correction(tab: Tab, _world: World) -> None:
    form = tab.locator("details:has(form[action*='/correct/'])")
    form.locator("summary").click()
    form.locator("input[name=title]").fill("Ein Freibad für Weißwasser/Oberlausitz")
    form.locator("textarea[name=facts]").fill("Ein Tippfehler.")
    form.locator("input[name=rule]").first.check()
    form.locator("button").last.click()
    expect(tab.locator(".letter")).to_be_visible()


def _assigning(tab: Tab, _world: World) -> None:
    tab.locator(".action-select").first.check()
    tab.select_option("select[name=action]", "assign")
    tab.locator("button[name=index]").click()
    expect(tab.locator("#assign-to")).to_be_visible()


BY_THE_AUTHOR = (
    Page("merge-objecting", _objecting, (SIGNED_IN,)),
    Page("merged", _merged, (ONE, LONG)),
    Page("complaint", _complaining, (SIGNED_IN,)),
    Page("complaint-wrong", _complaining, (SIGNED_IN,), _complain_in_vain),
    Page("complaint-sent", _complaining, (SIGNED_IN,), _complained),
)
AT_THE_DESK = tuple(
    Page(name, address, states, steps, at_the_desk=True)  # type: ignore[arg-type]
    for name, address, states, steps in (
        ("desk-merge", lambda world: _record("ideas_idea_merge", world.idea.pk), (ONE, MANY, LONG), None),
        ("desk-merge-compared", _compared, (ONE, LONG, ERRORS), _fails("form.decision button", "#id_reason")),
        ("desk-merge-record", lambda world: _record("ideas_merge_change", _merge(world).pk), (ONE, LONG), None),
        ("desk-merges", lambda world: _merge(world) and reverse("admin:ideas_merge_changelist"), (ONE,), None),
        ("desk-spam-list", lambda world: _spam(SPAM, world), (ONE, LONG), None),
        ("desk-spam-all", lambda world: _spam(f"{SPAM}all/", world), (ONE, LONG), None),
        ("desk-complaint", _desk_complaint, (ONE, LONG, ERRORS), _fails("form[action*='/answer/'] button")),
        (
            "desk-complaints",
            lambda world: _complaint(world) and reverse("admin:moderation_complaint_changelist"), (ONE,), None,
        ),
        ("desk-correction", lambda world: url("show", world.waiting[0]), (ONE,), _preview_of_correction),
        ("desk-assigning", lambda _world: QUEUE, (MANY,), _assigning),
        ("desk-lock", _lock, (ERRORS,), _fails("form.decision button")),
        ("desk-log-long", _log, (LONG,), None),
        ("desk-emergency", lambda _world: reverse("admin:moderation_queueitem_emergency"), (ONE,), None),
        ("desk-withhold", _emergency, (ONE, LONG), None),
        ("desk-absence", lambda _world: reverse("admin:moderation_absence_add"), (ONE,), None),
        ("desk-handbook", lambda _world: reverse("admin:handbook"), (ONE,), None),
        ("desk-exports-record", lambda _world: reverse("admin:reports_export_record"), (EMPTY,), None),
    )
)  # fmt: skip
PAGES = (*BY_THE_AUTHOR, *AT_THE_DESK)
