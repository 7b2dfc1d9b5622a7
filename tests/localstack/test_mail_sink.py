"""The sink holds a real SMTP conversation and keeps every mail as a file."""

import smtplib
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from localstack.mail import MailSink
from localstack.processes import Supervisor
from tests.localstack import observing


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[MailSink]:
    supervisor = Supervisor()
    sink = MailSink(folder=tmp_path, environment=observing.environment(tmp_path))
    sink.prepare(supervisor)
    supervisor.wait_until(sink.is_ready, sink.start(supervisor), seconds=10)
    yield sink
    supervisor.stop()


def connect(sink: MailSink) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", urlsplit(sink.url).port or 0, timeout=5)


def mail(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "portal@example.org"
    message["To"] = "buergerin@example.org"
    message["Subject"] = subject
    message.set_content("Grüße aus der Łužica.\n.\nEin Punkt allein beendet nichts.\n")
    return message


def kept(sink: MailSink) -> list[Path]:
    return sorted((sink.folder / "mail").iterdir())


def test_a_mail_is_kept_with_its_envelope(sink: MailSink) -> None:
    with connect(sink) as server:
        server.send_message(mail("Idee für Görlitz"), to_addrs=["a@example.org", "b@example.org"])
    (path,) = kept(sink)
    read = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert path.suffix == ".eml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert read.get_all("X-Envelope-To") == ["a@example.org", "b@example.org"]
    assert read["Subject"] == "Idee für Görlitz"
    assert read.get_content() == mail("").get_content().replace("\n", "\r\n")


def test_the_newest_mail_sorts_last(sink: MailSink) -> None:
    subjects = [f"Nachricht {number}" for number in range(100)]
    with connect(sink) as server:
        for subject in subjects:
            server.send_message(mail(subject))
    assert [message_from_bytes(path.read_bytes())["Subject"] for path in kept(sink)] == subjects


def test_a_mail_that_cannot_be_kept_is_refused_for_now(sink: MailSink) -> None:
    (sink.folder / "mail").rename(sink.folder / "elsewhere")
    with connect(sink) as server, pytest.raises(smtplib.SMTPDataError) as caught:
        server.send_message(mail("Wohin?"))
    assert caught.value.smtp_code == 452
