"""From an address to an idea: what somebody may not read is not found."""

from django.http import Http404

from ideas import references
from ideas.models import Idea, ReferenceYear, Status
from ideas.models.idea import IdeaQuerySet
from ideas.models.merging import target_of
from ideas.policies import Person


def by_reference(reference: str, ideas: IdeaQuerySet | None = None) -> Idea | None:
    """The idea of a reference as typed or as in an address, whoever may read it; of "Nr. 42" the newest one."""
    if ideas is None:
        ideas = Idea.objects.all()
    parsed = references.parse(reference)
    if parsed is None:
        return by_number(reference, ideas) if references.is_called_number(reference) else None
    return ideas.filter(reference_year=parsed[0], reference_number=parsed[1]).first()


def by_number(text: str, ideas: IdeaQuerySet) -> Idea | None:
    """The newest idea with a number typed without its year, such as 00042; a postcode or an amount looks the same."""
    number = references.number(text)
    if number is None:
        return None
    years = ReferenceYear.objects.values("year")  # so that the index on year and number serves
    return ideas.filter(reference_year__in=years, reference_number=number).order_by("-reference_year").first()


def is_readable(idea: Idea, user: Person) -> bool:
    """Whether `visible_to` includes the idea; what is published is not asked about."""
    return idea.status == Status.PUBLISHED or Idea.objects.visible_to(user).filter(pk=idea.pk).exists()


def led_to(idea: Idea) -> Idea | None:
    """The published idea into which this one has gone."""
    target = target_of(idea.pk) if idea.status == Status.MERGED else None
    return Idea.objects.public().filter(pk=target).first() if target else None


def readable(reference: str, user: Person) -> Idea:
    """The idea, or the one it has gone into, for somebody who may read it. Raises `Http404`."""
    idea = by_reference(reference)
    idea = idea and (led_to(idea) or idea)
    if idea is None or not is_readable(idea, user):
        raise Http404
    return idea
