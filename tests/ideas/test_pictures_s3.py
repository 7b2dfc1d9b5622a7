"""The same storage on S3: over HTTP against moto's server, a stand-in that speaks the protocol of S3."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest
from django.conf import settings as django_settings
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from moto.server import ThreadedMotoServer

from accounts.models import User
from ideas.models import Draft, Picture
from ideas.pictures import sweeping, tray
from lausitz_portal import environment
from tests.ideas import pictures
from tests.ideas.pictures import address, jpeg, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A bucket for one test, and the portal set up by its environment to keep pictures there."""
    name_of_bucket = f"bilder-{uuid.uuid4()}"
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "portal", "AWS_SECRET_ACCESS_KEY": "geheim", "AWS_DEFAULT_REGION": "eu-central-1",
        "PICTURES_BUCKET": name_of_bucket, "PICTURES_ENDPOINT": f"http://{host}:{port}",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    made = boto3.resource("s3", endpoint_url=f"http://{host}:{port}").create_bucket(
        Bucket=name_of_bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    with override_settings(STORAGES={**django_settings.STORAGES, "pictures": environment.read().pictures}):
        yield made
    server.stop()


def keys(bucket: Any) -> set[str]:
    return {found.key.partition("/")[2].partition("-")[0] for found in bucket.objects.all()}


def test_a_picture_is_kept_shown_and_removed(
    bucket: Any, citizen: User, as_citizen: Client, django_capture_on_commit_callbacks: Any
) -> None:
    draft = Draft.objects.create(user=citizen)
    as_citizen.post(reverse("ideas:pictures", args=[draft.pk]), {"pictures": upload(jpeg()), "add": "1"})
    picture = draft.pictures.get().picture
    assert keys(bucket) == {picture.key.hex}
    shown: Any = as_citizen.get(address(picture, 800, "jpg"))
    assert b"".join(shown.streaming_content)[:3] == b"\xff\xd8\xff"
    assert Client().get(address(picture)).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        tray.remove(draft, picture.name)
    assert keys(bucket) == set()


def test_the_sweep_finds_what_belongs_to_nothing(
    bucket: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    kept = pictures.add(Draft.objects.create())
    bucket.put_object(Key="ab/abababababababababababababababab-480.webp", Body=b"x")
    assert sweeping.sweep() == 0
    monkeypatch.setattr(sweeping, "YOUNG", timedelta(seconds=-5))
    with django_capture_on_commit_callbacks(execute=True):
        assert sweeping.sweep() == 1
    assert keys(bucket) == {kept.key.hex}


def test_a_server_that_is_away_costs_a_sentence(bucket: Any, citizen: User, as_citizen: Client) -> None:
    draft = Draft.objects.create(user=citizen)
    picture = pictures.add(draft)
    bucket.objects.all().delete()
    assert as_citizen.get(address(picture)).status_code == 404
    bucket.delete()
    began = timezone.now()
    sent = {"pictures": upload(jpeg(500)), "add": "1"}
    shown = as_citizen.post(reverse("ideas:pictures", args=[draft.pk]), sent, follow=True)
    assert (shown.status_code, len(shown.context["errors"])) == (200, 1)
    assert list(Picture.objects.all()) == [picture]
    assert timezone.now() - began < timedelta(seconds=20)
