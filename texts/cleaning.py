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
_INVISIBLE = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u2064\u3164\ufeff\uffa0]"
)
_MARKS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def clean(text: str) -> str:
    """`text` without what the module names, in NFC with LF line ends; nothing is trimmed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _SURROGATES.sub("\ufffd", text)
    text = unicodedata.normalize("NFC", _CONTROLS.sub("", text))
    return _MARKS.sub(r"\1", text)


def clean_line(text: str) -> str:
    """A single line: as `clean`, with line breaks and tabs as blanks and no blanks at the ends."""
    return " ".join(clean(text).split())


def is_blank(text: str) -> bool:
    """True when a reader would see nothing: white space and zero-width characters only."""
    return not _INVISIBLE.sub("", text)
