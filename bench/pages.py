"""Pages and writes beside the floor, all taking turns."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.utils import timezone

from bench import writes
from bench.baseline import Baseline
from bench.client import HEADER, Client
from bench.middleware import COLD, NUMBERS
from bench.people import Cast, signed_in
from bench.results import BASELINE, FLOOR, Call, Row, beside_floor, interleaved
from ideas import facets
from ideas.listing import NEWEST, PAGE_SIZE, Cursor
from ideas.models import Comment, Idea, IdeaCounter

FLOOR_ADDRESS = "/bench/floor/"
QUEUE = "/admin/moderation/queueitem/"
OVERVIEW = "/admin/"
PLAIN = "/bench/plain/"
COMMENTS = 25
LIST = "/ideen/"
BROAD = {"stand": "neu", "sprache": "de", "sort": "diskutiert"}
RARE = {"thema": "kultur-sprache-bildung", "region": "cottbus", "stand": "umgesetzt", "quelle": "karte"}


def measure(port: int, cast: Cast, *, baseline: Baseline | None, rounds: int) -> list[Row]:
    """What somebody signed in reads and sends, then the lists in processes that have kept nothing."""
    client = signed_in(port, cast.citizen)
    found = addresses()
    calls = {FLOOR: _getting(client, FLOOR_ADDRESS)}
    calls |= {name: _getting(client, path) for name, path in found.items()}
    desk = {"desk queue": QUEUE, "desk overview": OVERVIEW, "desk, Django's own list": PLAIN}
    calls |= {name: _getting(signed_in(port, cast.moderator), path) for name, path in desk.items()}
    calls |= writes.calls(port, cast)
    if baseline:
        calls[BASELINE] = _getting(baseline.client(), baseline.path)
    rows = beside_floor(interleaved(calls, rounds=rounds))
    # Apart, since what one request makes a process forget the next would miss.
    lists = {f"{name}, cold": _getting(client, path, COLD) for name, path in found.items() if name.startswith("list,")}
    numbers = {"list, page 1, numbers added up": _getting(client, LIST, NUMBERS)}
    for apart in (lists, numbers):
        rows += beside_floor(interleaved({FLOOR: calls[FLOOR], **apart}, rounds=rounds))
    return rows


def addresses() -> dict[str, str]:
    """The pages that are measured, by the name of their row."""
    return {
        "home": "/",
        "theme page": "/themen/landschaft-energie/",
        "feed": "/ideen/feed/",
        "list, page 1": LIST,
        # Of a thousand ideas not all are public: there it is the last full page.
        "list, page 50": _list({"seite": min(50, facets.numbers({}).total // PAGE_SIZE)}),
        "list, theme and region": _list({"thema": "landschaft-energie", "region": "goerlitz"}),
        "list, most supported": _list({"sort": "unterstuetzt"}),
        "filter, rare combination": _list(RARE),
        "filter, rare combination by support": _list({**RARE, "sort": "unterstuetzt"}),
        "filter, broad with months": _list({**BROAD, **_months()}),
        "filter, shuffled": _list({**RARE, "sort": "gemischt", "los": 4711}),
        "filter, last page by cursor": _list({"nach": _end()}),
        # In three of ten ideas, in three of ten thousand, in one of ten.
        "search, common word": _list({"q": "Verein"}),
        "search, rare word": _list({"q": "Zukunftsleitstelle"}),
        "search, two words": _list({"q": "Verein Radweg"}),
        "idea with 25 comments": idea_with_comments().get_absolute_url(),
    }


def _list(query: Mapping[str, object]) -> str:
    return f"{LIST}?{urlencode(query)}"


def _months() -> dict[str, str]:
    """All months but the first and the last, as far as there are more."""
    months = facets.current().months
    last, first = (months[1], months[-2]) if len(months) > 2 else (months[0], months[-1])
    return {"von": f"{first:%Y-%m}", "bis": f"{last:%Y-%m}"}


def _end() -> Cursor:
    """Before the last page of the list of all."""
    oldest = Idea.objects.public().order_by("published_at", "id")
    return Cursor.at(oldest[min(PAGE_SIZE, oldest.count() - 1)], NEWEST)


def idea_with_comments() -> Idea:
    """The newest idea with exactly `COMMENTS` published comments on two levels, which it may get now."""
    idea = Idea.objects.public().filter(counter__comments__lte=COMMENTS).newest()[0]
    first = idea.comments.filter(parent=None).order_by("pk").first()
    missing = COMMENTS - idea.comments.count()
    at = timezone.now()
    Comment.objects.bulk_create(
        Comment(
            idea=idea, text="Das fehlt auch bei uns.", status=Comment.Status.PUBLISHED, created_at=at,
            published_at=at, parent=first if number % 2 else None,
        )
        for number in range(missing)
    )  # fmt: skip
    IdeaCounter.objects.filter(pk=idea.pk).update(comments=COMMENTS)
    return idea


def _getting(client: Client, path: str, forgetting: str = "") -> Call:
    headers = {HEADER: forgetting} if forgetting else {}
    return lambda: client.get(path, headers=headers)
