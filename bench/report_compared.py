"""The report for a council in Word, opened in LibreOffice: is all there that its page says, and is no page empty?

An answer with what goes wrong most easily is written for the comparison and taken back after it.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone, translation
from lxml import html

from accounts.models import User
from bench import libreoffice
from ideas import lifecycle
from ideas.listfilters import FIRST_DAY
from ideas.models import Idea, Stage, Status
from reports.council import pages
from themes.models import Authority

# What breaks where files are written carelessly: umlauts, quotes, dashes, Sorbian letters, a tag, an emoji.
ANSWER = "Wir prüfen das: „Größe“ – ‚Maß‘ … 5 € für Łužyca, Chóśebuz & <b>Straße</b> 😀.\n\nZweiter Absatz."
TEXT = "txt:Text (encoded):UTF8"
LEAST_LETTERS = 40


def main(user: User) -> int:
    """Print what is missing, for all authorities and for each; how much it is."""
    missing = 0
    with transaction.atomic(), translation.override("de"):
        _answer(user)
        for authority in (None, *Authority.objects.all()):
            missing += _compared(user, authority)
        transaction.set_rollback(True)
    return missing


def _answer(user: User) -> None:
    published = Idea.objects.filter(status=Status.PUBLISHED, stage=Stage.NEW)
    for idea in published.order_by("-support_rank")[:5]:
        lifecycle.set_stage(idea.pk, stage=Stage.UNDER_REVIEW, by=user, reason=ANSWER)


def _compared(user: User, authority: Authority | None) -> int:
    query = f"since={FIRST_DAY:%Y-%m-%d}&until={timezone.localdate():%Y-%m-%d}"
    request = _request(user, f"{query}&authority={authority.pk if authority else ''}")
    page: Any = pages.page(request)
    said = list(_said(page.render().content.decode()))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        file = place / "report.docx"
        file.write_bytes(pages.file(request).content)
        words = _plain(libreoffice.opened(file, place, to=TEXT).read_text("utf-8-sig"))
        lengths = _pages(libreoffice.opened(file, place, to="pdf"))
    missing = [one for one in said if one not in words]
    empty = [number for number, letters in enumerate(lengths, start=1) if letters < LEAST_LETTERS]
    print(
        f"report     docx  {authority or 'all authorities'}: {len(said)} texts of the page, {len(missing)} missing; "
        f"{len(lengths)} pages, {len(empty)} empty"
    )
    for one in missing[:3]:
        print(f"  missing: {one[:200]!r}")
    return len(missing) + len(empty) + (not lengths)


def _request(user: User, query: str) -> HttpRequest:
    request: Any = RequestFactory().get(f"/admin/?{query}")
    request.user = user
    return request  # type: ignore[no-any-return] # a request of a test, as any other


def _said(page: str) -> Iterator[str]:
    """Headings, sentences and rows of the report; a row is its label and its number."""
    (report,) = html.fromstring(page).xpath("//article[@class='council']")
    for part in report.xpath(".//h2 | .//h3 | .//h4 | .//p[not(ancestor::blockquote)] | .//li[not(*)] | .//figcaption"):
        # "As of" is a minute later in the file.
        yield _plain(part.text_content()).partition(" Stand: ")[0]
    for part in report.xpath(".//blockquote//p"):
        yield _plain(part.text_content())
    for heading in report.xpath(".//thead//th"):
        yield _plain(heading.text_content())
    for row in report.xpath(".//tbody/tr"):
        yield _plain(" ".join(cell.text_content() for cell in row.xpath("th | td")))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _pages(file: Path) -> list[int]:
    """How many letters each page of a PDF has; where poppler is not installed, one page of unknown length."""
    reader = shutil.which("pdftotext")
    if reader is None:
        print("  poppler (pdftotext) is not installed: pages are not looked at.")
        return [LEAST_LETTERS]
    read = subprocess.run([reader, "-enc", "UTF-8", str(file), "-"], check=True, capture_output=True, text=True)
    return [len(_plain(page)) for page in read.stdout.split("\f")[:-1]]
