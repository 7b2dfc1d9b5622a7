"""Pictures for tests, drawn here; and a storage that a test can look into."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from accounts.models import User
from ideas import lifecycle, submission
from ideas.models import Draft, Idea, Picture
from ideas.pictures import tray
from tests import make


def drawn(width: int = 800, height: int = 600, *, mode: str = "RGB", color: Any = "#14609f") -> Image.Image:
    """A blue picture with a red upper left corner."""
    image = Image.new("RGB", (width, height), color)
    ImageDraw.Draw(image).rectangle((0, 0, width // 2, height // 2), fill="#a63a1e")
    return image.convert(mode)


def saved(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    found = io.BytesIO()
    image.save(found, kind, **options)
    return found.getvalue()


def jpeg(width: int = 800, height: int = 600, **options: Any) -> bytes:
    return saved(drawn(width, height), **options)


def upload(content: bytes, name: str = "rufbus.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def add(draft: Draft, words: str = "Haltestelle ohne Dach", *, color: str = "#14609f") -> Picture:
    """A picture with its description."""
    content = saved(drawn(color=color))
    picture = tray.add(draft, io.BytesIO(content), len(content))
    tray.describe(draft, {picture.name: words})
    return picture


def idea(*, author: User | None = None, published: bool = True, **fields: Any) -> tuple[Idea, Picture]:
    """An idea with one picture."""
    draft = Draft.objects.create(user=author)
    picture = add(draft)
    made = submission.submit(draft, version=make.content(**fields), sender=make.sender(author)).idea
    if published:
        lifecycle.publish(made.pk, version_id=made.pending_version_id or 0, by=make.user(groups=["Moderation"]))
    made.refresh_from_db()
    return made, picture


def address(picture: Picture, width: int = 480, kind: str = "webp") -> str:
    return f"/bild/{picture.name}/{width}.{kind}"
