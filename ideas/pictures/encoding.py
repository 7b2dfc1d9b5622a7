"""From a file that somebody sent to pictures that are ours.

Nothing of the file survives but its visible pixels: they are painted on a new, white picture, so
that neither a position nor a comment, a script, a hidden layer or a second frame can pass.
"""

import hashlib
import io
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LEAST_SIDE = 50
# A strip that is longer than this times its other side is no picture for a page.
MOST_STRETCHED = 10
FORMATS = ("JPEG", "PNG", "WEBP")
# Each size fits into its width and five quarters of it; nothing is enlarged.
WIDTHS = (480, 960, 1600)
KINDS = {"webp": "image/webp", "jpg": "image/jpeg"}
# Each needs up to 300 MB for a moment.
AT_ONCE = 2
SECONDS_TO_WAIT = 15
_free = BoundedSemaphore(AT_ONCE)

# EXIF's tag 0x0112 (CIPA DC-008, 4.6.5): what has to be done to see the picture upright.
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class NotTaken(ValueError):
    """The file is no picture that we take; `sentence` says why, for the person who sent it."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class NotNow(NotTaken):
    """Not for the file's own sake: those after it are not taken either."""


@dataclass(frozen=True)
class Encoded:
    """A picture in all its sizes; `files` by width and kind."""

    width: int
    height: int
    widths: list[int]
    files: dict[tuple[int, str], bytes]

    @property
    def bytes(self) -> int:
        return sum(map(len, self.files.values()))

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.files[self.width, "webp"]).hexdigest()


def encode(sent: BinaryIO, size: int) -> Encoded:
    """The file of `size` bytes in our sizes and kinds. Raises `NotTaken`, `NotNow`."""
    if size == 0:
        raise NotTaken(_("The file is empty."))
    if size > MOST_BYTES:
        raise NotTaken(_("The file is larger than 10 MB. Please choose a smaller picture."))
    if not _free.acquire(timeout=SECONDS_TO_WAIT):
        raise NotNow(_("Many pictures are being sent at the moment. Please try again in a minute."))
    try:
        return _in_all_sizes(_read(sent))
    finally:
        _free.release()


def _read(sent: BinaryIO) -> Image.Image:
    """The picture, upright, in sRGB, on white, with nothing beside its pixels."""
    opened = _opened(sent)
    _check_measures(*opened.size)
    try:
        # A JPEG is read at a half, a quarter, an eighth of its size where that is enough.
        opened.draft(None, (max(WIDTHS) * 5 // 4, max(WIDTHS) * 5 // 4))
        opened.load()
        return _upright(_on_white(opened), _orientation(opened))
    except MemoryError:
        raise
    except Exception as broken:  # Pillow's readers raise whatever they stumble on
        raise NotTaken(_("The file is damaged and could not be read. Please choose another one.")) from broken


def _opened(sent: BinaryIO) -> Image.Image:
    try:
        return Image.open(sent, formats=FORMATS)
    except Image.DecompressionBombError as bomb:
        raise _too_large() from bomb
    except Exception as unknown:  # as above
        raise NotTaken(
            _("This is no picture that we can read. Please choose a file of type JPEG, PNG or WebP.")
        ) from unknown


def _too_large() -> NotTaken:
    return NotTaken(_("The picture has more than 40 megapixels. Please make it smaller first."))


def _check_measures(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_large()
    short, long = sorted((width, height))
    if short < LEAST_SIDE or long > MOST_STRETCHED * short:
        raise NotTaken(_("The picture is too small or too narrow. Each side needs at least 50 pixels."))


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - broken EXIF is no reason to refuse a picture
        return 1


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = _UPRIGHT.get(orientation)
    return image if turn is None else image.transpose(turn)


def _on_white(image: Image.Image) -> Image.Image:
    """In sRGB on a new white picture, which takes nothing along but pixels."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):  # 16 bits: the upper eight are what a screen shows
        image = image.point(lambda value: value / 256).convert("L")
    alpha = image.convert("RGBA").getchannel("A") if image.has_transparency_data else None
    plain = Image.new("RGB", image.size, "white")
    plain.paste(_in_srgb(image, profile), mask=alpha)
    return plain


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    colors = image if image.mode in {"RGB", "CMYK", "L"} else image.convert("RGB")
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(colors, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return converted or colors.convert("RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            # A broken profile, or one for other channels: the colours as they are.
            pass
    return colors.convert("RGB")


def _in_all_sizes(image: Image.Image) -> Encoded:
    files: dict[tuple[int, str], bytes] = {}
    sized = image
    for width in sorted(WIDTHS, reverse=True):
        # Each from the next larger one: as sharp to the eye, in a third of the time.
        sized = sized.copy()
        sized.thumbnail((width, width * 5 // 4), Image.Resampling.LANCZOS)
        files[sized.width, "webp"] = _saved(sized, "WEBP", quality=72, method=4)
        files[sized.width, "jpg"] = _saved(sized, "JPEG", quality=76, optimize=True, progressive=True)
        image = sized if width == max(WIDTHS) else image
    return Encoded(image.width, image.height, sorted({width for width, _kind in files}), files)


def _saved(image: Image.Image, kind: str, **options: int) -> bytes:
    found = io.BytesIO()
    image.save(found, kind, **options)
    return found.getvalue()
