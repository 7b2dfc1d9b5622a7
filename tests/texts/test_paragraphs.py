"""What people wrote is shown escaped, with paragraphs and links, never as markup of theirs."""

import re
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from hypothesis import given, settings, strategies as st

from texts.templatetags.texts import paragraphs

markup = st.lists(
    st.sampled_from(
        ["<", ">", '"', "'", "&", "script", "<script>", "</p>", "<img src=x onerror=alert(1)>", "javascript:", "http://",
         "https://a.de/?q=", "www.", "a@b.de", " ", "\n", "\n\n", "&lt;", "&#60;", "]", "[", "(", ")", ".de",
         "%00", "ä", "`",
         'rel="nofollow"', "mailto:", "data:text/html,", "\u202e", "\u00ad"]
    )
).map("".join)  # fmt: skip


class Tags(HTMLParser):
    """The tags of a piece of HTML as a browser reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@settings(deadline=None, max_examples=150)
@given(markup | st.text())
def test_only_our_own_tags(text: str) -> None:
    html = paragraphs(text)
    assert "<script" not in html.lower()
    for tag, attributes in Tags(html).seen:
        assert tag in {"p", "br", "a"}
        if tag == "a":
            assert re.match(r"(?:https?://|mailto:)", attributes["href"] or "")
            assert set(attributes) <= {"href", "rel"}
        else:
            assert attributes == {}


@settings(deadline=None, max_examples=150)
@given(markup)
def test_links_leave_the_portal_without_its_recommendation(text: str) -> None:
    links = [attributes for tag, attributes in Tags(paragraphs(text)).seen if tag == "a"]
    assert [
        link for link in links if (link["href"] or "").startswith("http") and link.get("rel") != "nofollow ugc"
    ] == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<b>fett</b>", "<p>&lt;b&gt;fett&lt;/b&gt;</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("eins\nzwei\n\ndrei", "<p>eins<br>zwei</p>\n\n<p>drei</p>"),
        ("a & b", "<p>a &amp; b</p>"),
        ("&lt;b&gt;", "<p>&amp;lt;b&amp;gt;</p>"),
        (
            "Siehe https://example.org/a?b=1&c=2.",
            '<p>Siehe <a href="https://example.org/a?b=1&amp;c=2" rel="nofollow ugc">https://example.org/a?b=1&amp;c=2</a>.</p>',
        ),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        ("JaVaScRiPt:alert(document.domain)", "<p>JaVaScRiPt:alert(document.domain)</p>"),
        ("data:text/html,x", "<p>data:text/html,x</p>"),
        ("vbscript:msgbox", "<p>vbscript:msgbox</p>"),
        ("buero@example.org", '<p><a href="mailto:buero@example.org">buero@example.org</a></p>'),
        ('rel="nofollow"', "<p>rel=&quot;nofollow&quot;</p>"),
        ("", "<p></p>"),
    ],
)
def test_examples(text: str, html: str) -> None:
    assert paragraphs(text) == html


def test_a_template_shows_the_same() -> None:
    template = Template("{% load texts %}{{ text|paragraphs }}")
    assert template.render(Context({"text": "<i>"})) == "<p>&lt;i&gt;</p>"


def test_half_a_megabyte_takes_a_moment() -> None:
    for text in ("a@" * 5_000, "http://" * 1_500, "((((" * 2_500, "&lt" * 3_000, "." * 10_000):
        assert "<p>" in paragraphs(text)
