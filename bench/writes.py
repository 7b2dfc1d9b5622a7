"""What people send: support, comment, idea, and the title they are typing."""

import itertools
import uuid
from ipaddress import IPv4Address

from bench.client import Answer, Client
from bench.people import Cast, signed_in
from bench.results import Call
from ideas.models import Idea
from themes.models import Authority, Theme

IDEAS = 500
_addresses_of_people = itertools.count(int(IPv4Address("10.0.0.1")))


def calls(port: int, cast: Cast) -> dict[str, Call]:
    """One call for each row."""
    client = signed_in(port, cast.citizen)
    return {
        "similar while typing": _typing(client),
        "support": _supporting(client),
        "comment": _commenting([signed_in(port, neighbour) for neighbour in cast.neighbours]),
        "submit": sender(client),
    }


def _from_somewhere() -> dict[str, str]:
    """Of many people: the limit for one origin is not what is measured."""
    return {"X-Forwarded-For": str(IPv4Address(next(_addresses_of_people)))}


def _typing(client: Client) -> Call:
    token = client.token("/ideen/neu/")
    titles = itertools.cycle([idea.title for idea in _ideas()])

    def type_on() -> Answer:
        fields = {"title": next(titles), "csrfmiddlewaretoken": token}
        return client.post("/ideen/neu/aehnliche/", fields, status=200, headers=_from_somewhere())

    return type_on


def _supporting(client: Client) -> Call:
    references = itertools.cycle([idea.reference for idea in _ideas()])
    token = client.token(f"/ideen/{next(references)}/unterstuetzen/")

    def support() -> Answer:
        path = f"/ideen/{next(references)}/unterstuetzen/"
        return client.post(path, {"csrfmiddlewaretoken": token}, status=302)

    return support


def _commenting(clients: list[Client]) -> Call:
    """Of several people, since one may write only so much within an hour."""
    references = itertools.cycle([idea.reference for idea in _ideas()])
    people = itertools.cycle([(client, client.token(f"/ideen/{next(references)}/kommentieren/")) for client in clients])

    def comment() -> Answer:
        client, token = next(people)
        key = uuid.uuid4()
        text = f"Das fehlt auch in Straupitz und in Burg. {key}"
        fields = {"text": text, "language": "de", "form_key": key, "csrfmiddlewaretoken": token}
        return client.post(f"/ideen/{next(references)}/kommentieren/", fields, status=302)

    return comment


def sender(client: Client) -> Call:
    """Writes an idea and sends it; only the sending is measured."""
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

    def send() -> Answer:
        check = client.post("/ideen/neu/", typed, status=302).location
        return client.post(check, agreed, status=302, headers=_from_somewhere())

    return send


def _ideas() -> list[Idea]:
    return list(Idea.objects.public().newest()[:IDEAS])
