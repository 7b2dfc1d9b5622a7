"""A report as a Word document (ISO/IEC 29500): real headings and tables, so that it can be read aloud and worked on.

Always German, as files are passed on. No name of a person is in it, not even of who made it.
"""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, override
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from pages.office import current_office
from reports.council import figures, method, word_chart
from reports.council.figures import Report, TopIdea
from reports.council.form import Asked
from reports.policies import Person

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
GERMAN = "de-DE"
# Known to Word everywhere; LibreOffice has one as wide.
TYPEFACE, BLUE, BLACK = "Calibri", "0A3B5A", "000000"
# Style, size, room above and below, all in points.
STYLES = (
    ("Normal", 11, 4, 6), ("Title", 22, 0, 6), ("Heading 1", 16, 18, 6), ("Heading 2", 13, 14, 4), ("Quote", 11, 2, 6),
    ("List Bullet", 11, 2, 4), ("Footer", 9, 0, 0),
)  # fmt: skip
WIDTHS = Mm(126), Mm(40)
_LINE = 'w:val="single" w:sz="4" w:space="0" w:color="B8AD9B"'
RULES = f"<w:tblBorders {nsdecls('w')}><w:top {_LINE}/><w:bottom {_LINE}/><w:insideH {_LINE}/></w:tblBorders>"
PADDING = (
    f"<w:tblCellMar {nsdecls('w')}><w:top w:w='40' w:type='dxa'/><w:left w:w='80' w:type='dxa'/>"
    "<w:bottom w:w='40' w:type='dxa'/><w:right w:w='80' w:type='dxa'/></w:tblCellMar>"
)
TINT = f"<w:shd {nsdecls('w')} w:val='clear' w:color='auto' w:fill='E8EFF5'/>"
# What XML 1.0 cannot hold (2.2) but for line breaks; imported texts may have it.
_NOT_IN_XML = {code: " " for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF) if code != 0x0A}


def made(asked: Asked, user: Person) -> bytes:
    """The file, with numbers of this moment."""
    with override("de"):
        return written(figures.of(asked, user))


def written(report: Report) -> bytes:
    """The file of a report that was counted in German."""
    document = Document()
    _set_up(document, report)
    document.add_heading(_plain(report.asked.title), level=0)
    document.add_paragraph(_about(report))
    _key_figures(document, report)
    if report.received:
        _charts(document, report)
        _best(document, report)
    document.add_heading(_("How it was counted"), level=1)
    for sentence in method.sentences(report):
        document.add_paragraph(sentence, style="List Bullet")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document: Any, report: Report) -> None:
    """A4, German, named; without the name of the library or of a person."""
    section, known = document.sections[0], document.core_properties
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(22)
    known.title, known.language, known.comments = _plain(report.asked.title), GERMAN, ""
    office = current_office()
    known.author = known.last_modified_by = _plain(office.name) if office else ""
    known.created = known.modified = report.at.replace(tzinfo=None)
    for language in document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang"):
        language.set(qn("w:val"), GERMAN)
    for name, size, before, after in STYLES:
        _set_style(document.styles[name], size, before, after)
    _number_pages(section.footer.paragraphs[0])


def _set_style(style: Any, size: int, before: int, after: int) -> None:
    """One typeface for all; a heading stays with what it is about."""
    is_heading = style.name.startswith(("Title", "Heading"))
    fonts = _xml(style).get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    style.font.name, style.font.size = TYPEFACE, Pt(size)
    style.font.color.rgb = RGBColor.from_string(BLUE if is_heading else BLACK)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.keep_with_next = is_heading
    style.paragraph_format.keep_together = True


def _number_pages(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    words = _("Page %(number)s of %(all)s") % {"number": "\0PAGE\0", "all": "\0NUMPAGES\0"}
    for at, text in enumerate(words.split("\0")):
        if at % 2:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), text)
            _xml(paragraph).append(field)
        else:
            paragraph.add_run(text)


def _about(report: Report) -> str:
    asked = report.asked
    return _("Period: %(since)s to %(until)s. Theme: %(theme)s. As of %(at)s.") % {
        "since": date_format(asked.since), "until": date_format(asked.until), "theme": asked.theme_label,
        "at": date_format(localtime(report.at), "DATETIME_FORMAT"),
    }  # fmt: skip


def _key_figures(document: Any, report: Report) -> None:
    document.add_heading(_("In numbers"), level=1)
    if not report.received:
        document.add_paragraph(_("Nothing came in in this period."))
        return
    _table(document, (_("What became of the ideas"), _("Ideas")), report.key_figures, sums=True)
    document.add_paragraph(method.waiting(report))
    _table(document, (_("The published ideas"), _("Number")), report.echo)
    if report.reasons:
        document.add_heading(_("Why ideas are not public"), level=2)
        _table(document, (_("Reason"), _("Ideas")), report.reasons)


def _charts(document: Any, report: Report) -> None:
    for number, chart in enumerate((report.by_time, report.by_theme, report.by_stage), start=1):
        document.add_heading(chart.title, level=2)
        if chart.most:
            word_chart.add(document, chart, number=number)
        _table(document, (chart.rows, chart.numbers), ((str(value.label), value.number) for value in chart.values))
        if chart.note:
            document.add_paragraph(chart.note)


def _table(document: Any, head: Sequence[str], rows: Iterable[tuple[str, int]], *, sums: bool = False) -> None:
    """With a header row that is one, repeated on the next page; numbers stand on the right."""
    table = document.add_table(rows=1, cols=2)
    properties = _xml(table).tblPr
    properties.append(parse_xml(RULES))
    properties.append(parse_xml(PADDING))
    _xml(table.rows[0]).get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _fill(table.rows[0], *head, bold=True)
    for cell in table.rows[0].cells:
        _xml(cell).get_or_add_tcPr().append(parse_xml(TINT))
    for at, (label, number) in enumerate(rows):
        row = table.add_row()
        _xml(row).get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        _fill(row, label, number_format(number, force_grouping=True), bold=sums and not at)
    table.autofit = False
    # In the grid for LibreOffice, in each cell for Word.
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    for row in table.rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _fill(row: Any, label: str, number: str, *, bold: bool = False) -> None:
    for cell, text in zip(row.cells, (label, number), strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.add_run(_plain(text)).bold = bold
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    row.cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _best(document: Any, report: Report) -> None:
    document.add_heading(_("The most supported ideas"), level=1)
    if not report.top:
        document.add_paragraph(_("None of these ideas is published."))
    for number, row in enumerate(report.top, start=1):
        _idea(document, number, row)


def _idea(document: Any, number: int, row: TopIdea) -> None:
    idea = row.idea
    heading = document.add_heading(level=2)
    heading.add_run(f"{number}. ")
    _speaks(heading.add_run(_plain(idea.title)), idea.language)
    facts = _(
        "No. %(reference)s. Supports: %(supports)s. Comments: %(comments)s. State: %(stage)s. Lead: %(lead)s."
    ) % {
        "reference": idea.reference, "stage": row.stage, "lead": row.lead,
        "supports": number_format(idea.counter.supports, force_grouping=True),
        "comments": number_format(idea.counter.comments, force_grouping=True),
    }  # fmt: skip
    document.add_paragraph(_plain(facts)).paragraph_format.keep_with_next = True
    if row.answered_at:
        said_on = document.add_paragraph()
        said_on.add_run(_("Answer of %(day)s:") % {"day": date_format(localtime(row.answered_at))}).bold = True
        said_on.paragraph_format.keep_with_next = True
        for part in filter(None, map(str.strip, row.answer.splitlines())):
            document.add_paragraph(_plain(part), style="Quote")
    else:
        document.add_paragraph(_("Not answered yet."))


def _speaks(run: Any, language: str) -> None:
    """A title in another language says so to who reads it aloud."""
    if language != "de":
        said = OxmlElement("w:lang")
        said.set(qn("w:val"), language)
        _xml(run).get_or_add_rPr().append(said)


def _xml(part: Any) -> Any:
    """The library has no names for some of what a document can say."""
    return part._element  # noqa: SLF001 - as its own documentation does


def _plain(text: str) -> str:
    return str(text).translate(_NOT_IN_XML)
