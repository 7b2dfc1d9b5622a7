"""A marker is a plain word in a text and a bar on a page, whatever stands around it."""

from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given, settings, strategies as st

from texts.markers import marker_in, with_bars
from texts.templatetags.texts import line, paragraphs, spoken
from texts.wording import Wording

MARKER = "[entfernt]"
BAR = with_bars(MARKER)


class Tags(HTMLParser):
    """The tags that a browser reads, and the text that it shows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[tuple[str, frozenset[str]]] = set()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add((tag, frozenset(name for name, _value in attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_bar_is_read_out_and_says_its_language() -> None:
    assert marker_in("de") == MARKER
    assert 'lang="de"' in BAR
    assert 'class="redacted"' in BAR
    assert BAR.endswith(f"</span>{MARKER}</span>")
    english = with_bars("[removed]")
    assert english == (
        '<span class="redacted" lang="en"><span class="visually-hidden">Personal data </span>[removed]</span>'
    )
    with translation.override("en"):
        assert with_bars(MARKER) == BAR


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (f"Frau {MARKER}, <b>", f"<p>Frau {BAR}, &lt;b&gt;</p>"),
        (f"{MARKER}{MARKER}\n\n{MARKER}", f"<p>{BAR}{BAR}</p>\n\n<p>{BAR}</p>"),
        (
            f"https://example.org/{MARKER}/bild",
            f'<p><a href="https://example.org/" rel="nofollow ugc">https://example.org/</a>{BAR}/bild</p>',
        ),
        (f"{MARKER}@example.org", f"<p>{BAR}@example.org</p>"),
        ("[Entfernt] und entfernt]", "<p>[Entfernt] und entfernt]</p>"),
    ],
)
def test_paragraphs(text: str, html: str) -> None:
    assert paragraphs(text) == html


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from([MARKER, "[removed]", "<", '"', "'", "&", "http://a.de/", "a@b.de", " ", "\n", "["])))
def test_only_our_own_tags(parts: list[str]) -> None:
    text = "".join(parts)
    assert Tags(paragraphs(text)).tags <= {
        ("p", frozenset()), ("br", frozenset()), ("a", frozenset({"href", "rel"})), ("a", frozenset({"href"})),
        ("span", frozenset({"class", "lang"})), ("span", frozenset({"class"})),
    }  # fmt: skip
    html = str(line(text))
    for marker in (MARKER, "[removed]"):
        html = html.replace(with_bars(marker), marker)
    assert Tags(html).text == text


def test_titles_and_places() -> None:
    assert Template("{% load texts %}{{ t|line }}").render(Context({"t": f"<i> {MARKER}"})) == f"&lt;i&gt; {BAR}"
    assert spoken(f"Hof {MARKER}") == f"<span>Hof {BAR}</span>"
    assert spoken(Wording.of((MARKER, ""), (" & Region", "xx"))) == (
        f'<span>{BAR}<span lang="xx"> &amp; Region</span></span>'
    )
