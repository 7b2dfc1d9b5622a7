"""What a first view costs: HTML, styles, scripts, fonts and pictures, compressed as browsers get them."""

import gzip
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from bench.client import Answer, Client

_LINKED = re.compile(r'<(?:link|script|img|source)\b[^>]*?\b(?:href|src)="([^"]+)"[^>]*>')
_NOT_LOADED = re.compile(r'rel="(?:canonical|alternate|author|license|search|next|prev)"')
_IN_STYLE = re.compile(r"url\(['\"]?([^'\")]+)['\"]?\)")
# Page → its address and how many kilobytes a first view may weigh; an idea's address is put in.
BUDGETS = {
    "home": ("/", 70),
    "list": ("/ideen/", 70),
    "map": ("/ideen/karte/", 120),
    "idea": ("", 72),
    "submit": ("/ideen/neu/", 65),
    "figures": ("/zahlen/moderation/", 65),
}
# As a browser counts them; here a font more is counted, of another alphabet than the page has.
MOST_REQUESTS = {"home": 6, "list": 7, "map": 13, "idea": 7, "submit": 6, "figures": 7}
FONTS_MORE = 1
SECOND_VIEW = 15
# What a map shows and the ideas like another one are asked for anew.
REQUESTS_AGAIN = {"map": 2, "idea": 2}


def measure(port: int, idea: str) -> Iterator[tuple[str, float, int]]:
    """Kilobytes and requests of the pages people come to first, read without an account; `idea` is an address."""
    for name, (path, _most) in BUDGETS.items():
        weight, requests = _weigh(Client(port), path or idea)
        yield name, weight / 1024, requests


def _weigh(client: Client, path: str) -> tuple[int, int]:
    page = client.get(path)
    weight = len(gzip.compress(page.body, 6))
    waiting, seen = _linked_by(page.body.decode(), path), set()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address, headers={"Accept-Encoding": "gzip"})
        weight += len(answer.body)
        if address.endswith(".css"):
            waiting |= _named_by(answer, address)
    return weight, 1 + len(seen)


def _linked_by(html: str, path: str) -> set[str]:
    tags = [match for match in _LINKED.finditer(html) if not _NOT_LOADED.search(match[0])]
    return {urlsplit(urljoin(path, match[1])).path for match in tags if not match[1].startswith("data:")}


def _named_by(style: Answer, path: str) -> set[str]:
    """Fonts and pictures of a style sheet: all of them, also those a page may not need."""
    text = gzip.decompress(style.body) if style.headers.get("Content-Encoding") == "gzip" else style.body
    named = _IN_STYLE.findall(text.decode())
    return {urlsplit(urljoin(path, name)).path for name in named if not name.startswith(("data:", "#"))}
