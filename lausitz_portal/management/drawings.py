"""Pictures for the demo's ideas, drawn when they are needed: nobody's photographs, nothing to license."""

import io
from collections.abc import Callable

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 1067
_SKY, _HAZE, _LAKE, _GRASS, _SAND = (120, 178, 214), (232, 238, 240), (36, 104, 148), (108, 148, 84), (222, 202, 160)


def lake() -> bytes:
    """A lake with a jetty and a cycle path along the shore."""
    image, draw = _landscape()
    draw.rectangle((0, 560, WIDTH, 800), fill=_LAKE)
    for y in range(580, 800, 26):
        draw.line((0, y, WIDTH, y + 6), fill=(58, 128, 170), width=3)
    draw.polygon([(0, 800), (WIDTH, 760), (WIDTH, HEIGHT), (0, HEIGHT)], fill=_GRASS)
    draw.polygon([(0, 980), (WIDTH, 850), (WIDTH, 930), (0, HEIGHT)], fill=_SAND)
    draw.polygon([(900, 790), (960, 785), (1090, 600), (1060, 600)], fill=(120, 86, 56))
    for x in (180, 420, 1380):
        _tree(draw, x, 800)
    return _png(image)


def bus_stop() -> bytes:
    """A bus stop on a country road, with a small shelter and a bicycle stand."""
    image, draw = _landscape()
    draw.rectangle((0, 640, WIDTH, HEIGHT), fill=_GRASS)
    draw.polygon([(0, 860), (WIDTH, 780), (WIDTH, 960), (0, HEIGHT)], fill=(96, 100, 106))
    draw.line((0, 970, WIDTH, 868), fill=(240, 240, 236), width=8)
    draw.rectangle((860, 500, 1240, 540), fill=(150, 60, 40))
    draw.rectangle((880, 540, 900, 800), fill=(90, 70, 60))
    draw.rectangle((1200, 540, 1220, 800), fill=(90, 70, 60))
    draw.rectangle((940, 690, 1160, 712), fill=(150, 110, 70))
    draw.line((600, 420, 600, 850), fill=(80, 84, 90), width=14)
    draw.ellipse((530, 330, 670, 470), fill=(250, 206, 60), outline=(32, 110, 70), width=16)
    for x in (1330, 1400, 1470):
        draw.arc((x, 690, x + 60, 790), 180, 360, fill=(70, 74, 80), width=10)
    _tree(draw, 250, 830)
    return _png(image)


def plan() -> bytes:
    """A sketch of a village square seen from above."""
    image = Image.new("RGB", (1200, 1500), (250, 247, 241))
    draw = ImageDraw.Draw(image)
    draw.rectangle((120, 120, 1080, 1380), fill=(222, 232, 208), outline=(90, 100, 80), width=6)
    draw.rectangle((120, 660, 1080, 820), fill=_SAND)
    draw.rectangle((540, 120, 680, 1380), fill=_SAND)
    draw.ellipse((450, 580, 770, 900), fill=(206, 188, 150), outline=(120, 100, 70), width=6)
    draw.ellipse((550, 680, 670, 800), fill=_LAKE)
    for x, y in ((260, 300), (860, 320), (260, 1060), (900, 1100), (300, 500), (900, 540)):
        draw.ellipse((x - 70, y - 70, x + 70, y + 70), fill=(120, 160, 96))
    return _png(image)


DRAWN: dict[str, Callable[[], bytes]] = {"lake": lake, "bus_stop": bus_stop, "plan": plan}


def _landscape() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (WIDTH, HEIGHT), _SKY)
    draw = ImageDraw.Draw(image)
    for y in range(640):
        share = y / 640
        draw.line(
            (0, y, WIDTH, y),
            fill=tuple(round(a + (b - a) * share) for a, b in zip(_SKY, _HAZE, strict=True)),
        )
    draw.ellipse((1180, 90, 1320, 230), fill=(255, 228, 150))
    draw.polygon(
        [(0, 560), (380, 470), (820, 560), (1220, 450), (WIDTH, 540), (WIDTH, 660), (0, 660)], fill=(90, 124, 92)
    )
    return image, draw


def _tree(draw: ImageDraw.ImageDraw, x: int, foot: int) -> None:
    draw.rectangle((x - 12, foot - 120, x + 12, foot + 10), fill=(96, 72, 52))
    draw.ellipse((x - 90, foot - 300, x + 90, foot - 90), fill=(72, 120, 66))


def _png(image: Image.Image) -> bytes:
    found = io.BytesIO()
    image.save(found, "PNG")
    return found.getvalue()
