"""Pages and writes, each as a ratio to the floor."""

import itertools
import statistics
from ipaddress import IPv4Address

from django.utils import timezone

from bench.client import Client
from bench.people import Cast, signed_in
from bench.results import Call, Line, against, interleaved
from ideas.models import Comment, Idea, IdeaCounter
from themes.models import Authority, Theme

FLOOR = "floor"
COMMENTS = 25
_addresses_of_people = itertools.count(int(IPv4Address("10.0.0.1")))
BARS = {
    "list, page 1": 10.0,
    "list, page 50": 10.0,
    "list, theme and region": 10.0,
    "list, most supported": 10.0,
    "search, one word": 5.0,
    "idea with 25 comments": 3.0,
    "support": 3.0,
    "submit": 3.0,
}
# Beyond it a search is held to a time (60 ms on a million ideas), not to the floor.
SEARCH_BAR_UP_TO = 10_000


def measure(port: int, cast: Cast, *, ideas: int, rounds: int) -> list[Line]:
    """The pages somebody signed in reads, and the two things people send."""
    client = signed_in(port, cast.citizen)
    calls: dict[str, Call] = {FLOOR: _getting(client, "/bench/floor/")}
    calls |= {name: _getting(client, path) for name, path in _addresses().items()}
    calls |= {"support": _supporting(client), "submit": sender(client)}
    seconds = interleaved(calls, rounds=rounds, repeats=5)
    return [_line(name, ideas, taken, seconds[FLOOR]) for name, taken in seconds.items()]


def _line(name: str, ideas: int, seconds: list[float], floor: list[float]) -> Line:
    ratio, most = against(floor, seconds), BARS.get(name)
    if name.startswith("search") and ideas > SEARCH_BAR_UP_TO:
        most = None
    milliseconds = statistics.median(seconds) * 1000
    if most is None:
        return Line(name, ideas, milliseconds, "ms", ratio)
    return Line(name, ideas, milliseconds, "ms", ratio, f"at most {most:g} ×", ratio <= most)


def _addresses() -> dict[str, str]:
    return {
        "home": "/",
        "list, page 1": "/ideen/",
        # Of a thousand ideas not all are public: there it is the last full page.
        "list, page 50": f"/ideen/?seite={min(50, Idea.objects.public().count() // 20)}",
        "list, theme and region": "/ideen/?thema=landschaft-energie&region=goerlitz",
        "list, most supported": "/ideen/?sort=unterstuetzt",
        "search, one word": "/ideen/?q=Dorfgemeinschaftshaus",
        "idea with 25 comments": idea_with_comments().get_absolute_url(),
    }


def idea_with_comments() -> Idea:
    """A new idea with exactly `COMMENTS` published comments on two levels."""
    idea = Idea.objects.public().filter(counter__comments__lt=COMMENTS).newest()[0]
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


def _getting(client: Client, path: str) -> Call:
    return lambda: client.get(path).seconds


def _supporting(client: Client) -> Call:
    references = itertools.cycle(list(_supportable()))
    token = client.token(f"/ideen/{next(references)}/unterstuetzen/")

    def support() -> float:
        path = f"/ideen/{next(references)}/unterstuetzen/"
        return client.post(path, {"csrfmiddlewaretoken": token}, status=302).seconds

    return support


def _supportable() -> list[str]:
    return [idea.reference for idea in Idea.objects.public().order_by("?")[:500]]


def sender(client: Client) -> Call:
    """Writes an idea and sends it; only the sending is timed."""
    token = client.token("/ideen/neu/")
    typed = {
        "title": "Rufbus am Abend",
        "text": "Wer in Lübben im Kino war, kommt ohne Auto nicht heim. " * 10,
        "themes": [Theme.objects.all()[0].pk],
        "regions": [Authority.objects.all()[0].pk],
        "language": "de",
        "csrfmiddlewaretoken": token,
    }
    agreed = {"name_shown": "none", "licence": "on", "privacy": "on", "rights": "on", "csrfmiddlewaretoken": token}

    def send() -> float:
        check = client.post("/ideen/neu/", typed, status=302).location
        # From many people: the limit for one origin is not what is measured.
        origin = {"X-Forwarded-For": str(IPv4Address(next(_addresses_of_people)))}
        return client.post(check, agreed, status=302, headers=origin).seconds

    return send
