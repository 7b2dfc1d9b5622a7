"""The demo's mail page: reads one folder, and only in the demo."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client, override_settings
from django.urls import clear_url_caches, include, path, set_urlconf
from pytest_django.fixtures import Settings

from lausitz_portal.urls import urlpatterns as portal_patterns
from tests.notifications.cases import assert_locked_in

urlpatterns = [*portal_patterns, path("", include("notifications.urls"))]

NAME = "20261122T130501.000123Z-1"
MAIL = """X-Envelope-To: gast@example.org\r
Content-Type: text/plain; charset="utf-8"\r
MIME-Version: 1.0\r
Content-Transfer-Encoding: 8bit\r
Subject: =?utf-8?q?R=C3=BCckfrage_zu_2026-00042?=\r
To: gast@example.org\r
Date: Sun, 22 Nov 2026 13:05:01 -0000\r
Content-Language: de\r
\r
Guten Tag,\r
\r
<b>Wo</b> ist der Stand? http://127.0.0.1:8099/stand/\r
"""


@pytest.fixture
def folder(tmp_path: Path, settings: Settings, db: None) -> Iterator[Path]:
    """The demo with its mail folder, in which one mail lies."""
    mails = tmp_path / "mail"
    mails.mkdir()
    settings.DEMO, settings.PORTAL_MAIL_DIR = True, mails
    (mails / f"{NAME}.eml").write_bytes(MAIL.encode())
    (tmp_path / "secret.eml").write_bytes(MAIL.encode())
    with override_settings(ROOT_URLCONF=__name__):
        clear_url_caches()
        yield mails
    set_urlconf(None)
    clear_url_caches()


def test_list_shows_the_newest_first(folder: Path, client: Client) -> None:
    newer = MAIL.replace("=?utf-8?q?R=C3=BCckfrage_zu_2026-00042?=", "Newer")
    (folder / "20261122T140000.000000Z-2.eml").write_bytes(newer.encode())
    page = client.get("/demo/mails/").content.decode()
    assert page.index("Newer") < page.index("Rückfrage zu 2026-00042")
    assert page.count("gast@example.org") == 2


def test_the_time_is_that_of_the_clock_on_the_wall(folder: Path, client: Client) -> None:
    """The server writes UTC, as -0000."""
    for address in ("/demo/mails/", f"/demo/mails/{NAME}/"):
        page = client.get(address).content.decode()
        assert ("14:05" in page, "13:05" in page) == (True, False)


def test_mail_is_shown_as_text(folder: Path, client: Client) -> None:
    page = client.get(f"/demo/mails/{NAME}/").content.decode()
    assert "Rückfrage zu 2026-00042" in page
    assert "&lt;b&gt;Wo&lt;/b&gt; ist der Stand?" in page
    assert '<a href="http://127.0.0.1:8099/stand/"' in page


def test_html_is_shown_in_a_frame_that_can_do_nothing(folder: Path, client: Client) -> None:
    message = EmailMultiAlternatives("Neu", "Reiner Text", "a@example.org", ["b@example.org"])
    message.attach_alternative("<p style='color:red'>Mit Farbe</p><script>alert(1)</script>", "text/html")
    (folder / "both.eml").write_bytes(message.message().as_bytes())
    page = client.get("/demo/mails/both/")
    assert "Reiner Text" in page.content.decode()
    assert "Mit Farbe" not in page.content.decode()
    assert 'src="/demo/mails/both/html/"' in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "style-src 'self';" in page["Content-Security-Policy"]
    framed = client.get("/demo/mails/both/html/")
    assert "Mit Farbe" in framed.content.decode()
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert_locked_in(framed)


def test_mail_without_html_has_no_frame(folder: Path, client: Client) -> None:
    assert "<iframe" not in client.get(f"/demo/mails/{NAME}/").content.decode()
    assert client.get(f"/demo/mails/{NAME}/html/").status_code == 404


def test_empty_folder_says_so(folder: Path, client: Client) -> None:
    (folder / f"{NAME}.eml").unlink()
    assert client.get("/demo/mails/").status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "..%2Fsecret", "%2e%2e%2fsecret", "..", ".hidden", "%2Fetc%2Fpasswd", "none", "a" * 300, "a%00b",
        "..%5Csecret", "%C3%A4", "secret%0A", "*", f"{NAME}.eml",
    ],
)  # fmt: skip
def test_other_files_do_not_exist(folder: Path, client: Client, name: str) -> None:
    (folder / ".hidden.eml").write_bytes(MAIL.encode())
    assert client.get(f"/demo/mails/{name}/").status_code in {400, 404}
    assert client.get(f"/demo/mails/{name}/html/").status_code in {400, 404}


def test_links_out_of_the_folder_are_not_followed(folder: Path, client: Client) -> None:
    (folder / "linked.eml").symlink_to(folder.parent / "secret.eml")
    (folder / "folder.eml").mkdir()
    assert client.get("/demo/mails/linked/").status_code == 404
    assert client.get("/demo/mails/folder/").status_code == 404
    assert "linked" not in client.get("/demo/mails/").content.decode()


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\xff\xfe\x00nonsense", b"Subject: =?x-unknown?q?a?=\r\nDate: never\r\n\r\n\xff",
        b"Content-Type: text/html\r\n\r\n<p>nur HTML</p>", b"Content-Type: multipart/mixed\r\n\r\nkaputt",
        b"Content-Type: text/plain; charset=klingon\r\n\r\nqapla", b"Subject:\r\n a\r\n\r\n",
    ],
)  # fmt: skip
def test_broken_mails_break_nothing(folder: Path, client: Client, raw: bytes) -> None:
    (folder / "broken.eml").write_bytes(raw)
    assert client.get("/demo/mails/").status_code == 200
    assert client.get("/demo/mails/broken/").status_code == 200
    assert client.get("/demo/mails/broken/html/").status_code in {200, 404}


@pytest.mark.parametrize(("name", "value"), [("DEMO", False), ("PORTAL_MAIL_DIR", None)])
def test_elsewhere_there_is_no_such_page(
    folder: Path, client: Client, settings: Settings, name: str, value: object
) -> None:
    setattr(settings, name, value)
    assert client.get("/demo/mails/").status_code == 404
    assert client.get(f"/demo/mails/{NAME}/").status_code == 404
    assert client.get(f"/demo/mails/{NAME}/html/").status_code == 404


def test_pages_are_read_only(folder: Path, client: Client) -> None:
    assert client.post("/demo/mails/").status_code == 405
    assert client.post(f"/demo/mails/{NAME}/").status_code == 405
    assert client.post(f"/demo/mails/{NAME}/html/").status_code == 405
