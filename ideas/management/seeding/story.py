"""What has happened to one synthetic idea, as the services would have left it behind."""

from dataclasses import dataclass, field
from random import Random

from ideas.lifecycle import FORWARD
from ideas.models import Decision, Stage, Status

DAY = 86_400.0
# How far authorities get; for the rest it is new.
_WAYS: tuple[tuple[Stage, ...], ...] = (
    *(FORWARD[1:end] for end in range(2, len(FORWARD) + 1)),
    (Stage.NOT_PURSUED,),
    (Stage.UNDER_REVIEW, Stage.NOT_PURSUED),
)
_HOW_OFTEN = (14, 4, 3, 3, 2, 4)
_UNTOUCHED = 0.7
_UNSEEN = {
    Status.REJECTED: Decision.Kind.REJECTED,
    Status.SPAM: Decision.Kind.SPAM,
    Status.RETURNED: Decision.Kind.RETURNED,
}
FACTS = (
    "Der Text verstößt mit dem zweiten Satz gegen diese Regel.", "Der Text richtet sich gegen eine einzelne Person.",
    "Der ganze Text handelt von etwas anderem.", "Der Text wirbt für eine Firma.",
)  # fmt: skip
QUESTIONS = ("Welche Stelle meinen Sie genau?", "Wer soll das betreiben?", "Für wen ist der Vorschlag gedacht?")


@dataclass
class Story:
    """Times in seconds since 1970; versions by their position, the first is 0."""

    status: Status
    submitted: float
    # When each version was written.
    written: list[float]
    published: float | None = None
    released: int | None = None
    pending: int | None = None
    waiting_since: float | None = None
    changed: float = 0.0
    # Kind, time, version, stage.
    decisions: list[tuple[str, float, int | None, str]] = field(default_factory=list)

    @property
    def stage(self) -> str:
        reached = [stage for _kind, _at, _version, stage in self.decisions if stage]
        return reached[-1] if reached else Stage.NEW

    @property
    def shown(self) -> int:
        """The version whose words stand in the idea's row."""
        return (self.released if self.released is not None else self.pending) or 0


def of_idea(status: Status, *, submitted: float, versions: int, now: float, draw: Random) -> Story:
    """Draw what happened between its arrival and now."""
    story = Story(status, submitted, [submitted])
    was_public = status in {Status.PUBLISHED, Status.LOCKED} or (status == Status.WITHDRAWN and draw.random() < 0.5)
    times = _later(submitted, now, 2 * versions - 1, draw)
    if was_public:
        _release_all(story, times)
        _end_in_public(story, now, draw)
    else:
        story.written += times[1::2]
        story.pending = versions - 1
        _end_unseen(story, now, draw)
    return story


def _later(start: float, now: float, count: int, draw: Random) -> list[float]:
    """Times after `start`, the first of them within three days, as moderators do."""
    first = start + min(3 * DAY * draw.random() ** 3 + 30, (now - start) * draw.random())
    return [first, *sorted(first + (now - first) * draw.random() for _ in range(count - 1))]


def _release_all(story: Story, times: list[float]) -> None:
    """Each version by a decision of its own; `times` are release, writing, release, …"""
    story.written += times[1::2]
    story.decisions = [(Decision.Kind.PUBLISHED, at, version, "") for version, at in enumerate(times[::2])]
    story.published, story.changed = times[0], times[-1]
    story.released = len(story.written) - 1


def _end_in_public(story: Story, now: float, draw: Random) -> None:
    if story.status == Status.LOCKED:
        story.changed += (now - story.changed) * draw.random()
        story.decisions.append((Decision.Kind.LOCKED, story.changed, story.released, ""))
    elif story.status == Status.WITHDRAWN:
        story.changed += (now - story.changed) * draw.random()
    elif len(story.written) > 1 and draw.random() < 0.01:
        _wait_with_last(story, now, draw)
    elif draw.random() > _UNTOUCHED:
        _set_stages(story, now, draw)


def _wait_with_last(story: Story, now: float, draw: Random) -> None:
    """The last version is an amendment that nobody has read yet."""
    _kind, before, _version, _stage = story.decisions[-2]
    story.decisions.pop()
    story.pending, story.released = story.released, len(story.written) - 2
    story.waiting_since = story.written[-1] = max(before, now - 10 * DAY * draw.random())
    story.changed = story.waiting_since


def _set_stages(story: Story, now: float, draw: Random) -> None:
    way = draw.choices(_WAYS, _HOW_OFTEN)[0]
    times = sorted(story.changed + (now - story.changed) * draw.random() for _ in way)
    story.decisions += [(Decision.Kind.STAGE, at, None, stage) for stage, at in zip(way, times, strict=True)]
    story.changed = times[-1]


def _end_unseen(story: Story, now: float, draw: Random) -> None:
    last = story.written[-1]
    if story.status == Status.SUBMITTED:
        story.waiting_since, story.changed = story.submitted, last
        return
    story.changed = last + (now - last) * draw.random() ** 4
    kind = _UNSEEN.get(story.status)
    if kind:
        story.decisions.append((kind, story.changed, story.pending, ""))
