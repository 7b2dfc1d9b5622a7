"""Takes out of typed text what nobody sees and keeps every character somebody wrote.

Removed: control characters except tab and line break, bidirectional overrides (Unicode TR 9; they
let a text lie about its order), and combining marks beyond four on one letter (a page-high
"zalgo"). Line ends become LF, the form NFC (Unicode TR 15). Sorbian, Polish and Czech letters are
single code points in NFC, so four marks are never reached by a word.
"""

import re
import unicodedata

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
# Marks for letters of any script, and the joiners that would hide one pile behind another.
_MARK = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200d\u2060\u20d0-\u20ff\ufe20-\ufe2f\ufeff]"
_MARKS = re.compile(f"({_MARK}{{4}}){_MARK}+")
# Normalising sorts each pile of marks in quadratic time: half a megabyte of them would take a minute.
# No language needs more than 18 (Unicode TR 15, "stream-safe" text, allows 30).
_NONSTARTER = f"[{''.join(c for c in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(c))}]"
_PILE = re.compile(f"({_NONSTARTER}{{30}}){_NONSTARTER}+")
_DRAWS_NOTHING = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2065\u2800\u3164\uffa0").union(
    map(chr, [*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
)


def number_in(text: str) -> int:
    """A number as it stands in an address or a hidden field; 0 for whatever is none, never beyond a bigint."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def shortened(text: str, most: int) -> str:
    """`text` in one line of at most `most` characters, cut behind a word, or within one that would take a fifth."""
    whole = " ".join(text.split())
    if len(whole) <= most:
        return whole
    words = whole[: most - 1].rpartition(" ")[0].rstrip(" ,;:–-")
    return f"{words} …" if len(words) > most * 4 // 5 else f"{whole[: most - 1].rstrip()}…"


def clean(text: str) -> str:
    """`text` without what the module names, in NFC with LF line ends; nothing is trimmed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _SURROGATES.sub("\ufffd", text)
    text = _PILE.sub(r"\1", _CONTROLS.sub("", text))
    # A mark that goes may have kept others from composing: until nothing changes.
    while (cleaned := _MARKS.sub(r"\1", unicodedata.normalize("NFC", text))) != text:
        text = cleaned
    return text


def clean_line(text: str) -> str:
    """A single line: as `clean`, with line breaks and tabs as blanks and no blanks at the ends."""
    return " ".join(clean(text).split())


def is_blank(text: str) -> bool:
    """True when a reader would see nothing: white space, controls and zero-width characters only."""
    return all(c.isspace() or c in _DRAWS_NOTHING or unicodedata.category(c) in {"Cc", "Cf"} for c in text)
