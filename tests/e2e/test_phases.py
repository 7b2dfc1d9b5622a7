"""Staff plan the phases, on a telephone as well."""

import pytest
from django.urls import reverse

from ideas.models import Phase
from tests import make
from tests.e2e.conftest import NewVisitor
from tests.e2e.test_moderators import signed_in

pytestmark = pytest.mark.e2e
# Frames that have to be pushed sideways to be read.
CUT_OFF = """() => [...document.querySelectorAll("#content *")]
    .filter((one) => ["auto", "scroll"].includes(getComputedStyle(one).overflowX))
    .filter((one) => one.scrollWidth > one.clientWidth + 1)
    .map((one) => one.id || one.className)"""


@pytest.mark.parametrize("width", [360, 1200])
def test_phases_are_planned_without_pushing_anything_sideways(visitor: NewVisitor, width: int) -> None:
    staff = signed_in(visitor(width=width), make.user("redaktion@example.org", groups=["Redaktion"]))
    page = staff.go(reverse("admin:ideas_phase_changelist"))
    staff.scrolls_in_one_direction()
    assert page.evaluate(CUT_OFF) == []
    page.locator("#result_list tbody th a").last.click()
    page.wait_for_url("**/change/")
    staff.scrolls_in_one_direction()
    assert page.evaluate(CUT_OFF) == []
    page.locator("#id_exceptions-0-theme").select_option(index=1)
    page.locator("#id_exceptions-0-allows_ideas").check()
    page.locator("#id_starts_on").fill("01.03.2027")
    page.locator("[name=_save]").click()
    page.wait_for_url(f"**{reverse('admin:ideas_phase_changelist')}")
    phase = Phase.objects.get(starts_on__isnull=False)
    assert [one.allows_ideas for one in phase.exceptions.all()] == [True]
    assert staff.trouble == []
