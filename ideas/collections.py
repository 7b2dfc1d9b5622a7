"""Collections of ideas: what everybody reads of them, and their order as the office makes it."""

from django.db import transaction
from django.db.models import Max
from django.utils.safestring import SafeString

from ideas import presentation
from ideas.models import Collection, CollectionIdea, FormerCollectionAddress, Idea, Status
from texts.memory import remembered

PAGE_SIZE = 20
LINKED = 4


def public() -> list[Collection]:
    """All that are public, in order, at most five seconds old."""
    return remembered("collections", lambda: list(Collection.objects.public()))


def linked() -> list[Collection]:
    """The first of them."""
    return public()[:LINKED]


def of_idea(idea: Idea) -> tuple[Collection, ...]:
    """The public ones that hold an idea; no query while there is none at all."""
    there = public()
    if not there:
        return ()
    holding = set(CollectionIdea.objects.filter(idea=idea).values_list("collection_id", flat=True))
    return tuple(row for row in there if row.pk in holding)


def moved(slug: str) -> Collection | None:
    """The public collection that has left this address."""
    former = FormerCollectionAddress.objects.select_related("collection").filter(slug=slug).first()
    return former.collection if former and former.collection.is_public else None


def size(collection: Collection) -> int:
    """How many published ideas it has."""
    return CollectionIdea.objects.filter(collection=collection, idea__status=Status.PUBLISHED).count()


def page(collection: Collection, number: int) -> list[SafeString]:
    """The rows of one page, in the collection's order; only published ideas."""
    found = CollectionIdea.objects.filter(collection=collection, idea__status=Status.PUBLISHED)
    start = (number - 1) * PAGE_SIZE
    entries = found.select_related("idea__counter").order_by("position")[start : start + PAGE_SIZE]
    return presentation.rows([entry.idea for entry in entries])


def keep_address(collection_id: int, *, new: str) -> None:
    """Let the address of a collection lead to it when it is about to get a new one; call it before saving that."""
    old = Collection.objects.values_list("slug", flat=True).get(pk=collection_id)
    if old != new:
        FormerCollectionAddress.objects.update_or_create(slug=old, defaults={"collection_id": collection_id})


@transaction.atomic
def add(collection_id: int, idea: Idea) -> bool:
    """Put an idea at the end; False when it is there already."""
    _lock(collection_id)
    entries = CollectionIdea.objects.filter(collection=collection_id)
    if entries.filter(idea=idea).exists():
        return False
    last = entries.aggregate(last=Max("position"))["last"] or 0
    CollectionIdea.objects.create(collection_id=collection_id, idea=idea, position=last + 1)
    return True


@transaction.atomic
def remove(collection_id: int, idea_id: int) -> bool:
    """Take an idea out; False when it is not there any more."""
    _lock(collection_id)
    gone, _rows = CollectionIdea.objects.filter(collection=collection_id, idea=idea_id).delete()
    return gone > 0


@transaction.atomic
def move(collection_id: int, idea_id: int, *, up: bool) -> bool:
    """Change places with the neighbour; False where there is none."""
    _lock(collection_id)
    entries = list(CollectionIdea.objects.filter(collection=collection_id).order_by("position"))
    at = next((number for number, entry in enumerate(entries) if entry.idea_id == idea_id), -1)
    other = at - 1 if up else at + 1
    if at < 0 or not 0 <= other < len(entries):
        return False
    one, two = entries[at], entries[other]
    one.position, two.position = two.position, one.position
    one.save(update_fields=["position"])
    two.save(update_fields=["position"])
    return True


def _lock(collection_id: int) -> None:
    Collection.objects.select_for_update().get(pk=collection_id)
