"""The markup of pages: what it knows, and that nothing gets through it."""

import re
from html.parser import HTMLParser

import pytest
from django.utils import translation
from hypothesis import example, given, settings, strategies as st

from pages import markup

ALLOWED = set("h2 h3 h4 p ul ol li a strong em br table thead tbody tr th td div".split())  # noqa: SIM905
ATTRIBUTES = {"href", "rel", "id", "start", "class", "role", "tabindex", "aria-label", "scope"}
PIECES = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&#58;alert(1))", "[x](data:text/html,<script>)", "[x](//evil.example)", "[x](/\\evil.example)",
    "<javascript:alert(1)>", '<https://a.example/"onmouseover=alert(1)>', '[x](/ "onclick=alert(1)")', "](", "[[", "]]",
    "## ", "### x {#y}", '{#"><script>}', "| a | b |\n|---|:-:|\n| 1 | <b>2 |\n", "**", "*", "`", "\\", "\n", "\n\n",
    "    ", "- ", "1. ", "&lt;", "&#x6A;", "\x00", "\u202e", "</div>", "<a href=x>", "[a]: javascript:alert(1)\n\n[a]",
    "ä", "[y]",
]  # fmt: skip


class Page(HTMLParser):
    """Collects what the browser would see as markup."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.bad: list[str] = []
        self.links: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.bad.append(tag)
        self.bad += [name for name, _value in attrs if name not in ATTRIBUTES]
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_comment(self, data: str) -> None:
        self.bad.append(data)


def html(body: str, reader: str = "de") -> str:
    with translation.override(reader):
        return str(markup.to_html(body, language="de"))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=14).map("".join))
@example("[x](javascript:alert(1))")
@example('<https://a.example/?a="><script>alert(1)</script>>')
def test_nothing_that_runs_gets_through(body: str) -> None:
    page = Page(html(body))
    assert page.bad == []
    assert [
        link for link in page.links if not re.match(r"(https?://|mailto:|tel:|/(?![/\\])|#)", link, re.IGNORECASE)
    ] == []


@pytest.mark.parametrize("address", ["//evil.example", "javascript:x", "data:x", "ftp://x", "vbscript:x"])
def test_links_elsewhere_are_text(address: str) -> None:
    assert "<a" not in html(f"[x]({address})")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("## Über uns", '<h2 id="uber-uns">Über uns</h2>'), ("## A {#b-1}", '<h2 id="b-1">A</h2>'),
        ("# A", '<h2 id="a">A</h2>'), ("## A\n\n#### B", '<h2 id="a">A</h2>\n<h3 id="b">B</h3>'),
        ("## A\n\n## A", '<h2 id="a">A</h2>\n<h2 id="a-2">A</h2>'), ("## Inhalt", '<h2 id="inhalt-2">Inhalt</h2>'),
        ("**fett** und *betont*", "<p><strong>fett</strong> und <em>betont</em></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"), ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("[a](mailto:a@example.org)", '<p><a href="mailto:a@example.org" rel="external noopener">a</a></p>'),
        ("noch [[entwurf-tage]] Tage", "<p>noch 30 Tage</p>"),
        ("noch [[nachricht-tage]] Tage", "<p>noch 180 Tage</p>"), ("[[unbekannt]]", "<p>[[unbekannt]]</p>"),
    ],
)  # fmt: skip
def test_what_it_knows(body: str, said: str) -> None:
    assert html(body).strip() == said


def test_a_table_scrolls_in_a_frame_the_keyboard_reaches() -> None:
    page = html("| A | B |\n|--:|---|\n| 1 | 2 |", reader="en")
    assert page.startswith('<div class="table-scroll" role="region" tabindex="0" aria-label=')
    assert '<th scope="col">A</th>' in page
    assert "style" not in page


def test_links_inside_lead_to_the_readers_language() -> None:
    assert 'href="/en/netiquette/"' in html("[x](/netiquette/)", reader="en")
    assert 'href="/netiquette/"' in html("[x](/netiquette/)", reader="de")


def test_gaps_are_seen_and_links_are_none() -> None:
    assert markup.has_gaps(html("Name: [Namen eintragen]"))
    assert not markup.has_gaps(html("[Namen](/kontakt/) und [[unbekannt"))


def test_sections_with_something_in_them() -> None:
    body = "## A {#a}\n\n### B\n\nText\n\n## Leer {#leer}\n\n## C\n\n[[regeln]]"
    assert markup.filled_sections(body) == {"a", "b", "c"}
    assert markup.blocks(body) == {"regeln"}
    assert markup.unknown_blocks("[[regeln]]\n[[nie]]") == ["nie"]


@pytest.mark.parametrize("piece", ["[", "*a_", "(", "> ", "- ", "|"])
def test_no_text_takes_long(piece: str) -> None:
    html(piece * 10_000)
