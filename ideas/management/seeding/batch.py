"""The rows of one batch of ideas, table by table, in the caller's transaction."""

from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Any

from accounts.names import initials
from ideas.lifecycle import of_version
from ideas.management.seeding import story, wishes
from ideas.management.seeding.copying import copy, line, stamp
from ideas.management.seeding.plan import BATCH, STATUSES, Plan
from ideas.management.seeding.story import Story
from ideas.management.words.german import German
from ideas.management.words.places import FIRST_NAMES, SURNAMES
from ideas.management.words.writer import Wish
from ideas.search import indexing
from ideas.models import Authorship, Comment, Decision, IdeaVersion, Source, Stage, Status
from texts.languages import Language

_SOURCES = {Source.ONLINE: 80, Source.CARD: 8, Source.CONVERSATION: 7, Source.IMPORT: 5}
_TEXT = (
    "title", "text", "language", "theme_ids", "authority_ids", "whole_region", "place_name", "place_id", "lon", "lat",
)  # fmt: skip
_IDEA = (
    "id", "reference_year", "reference_number", "author_id", "status", "stage", "source", "lead_authority_id",
    "released_version_id", "pending_version_id", "support_rank", "comment_rank", "submitted_at", "published_at",
    "changed_at", "pending_since", "is_answered", "title", "excerpt", "language", "theme_ids", "authority_ids",
    "whole_region", "place_name", "place_id", "lon", "lat",
)  # fmt: skip
_AUTHORSHIP = ("idea_id", "name_shown", "byline", "former_member", "email", "language", "external_id", "source_url")
_DECISION = ("kind", "idea_id", "version_id", "at", "rule_id", "message", "stage")
_COMMENT = (
    "id", "idea_id", "parent_id", "author_id", "byline", "former_member", "text", "language", "status",
    "created_at", "published_at", "form_key",
)  # fmt: skip


def write(plan: Plan, number: int) -> int:
    """Write the batch; returns how many ideas, comments and supports it has."""
    batch = Batch(plan, number)
    written = [copy("ideas_idea", _IDEA, batch.ideas())]
    copy("ideas_ideaversion", ("id", "idea_id", "number", "created_at", *_TEXT), batch.versions)
    copy("ideas_ideacounter", ("idea_id", "supports", "comments"), batch.counters())
    copy("ideas_authorship", _AUTHORSHIP, batch.authorships)
    copy("ideas_decision", _DECISION, batch.decisions)
    written.append(copy("ideas_support", ("idea_id", "user_id", "at"), batch.supports()))
    written.append(copy("ideas_comment", _COMMENT, batch.comments()))
    return sum(written)


def index(plan: Plan, number: int) -> None:
    """Write the batch's rows of the search; comments and decisions have their indexes by then."""
    indexing.index([plan.first_idea + position for position in plan.positions(number)])


class Batch:
    """Draws for itself; `ideas` must be walked first, the other rows follow from it."""

    def __init__(self, plan: Plan, number: int) -> None:
        self._plan, self._number = plan, number
        self._draw = Random(f"{plan.seed}/{number}")  # noqa: S311 - invented texts, no secrets
        self._german = German(self._draw)
        self._writers = wishes.writers(self._german, self._draw)
        self._languages = wishes.languages(self._draw)
        self._first_names, self._surnames = FIRST_NAMES.drawn(self._draw), SURNAMES.drawn(self._draw)
        self.versions: list[str] = []
        self.authorships: list[str] = []
        self.decisions: list[str] = []
        # Made once: a million instances of a model are slow.
        self._shown = IdeaVersion()
        # What is supported and discussed: position, since when, by whom it is.
        self._open: list[tuple[int, float, int | None]] = []

    def ideas(self) -> Iterator[str]:
        plan, draw = self._plan, self._draw
        batch_wishes = wishes.of_batch(plan.seed, self._number, BATCH, draw)
        sources = draw.choices(list(_SOURCES), list(_SOURCES.values()), k=BATCH)
        for position, wish, source in zip(plan.positions(self._number), batch_wishes, sources, strict=False):
            told = story.of_idea(
                STATUSES[plan.status[position]], submitted=plan.at[position], versions=plan.versions[position],
                now=plan.now, draw=draw,
            )  # fmt: skip
            yield self._idea(position, wish, source, told)

    def _idea(self, position: int, wish: Wish, source: Source, told: Story) -> str:
        plan, draw, language = self._plan, self._draw, next(self._languages)
        pk, first_version = plan.first_idea + position, plan.first_version[position]
        author = draw.choice(plan.people) if source == Source.ONLINE and draw.random() < 0.65 else None
        wish = wishes.at_home(wish, language, draw)
        self._german.turn_to(wish)  # authorities answer in German
        shown = self._write_versions(pk, first_version, wish, language, told)
        self._sign(pk, source, language)
        self._decide(pk, first_version, told)
        if told.status == Status.PUBLISHED:
            self._open.append((position, told.published or plan.now, author))
        return line(
            pk, plan.year[position], plan.number[position], author, told.status, told.stage, source,
            shown.authority_ids[0] if told.published and len(shown.authority_ids) == 1 else None,
            _version(first_version, told.released), _version(first_version, told.pending), plan.supports[position],
            plan.comments[position], stamp(told.submitted), told.published and stamp(told.published),
            stamp(told.changed), told.waiting_since and stamp(told.waiting_since), told.stage != Stage.NEW,
            *of_version(shown).values(),
        )  # fmt: skip

    def _write_versions(self, pk: int, first: int, wish: Wish, language: Language, told: Story) -> IdeaVersion:
        """All of them; returns the one whose words stand in the idea's row."""
        writer = self._writers[language]
        if language != Language.GERMAN:
            writer.turn_to(wish)
        content = {"title": writer.title(), "text": writer.text(), "language": language, **self._around(wish)}
        texts = [content["text"]]
        while len(texts) < len(told.written):
            texts.insert(0, writer.text())
        for position, (text, at) in enumerate(zip(texts, told.written, strict=True)):
            content["text"] = text
            self.versions.append(line(first + position, pk, position + 1, stamp(at), *map(content.get, _TEXT)))
        content["text"] = texts[told.shown]
        for name, value in content.items():
            setattr(self._shown, name, value)
        return self._shown

    def _around(self, wish: Wish) -> dict[str, Any]:
        """Themes, authorities and place of a version; a place has its own authority."""
        plan, draw = self._plan, self._draw
        themes = list(plan.themes.values())
        theme_ids = {plan.themes.get(wish.noun.subject) or draw.choice(themes)}
        if draw.random() < 0.35:
            theme_ids.add(draw.choice(themes))
        around = {
            "theme_ids": sorted(theme_ids), "authority_ids": [], "whole_region": False, "place_name": "",
            "place_id": None, "lon": None, "lat": None,
        }  # fmt: skip
        kind, here = draw.random(), plan.authorities.get(wish.place.authority)
        if kind < 0.1:
            return {**around, "whole_region": True}
        if kind < 0.7 and here:
            return {
                **around,
                "authority_ids": [here],
                "place_name": wish.place.name,
                **self._place(wish.place.name, here),
            }
        if kind < 0.85:
            regions = draw.sample(list(plan.authorities.values()), min(len(plan.authorities), draw.choice((1, 1, 2))))
            return {**around, "authority_ids": sorted(regions)}
        return around

    def _place(self, name: str, authority: int) -> dict[str, Any]:
        """Its municipality, and for some a point around it."""
        place = self._plan.places.get((name, authority))
        if place is None:
            return {"place_name": name}
        if self._draw.random() < 0.8:
            return {"place_name": name, "place_id": place.pk}
        east, north = self._draw.gauss(0, 0.01), self._draw.gauss(0, 0.01)
        return {
            "place_name": name,
            "place_id": place.pk,
            "lon": round(float(place.lon) + east, 5),
            "lat": round(float(place.lat) + north, 5),
        }

    def _sign(self, pk: int, source: Source, language: Language) -> None:
        shown = self._draw.choices(list(Authorship.NameShown), (30, 15, 55))[0]
        name = f"{next(self._first_names)} {next(self._surnames)}"
        byline = {Authorship.NameShown.FULL: name, Authorship.NameShown.INITIALS: initials(name)}.get(shown, "")
        external = f"seed-{pk}" if source == Source.IMPORT else None
        self.authorships.append(line(pk, shown, byline, False, "", language, external, ""))

    def _decide(self, pk: int, first_version: int, told: Story) -> None:
        draw, rules = self._draw, self._plan.rules
        for kind, at, version, stage in told.decisions:
            rule = draw.choice(rules) if kind in Decision.NEEDS_REASONS else None
            if stage:
                message = self._german.answer(stage)
            elif rule:
                message = draw.choice(story.FACTS)
            else:
                message = draw.choice(story.QUESTIONS) if kind == Decision.Kind.RETURNED else ""
            self.decisions.append(line(kind, pk, _version(first_version, version), stamp(at), rule, message, stage))

    def counters(self) -> Iterator[str]:
        plan = self._plan
        for position in plan.positions(self._number):
            yield line(plan.first_idea + position, plan.supports[position], plan.comments[position])

    def supports(self) -> Iterator[str]:
        """Most of them soon after the release."""
        plan, draw = self._plan, self._draw
        for position, since, author in self._open:
            wanted = plan.supports[position]
            others = (person for person in draw.sample(plan.people, wanted + 1) if person != author)
            for _each, person in zip(range(wanted), others, strict=False):
                at = stamp(since + (plan.now - since) * draw.random() ** 2)
                yield f"{plan.first_idea + position}\t{person}\t{at}"

    def comments(self) -> Iterator[str]:
        """On two levels."""
        plan, draw = self._plan, self._draw
        for position, since, _author in self._open:
            tops: list[int] = []
            times = sorted(since + (plan.now - since) * draw.random() ** 2 for _ in range(plan.comments[position]))
            for pk, at in zip(count(plan.first_comment[position]), map(stamp, times), strict=False):
                parent = draw.choice(tops) if tops and draw.random() < 0.4 else None
                if parent is None:
                    tops.append(pk)
                yield line(
                    pk, plan.first_idea + position, parent, draw.choice(plan.people), "", False,
                    self._german.comment(), Language.GERMAN, Comment.Status.PUBLISHED, at, at,
                    f"{draw.getrandbits(128):032x}",
                )  # fmt: skip


def _version(first: int, position: int | None) -> int | None:
    return None if position is None else first + position
