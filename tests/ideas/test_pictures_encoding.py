"""What is sent as a picture: drawn anew without what it carried, or refused with a sentence."""

import io
import struct
import threading
import zipfile
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from ideas.pictures import encoding
from ideas.pictures.encoding import Encoded, NotTaken, encode
from tests.ideas.pictures import drawn, jpeg, saved

SECRET = b"GEHEIM-51.7557N"


def encoded(content: bytes) -> Encoded:
    return encode(io.BytesIO(content), len(content))


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of(width: int, height: int, pixels: bytes) -> bytes:
    """A PNG that says it has these measures, whatever is in it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    end = chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + end


def zipped() -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        archive.writestr("a.php", "<?php system($_GET[0]);")
    return found.getvalue()


def in_many(kind: str, **options: object) -> bytes:
    frames = [drawn(color=color) for color in ("green", "red", "black")]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], **options)


def riff(size: int, body: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", size) + b"WEBP" + body


REFUSED: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "text": lambda: b"Das ist kein Bild.",
    "SVG": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "HTML": lambda: b"<!doctype html><script>alert(1)</script>",
    "GIF": lambda: saved(drawn(), "GIF"),
    "TIFF": lambda: saved(drawn(), "TIFF"),
    "BMP": lambda: saved(drawn(), "BMP"),
    "ICO": lambda: saved(drawn(64, 64), "ICO"),
    "AVIF": lambda: saved(drawn(), "AVIF"),
    "HEIC": lambda: b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(500),
    "PDF": lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF",
    "PostScript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n%%EOF\n",
    "ZIP": zipped,
    "JPEG, first bytes": lambda: jpeg()[:3],
    "JPEG, header": lambda: jpeg()[:200],
    "JPEG, half": lambda: jpeg()[: len(jpeg()) // 2],
    "PNG, header": lambda: saved(drawn(), "PNG")[:33],
    "PNG, half": lambda: saved(Image.effect_noise((200, 200), 90), "PNG")[:9000],
    "WebP, header": lambda: saved(drawn(), "WEBP")[:20],
    "WebP, half": lambda: saved(Image.effect_noise((200, 200), 90), "WEBP")[:4000],
    "PNG, wrong checksum": lambda: saved(drawn(), "PNG").replace(b"IDAT", b"IDAT\x00", 1),
    "PNG bomb": lambda: png_of(50_000, 50_000, bytes(1000)),
    "PNG of more than 40 million pixels": lambda: png_of(8000, 5001, bytes(1000)),
    "PNG with a text bomb": lambda: (
        saved(drawn(), "PNG")[:33]
        + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80_000_000)))
        + saved(drawn(), "PNG")[33:]
    ),
    "PNG that says more than it has": lambda: png_of(4000, 4000, bytes(1000)),
    "WebP bomb": lambda: riff(30, b"VP8X" + struct.pack("<I", 10) + bytes(4) + b"\xff\xff\xff\xff\xff\xff"),
    "65535 × 1": lambda: saved(Image.new("RGB", (65_535, 1)), "PNG"),
    "1 × 65535": lambda: saved(Image.new("L", (1, 65_535)), "PNG"),
    "1 × 1": lambda: saved(Image.new("RGB", (1, 1)), "PNG"),
    "no width": lambda: png_of(0, 600, b""),
    "larger than 10 MB": lambda: jpeg() + bytes(11 * 1024 * 1024),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_refused_with_a_sentence(kind: str) -> None:
    with pytest.raises(NotTaken) as refused:
        encoded(REFUSED[kind]())
    sentence = str(refused.value.sentence)
    assert sentence.endswith(".")
    assert len(sentence) < 120


def test_each_refusal_says_what_is_wrong() -> None:
    def sentence(kind: str) -> str:
        with pytest.raises(NotTaken) as refused:
            encoded(REFUSED[kind]())
        return str(refused.value.sentence)

    said = {sentence(kind) for kind in ("empty", "text", "JPEG, half", "PNG bomb", "65535 × 1", "larger than 10 MB")}
    assert len(said) == 6


def polyglot() -> bytes:
    """A picture that is also a page and an archive."""
    start = jpeg()
    comment = b"<script>alert('" + SECRET + b"')</script><?php phpinfo(); __HALT_COMPILER(); ?>"
    return start[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + start[2:] + zipped() + SECRET


def with_position() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x013B] = "Katrin " + SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 45.0, 20.5), 3: "E", 4: (14.0, 20.0, 3.25), 29: SECRET.decode()})
    return jpeg(exif=exif)


def with_iptc() -> bytes:
    start = jpeg(xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>")
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", 20) + b"\x1c\x02\x05\x00\x0f" + SECRET
    return start[:2] + b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc + start[2:]


def with_text() -> bytes:
    info = PngInfo()
    info.add_text("Comment", SECRET.decode())
    info.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    return saved(drawn(), "PNG", pnginfo=info, exif=exif) + SECRET


def with_all_of_webp() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    return saved(drawn(), "WEBP", exif=exif, xmp=SECRET) + SECRET


def palette_with_alpha() -> bytes:
    image = drawn().quantize(8, dither=Image.Dither.NONE)
    return saved(image, "PNG", transparency=image.getpixel((700, 500)))


def sixteen_bits() -> bytes:
    return saved(Image.new("I;16", (100, 100), 50_000), "PNG")


TAKEN: dict[str, Callable[[], bytes]] = {
    "JPEG": jpeg,
    "PNG": lambda: saved(drawn(), "PNG"),
    "WebP": lambda: saved(drawn(), "WEBP"),
    "page and archive at once": polyglot,
    "with position": with_position,
    "with IPTC and XMP": with_iptc,
    "PNG with text": with_text,
    "WebP with EXIF and XMP": with_all_of_webp,
    "broken colour profile": lambda: jpeg(icc_profile=SECRET * 20),
    "broken EXIF": lambda: jpeg(exif=b"Exif\0\0" + SECRET),
    "CMYK": lambda: saved(drawn(mode="CMYK")),
    "CMYK with a profile of RGB": lambda: saved(
        drawn(mode="CMYK"), icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    ),
    "grey": lambda: saved(drawn(mode="L")),
    "black and white": lambda: saved(drawn(mode="1"), "PNG"),
    "16 bits": sixteen_bits,
    "palette with alpha": palette_with_alpha,
    "grey with alpha": lambda: saved(drawn(mode="LA"), "PNG"),
    "animated PNG": lambda: in_many("PNG"),
    "animated WebP": lambda: in_many("WEBP"),
    "two pictures in a JPEG": lambda: in_many("MPO"),
    "progressive": lambda: jpeg(progressive=True),
}


@pytest.mark.parametrize("kind", TAKEN)
def test_taken_with_nothing_but_its_pixels(kind: str) -> None:
    content = TAKEN[kind]()
    found = encoded(content)
    assert set(found.files) == {(width, kind) for width in found.widths for kind in ("webp", "jpg")}
    for (width, kind_of_file), written in found.files.items():
        with Image.open(io.BytesIO(written)) as image:
            image.load()
            assert (image.width, image.mode) == (width, "RGB")
            assert image.format == {"webp": "WEBP", "jpg": "JPEG"}[kind_of_file]
            assert getattr(image, "n_frames", 1) == 1
            assert dict(image.getexif()) == {}
            # Only how the file is coded.
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive",
                "progression", "loop", "background", "duration", "timestamp", "default_duration"}  # fmt: skip
        for word in (SECRET, b"Exif", b"ICC_PROFILE", b"ICCP", b"XMP", b"8BIM", b"<script", b"<?php", b"PK\x03\x04"):
            assert word not in written, (kind, word)


@pytest.mark.parametrize("kind", ["with position", "with IPTC and XMP", "PNG with text", "page and archive at once"])
def test_there_was_something_to_lose(kind: str) -> None:
    assert SECRET in TAKEN[kind]()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_stand_upright(orientation: int, kind: str) -> None:
    """Turned away as a camera would, and turned back."""
    undo = {2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}
    upright = drawn(300, 200)
    turn = encoding._UPRIGHT.get(undo.get(orientation, 1))
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = saved(upright if turn is None else upright.transpose(turn), kind, exif=exif)
    found = encoded(content)
    assert (found.width, found.height) == (300, 200)
    with Image.open(io.BytesIO(found.files[300, "jpg"])) as image:
        red, _green, blue = image.getpixel((20, 20))  # type: ignore[misc]
        assert red > 100 > blue
        red, _green, blue = image.getpixel((280, 180))  # type: ignore[misc]
        assert blue > 100 > red


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((4000, 3000), [480, 960, 1600]), ((1600, 900), [480, 960, 1600]), ((1000, 500), [480, 960, 1000]),
        ((480, 300), [480]), ((200, 300), [200]), ((3000, 4000), [450, 900, 1500]),
    ],
)  # fmt: skip
def test_sizes_are_never_larger_than_the_picture(size: tuple[int, int], widths: list[int]) -> None:
    found = encoded(jpeg(*size))
    assert found.widths == widths
    assert found.width == widths[-1]
    assert abs(found.width / found.height - size[0] / size[1]) < 0.01


def test_colours_of_another_profile_are_converted() -> None:
    """A profile whose red is blue: without it the picture has to look as with it."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")
    with Image.open(io.BytesIO(encoded(jpeg(icc_profile=swapped)).files[480, "jpg"])) as image:
        red, _green, blue = image.getpixel((20, 20))  # type: ignore[misc]
        assert blue > 100 > red


def test_what_is_transparent_becomes_white() -> None:
    found = encoded(palette_with_alpha())
    with Image.open(io.BytesIO(found.files[800, "jpg"])) as image:
        assert min(image.getpixel((700, 500))) > 250  # type: ignore[arg-type]


def test_sixteen_bits_keep_their_brightness() -> None:
    found = encoded(sixteen_bits())
    with Image.open(io.BytesIO(found.files[100, "jpg"])) as image:
        assert abs(image.getpixel((50, 50))[0] - 50_000 // 256) < 4  # type: ignore[index]


def test_an_animation_shows_its_first_frame() -> None:
    found = encoded(in_many("WEBP"))
    with Image.open(io.BytesIO(found.files[800, "jpg"])) as image:
        red, green, blue = image.getpixel((700, 500))  # type: ignore[misc]
        assert green > 100 > max(red, blue)


def test_the_same_file_has_the_same_digest() -> None:
    assert encoded(jpeg()).digest == encoded(jpeg()).digest != encoded(jpeg(quality=10)).digest


def test_at_most_two_at_once_and_no_endless_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "_free", threading.BoundedSemaphore(2))
    monkeypatch.setattr(encoding, "SECONDS_TO_WAIT", 0.1)
    with encoding._free, encoding._free, pytest.raises(NotTaken):
        encoded(jpeg())
    for _ in range(3):
        with pytest.raises(NotTaken):
            encoded(b"broken")
    assert encoded(jpeg()).width == 800
