"""The HTML of a mail, read off its finished plain text: one source, so that the two say the same.

Only what stands at the beginning of a line is structure. What people wrote is indented there, so it
can become a quotation and nothing else, and the template escapes it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from django.conf import settings
from django.template.loader import render_to_string

from pages.models import Office

INDENT = "    "
# RFC 3676, 4.3: below it stands who sends the mail; the blank at its end belongs to it.
SIGNATURE = "\n-- \n"
HEADING_LENGTH = 60
_CODE = re.compile(r"[A-Z0-9]{3,}(?:-[A-Z0-9]{2,})*")


@dataclass(frozen=True)
class Span:
    """Some words; with an address where they are a link, with a language where it is not the mail's."""

    text: str
    href: str = ""
    lang: str = ""


@dataclass
class Block:
    """Neighbours of one kind: paragraphs of text or of a quotation, points of a list, a link, a code."""

    kind: str
    items: list[list[list[Span]]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words of a block that is one line."""
        return "".join(span.text for item in self.items for line in item for span in line)


@dataclass(frozen=True, kw_only=True)
class Look:
    """What the text itself does not say: its language, its main link, and whether it carries a code."""

    language: str
    office: Office | None
    portal_url: str
    # The one thing to do, if there is one: address and words of the button.
    action: tuple[str, str] = ("", "")
    has_code: bool = False
    # Quoted lines in another language than the mail's.
    foreign: Mapping[str, str] = field(default_factory=dict)


def html(subject: str, text: str, look: Look) -> str:
    """The whole document for `text` before it was folded."""
    body, _, signature = text.rpartition(SIGNATURE)
    context = {
        "subject": subject,
        "blocks": _looked_at(list(_blocks(body, look)), look),
        "signature": list(_blocks(signature, look)),
        "look": look,
    }
    return render_to_string("mail/letter.html", context)


def _blocks(text: str, look: Look) -> Iterator[Block]:
    """Lines of one kind are a block; quotations and lists go on over blank lines."""
    current: Block | None = None
    for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
        for kind, lines in groupby(paragraph.split("\n"), key=_kind):
            if current is None or kind != current.kind or kind in {"text", "link"}:
                if current:
                    yield current
                current = Block(kind)
            current.items += _items(kind, list(lines), look)
    if current:
        yield current


def _kind(line: str) -> str:
    if line.startswith(INDENT):
        return "quote"
    if line.startswith("- "):
        return "list"
    return "link" if line.startswith(settings.PORTAL_URL) and " " not in line else "text"


def _items(kind: str, lines: list[str], look: Look) -> list[list[list[Span]]]:
    """A list has an item a line, a paragraph is one item of several lines."""
    if kind == "list":
        return [[_spans(line.removeprefix("- "), look.office)] for line in lines]
    if kind == "text":
        return [[_spans(line, look.office) for line in lines]]
    return [[[Span(line.strip(), lang=look.foreign.get(line.strip(), ""))] for line in lines]]


def _spans(line: str, office: Office | None) -> list[Span]:
    """The office's address and telephone as links, wherever they are named."""
    if office is None:
        return [Span(line)]
    links = {office.email: f"mailto:{office.email}", office.phone: f"tel:{office.phone_link}"}
    named = "|".join(re.escape(words) for words in links if words)
    return [Span(part, links.get(part, "")) for part in re.split(f"({named})", line) if part]


def _looked_at(blocks: list[Block], look: Look) -> list[Block]:
    """The main link becomes the button, the code is set large; a short line with a colon is a heading."""
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if block.kind == "link" and block.text == look.action[0]:
            block.kind = "button"
        elif look.has_code and block.kind in {"text", "quote"} and _CODE.fullmatch(block.text):
            block.kind = "code"
        elif block.kind == "text" and block.text.endswith(":") and following:
            if following.kind == "link":
                block.kind = "lead"
            elif len(block.text) <= HEADING_LENGTH and not look.has_code:
                block.kind = "heading"
    return blocks
