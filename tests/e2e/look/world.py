"""What is in the database in each state of the matrix, made through the portal's own services."""

from dataclasses import dataclass, field
from enum import StrEnum

from accounts.models import User
from ideas import collections, lifecycle, supporting, translating
from ideas.models import Collection, Comment, Draft, Feature, Idea, Rule, Stage, Status
from moderation.models import Report
from pages.models import Ticket
from tests import make
from tests.ideas import pictures


class State(StrEnum):
    """What somebody may find who opens a page."""

    EMPTY = "empty"
    ONE = "one"
    MANY = "many"
    LONG = "long"
    ERRORS = "errors"
    SIGNED_IN = "signed-in"


LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
LONG_LINK = "https://www.example.org/" + "ein-sehr-langer-pfad-ohne-leerzeichen/" * 5
LONG_TITLE = f"{LONG_WORD} und Kohleausstiegsbegleitmaßnahmenfinanzierungsgesetz für Niederschlesien-Oberlausitz"


@dataclass
class World:
    """The people and things of one state that pages are about."""

    state: State
    citizen: User
    administrator: User
    ideas: list[Idea] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    waiting: list[Idea] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    own: dict[str, Idea] = field(default_factory=dict)
    draft: Draft | None = None

    @property
    def idea(self) -> Idea:
        return self.ideas[0]


def build(state: State) -> World:
    """The world of `state`. With errors the forms are wrong, not the data."""
    name = f"{LONG_WORD} {LONG_WORD}"[:75] if state == State.LONG else "Katrin Berger"
    world = World(
        state,
        citizen=make.user("katrin@example.org", display_name=name),
        administrator=make.user("admin@example.org", groups=["Administration"], display_name="Anna Noack"),
    )
    if state != State.EMPTY:
        _BUILDERS.get(state, _one)(world)
    return world


def _one(world: World) -> None:
    _add_idea(world, "Abendbus im Spreewald")
    _discuss(world, "Das fehlt auch in Straupitz.")
    _wait(world, "Ein Freibad für Weißwasser")


def _many(world: World) -> None:
    for number in range(23):
        _add_idea(world, f"Rufbus nach {number} Uhr für alle Dörfer")
    for idea, stage in zip(world.ideas[1:], [Stage.UNDER_REVIEW, Stage.NOT_PURSUED], strict=False):
        lifecycle.set_stage(idea.pk, stage=stage, by=world.administrator, reason="Der Kreistag berät im Mai darüber.")
    lifecycle.set_stage(
        world.idea.pk, stage=Stage.UNDER_REVIEW, by=world.administrator, reason="Das Amt prüft die Strecke."
    )
    for number in range(28):
        _discuss(world, f"Beitrag {number}: In Straupitz fehlt das auch.")
    supporting.give(world.idea.pk, user=make.user())
    for number in range(3):
        _wait(world, f"Ein Freibad für Weißwasser, Teil {number}")
    _curate(world, "Bus on call", "A text in another language.")


def _long(world: World) -> None:
    text = f"{LONG_WORD}\n\n{LONG_LINK}\n\n{LONG_WORD.upper()}"
    fields = {"text": text, "place_name": LONG_WORD, "whole_region": True, "author": world.citizen}
    _add_idea(world, LONG_TITLE, draft=_draft_with_pictures(world, *[LONG_WORD * 3] * 3), **fields)
    reason = f"{LONG_WORD} {LONG_LINK}"
    lifecycle.set_stage(world.idea.pk, stage=Stage.UNDER_REVIEW, by=world.administrator, reason=reason)
    _discuss(world, text)
    _wait(world, LONG_TITLE, draft=_draft_with_pictures(world, LONG_LINK, "Eine Haltestelle ohne Dach"), **fields)
    _curate(world, LONG_TITLE, text)


def _signed_in(world: World) -> None:
    _one(world)
    for status in (Status.PUBLISHED, Status.REJECTED, Status.RETURNED, Status.SUBMITTED):
        world.own[status] = make.idea(f"Radweg {status}", status=status, author=world.citizen, by=world.administrator)
    supporting.give(world.own[Status.PUBLISHED].pk, user=make.user())
    content = make.content("Ein Dorfladen für Burg", text="Er hätte auch samstags offen.")
    typed = {
        "title": content["title"], "text": content["text"], "themes": content["theme_ids"], "language": "de",
    }  # fmt: skip
    world.draft = _draft_with_pictures(world, "Eine Haltestelle ohne Dach", "", content=typed)


def _draft_with_pictures(world: World, *words: str, **fields: object) -> Draft:
    draft = Draft.objects.create(user=world.citizen, **fields)
    for described, color in zip(words, ("#14609f", "#218c74", "#b87a00"), strict=False):
        pictures.add(draft, described, color=color)
    return draft


_BUILDERS = {State.MANY: _many, State.LONG: _long, State.SIGNED_IN: _signed_in}


def _add_idea(world: World, title: str, **fields: object) -> None:
    world.ideas.append(make.idea(title, by=world.administrator, authorities=["goerlitz"], **fields))  # type: ignore[arg-type]


def _discuss(world: World, text: str) -> None:
    comment = make.comment(world.idea, author=world.citizen, text=text)
    world.comments.append(comment)
    if len(world.comments) % 5 == 1:
        make.comment(world.idea, author=world.citizen, text=text, answers=comment)


def _curate(world: World, title: str, text: str) -> None:
    """What the office makes of it: a collection, recommendations on home and on a theme's page, a translation."""
    words = {"title": {"de": title[:120]}, "introduction": {"de": text}}
    row = Collection.objects.create(slug="sammlung", is_public=True, **words)
    for idea in world.ideas:
        collections.add(row.pk, idea)
    for number, idea in enumerate(world.ideas[:3], start=1):
        Feature.objects.create(idea=idea, position=number)
        Feature.objects.create(idea=idea, position=number, theme_id=idea.theme_ids[0])
    world.idea.refresh_from_db()
    version = world.idea.released_version
    assert version is not None
    seen = translating.state(version, "en")
    translating.translate(world.idea.pk, language="en", seen=seen, title=title, text=text, by=world.administrator)


def _wait(world: World, title: str, **fields: object) -> None:
    """What staff have to decide or to answer: an idea, a comment, a report and a message."""
    world.waiting.append(make.idea(title, status=Status.SUBMITTED, **fields))  # type: ignore[arg-type]
    stranger = make.user(display_name="Martin Schulz")
    pending = make.comment(world.idea, author=stranger, text=str(fields.get("text", "Wann?")), publish=False)
    world.comments.append(pending)
    rule = Rule.objects.get(key="respekt")
    world.reports.append(make.report(world.idea, text=title, rule=rule))
    world.tickets.append(make.ticket(f"{title}\n\n{fields.get('text', 'Wo finde ich die Karte?')}", page="/ideen/"))
