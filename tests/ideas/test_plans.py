"""How PostgreSQL reaches the rows of the pages everybody opens: never by reading a big table from end to end.

With fewer ideas than here it may do so and be right; with as many, its choices are those of a million.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User

from ideas.listfilters import LATELY
from ideas.listing import NEWEST, Cursor
from ideas.management import seeding
from ideas.search import finding
from ideas.models import Comment, Idea
from tests import make
from tests.conftest import signed_in_staff

BIG = {
    "ideas_idea", "ideas_ideasearch", "ideas_ideaversion", "ideas_ideacounter", "ideas_comment", "ideas_support",
}  # fmt: skip
GIN = ["idea_search_vector", "word_plain_trigrams", "word_lexeme_trigrams"]
IDEAS, COMMENTS, SUPPORTS = 20_000, 10_000, 10_000
LIST = "/ideen/"
RARE = "thema=kultur-sprache-bildung&region=cottbus&stand=umgesetzt&quelle=karte"
BROAD = "stand=neu&sprache=de"
LISTS = [
    "", "seite=50", "thema=landschaft-energie&region=goerlitz", "region=cottbus&region=goerlitz", "antwort=ja",
    "sprache=dsb", "quelle=karte", *(f"sort={order}" for order in ("unterstuetzt", "diskutiert", "bewegt")),
    "sort=gemischt&los=7", RARE, f"{RARE}&sort=unterstuetzt", f"{RARE}&sort=gemischt&los=7", BROAD,
    f"{BROAD}&sort=diskutiert", f"{BROAD}&von=2024-01&bis=2026-01", f"{BROAD}&seite=50&sort=bewegt",
]  # fmt: skip

SEARCHES = ["Kinder", "Dorfgemeinschaftshaus", "Kinder Radweg", '"neuer Radweg" -Bus']


def scanned(plan: dict[str, Any]) -> Iterator[str]:
    """Big tables that are read from end to end."""
    if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in BIG:
        yield plan["Relation Name"]
    for part in plan.get("Plans", []):
        yield from scanned(part)


def scans_of(queries: CaptureQueriesContext) -> list[str]:
    """The queries that read a big table, each with its plan."""
    found = []
    for query in [query["sql"] for query in queries.captured_queries]:
        if not query.lstrip().startswith(("SELECT", "WITH")):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {query}")
            plan = cursor.fetchone()[0]
        plan = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
        found += [f"{table}: {query}" for table in scanned(plan)]
    return found


class TestPlans(TestCase):
    citizen: User
    moderator: User
    moderator_of_goerlitz: User
    editor: User

    @classmethod
    def setUpTestData(cls) -> None:
        seeding.seed(
            ideas=IDEAS, comments=COMMENTS, supports=SUPPORTS, draw=Random(1), progress=lambda _rows: None,  # noqa: S311
        )  # fmt: skip
        with connection.cursor() as cursor:
            # As the vacuum would, which cannot run here: what waits to be indexed makes an index look dear.
            cursor.execute("SELECT gin_clean_pending_list(oid) FROM pg_class WHERE oid = ANY(%s::regclass[])", [GIN])
        cls.citizen = make.user("katrin@example.org")
        cls.moderator = make.user("moderation@example.org", groups=["Moderation"])
        cls.editor = make.user("redaktion@example.org", groups=["Redaktion"])
        cls.moderator_of_goerlitz = make.user("gr@example.org", groups=["Moderation"], authorities=["goerlitz"])

    def setUp(self) -> None:
        self.client.force_login(self.citizen)

    def check(self, address: str, client: Client | None = None, **typed: str) -> None:
        browser = client or self.client
        with self.subTest(address), CaptureQueriesContext(connection) as queries:
            response = browser.post(address, typed) if typed else browser.get(address)
            assert response.status_code == 200
        assert len(queries) > 0
        with self.subTest(address):
            assert scans_of(queries) == []

    def test_lists(self) -> None:
        for query in LISTS:
            self.check(f"{LIST}?{query}")

    def test_searches(self) -> None:
        """As many of these ideas are ranked as of a million."""
        share = IDEAS / 1_000_000
        with patch.multiple(
            finding, MOST_RANKED=round(finding.MOST_RANKED * share), MOST_READ=round(finding.MOST_READ * share)
        ):
            for words in SEARCHES:
                for query in ({}, {"sort": "unterstuetzt"}, {"stand": "neu", "sprache": "de"}):
                    self.check(f"{LIST}?{urlencode({'q': words, **query})}")

    def test_rare_words(self) -> None:
        """Of few that fit none is left out, so that walking along an order finds no end."""
        for query in ("q=Zukunftsleitstelle", "q=Zukunftsleitstelle&sort=unterstuetzt"):
            self.check(f"{LIST}?{query}")

    def test_the_ends_of_lists(self) -> None:
        oldest = Idea.objects.public().order_by("published_at", "id")[20]
        self.check(f"{LIST}?nach={Cursor.at(oldest, NEWEST)}")
        self.check(f"{LIST}?vor=0-0")
        self.check(f"{LIST}?sort=unterstuetzt&vor=0-0-0")
        self.check(f"{LIST}?{BROAD}&sort=diskutiert&vor=0-0-0")

    def test_an_idea_and_its_discussion(self) -> None:
        idea = Idea.objects.public().order_by("-counter__comments")[0]
        assert Comment.objects.filter(idea=idea).count() > 100
        self.check(idea.get_absolute_url())
        self.check(f"{idea.get_absolute_url()}?kommentare=2")
        self.check(f"/ideen/{idea.reference}/unterstuetzen/")

    def test_similar_ideas_while_typing(self) -> None:
        for idea in Idea.objects.public().newest()[:3]:
            self.check("/ideen/neu/aehnliche/", title=idea.title)

    def test_overviews_and_feeds(self) -> None:
        for address in (
            "/", "/themen/", "/themen/landschaft-energie/", "/regionen/", "/regionen/goerlitz/", "/ideen/feed/",
            f"/ideen/feed/?{RARE}", "/meine/ideen/",
        ):  # fmt: skip
            self.check(address)

    def test_the_desk(self) -> None:
        waiting = Comment.objects.order_by("-pk").values("pk")[:50]
        Comment.objects.filter(pk__in=waiting).update(
            status=Comment.Status.PENDING, published_at=None, pending_since=timezone.now() - timedelta(hours=1)
        )
        for person in (self.moderator, self.moderator_of_goerlitz):
            client = signed_in_staff(person)
            for address in ("/admin/moderation/queueitem/", "/admin/", f"/admin/ideas/idea/?received={LATELY}"):
                self.check(address, client)

    def test_a_report_of_some_days(self) -> None:
        day = timezone.localdate() - timedelta(days=7)
        query = urlencode({"since": day, "until": day})
        self.check(f"/admin/reports/export/report/?{query}", signed_in_staff(self.editor))


def test_a_scan_is_seen(db: None) -> None:
    """Few ideas are read from end to end, and the tests above would say so."""
    make.idea()
    with CaptureQueriesContext(connection) as queries:
        list(Idea.objects.filter(title__contains="Rufbus"))
    assert [scan.partition(":")[0] for scan in scans_of(queries)] == ["ideas_idea"]


pytestmark = pytest.mark.django_db
