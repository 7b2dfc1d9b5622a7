"""Charts that Word draws itself (ISO/IEC 29500-1, 21.2): sharp at every size, with words for who does not see them.

The numbers are in the chart alone, without a workbook behind it; the table below has them as well.
"""

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Mm

from texts.charts import Bars, Chart

_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_SPACES = (
    f'xmlns:c="{_DRAWING}/chart" xmlns:a="{_DRAWING}/main" xmlns:wp="{_DRAWING}/wordprocessingDrawing" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
)
COLOUR = "0F5189"
_INK = "13212E"
_WIDTH, _COLUMNS_HEIGHT, _BAR_HEIGHT, _AROUND = 166, 58, 8, 8


def add(document: Any, chart: Chart, *, number: int) -> None:
    """A paragraph with the chart, kept with what follows; `number` is its own in the document."""
    content = _chart(chart).encode()
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), _TYPE, content, document.part.package)
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    run = paragraph.add_run()
    run._r.append(parse_xml(_frame(chart, document.part.relate_to(part, _RELATION), number)))  # noqa: SLF001


def _frame(chart: Chart, relation: str, number: int) -> str:
    height = _AROUND + _BAR_HEIGHT * len(chart.values) if isinstance(chart, Bars) else _COLUMNS_HEIGHT
    return (
        f'<w:drawing {_SPACES}><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{Mm(_WIDTH)}" cy="{Mm(height)}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{100 + number}" name={quoteattr(chart.title)} descr={quoteattr(chart.spoken)}/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{_DRAWING}/chart">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )


def _chart(chart: Chart) -> str:
    lies = isinstance(chart, Bars)
    text = (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="900"><a:solidFill><a:srgbClr val="{_INK}"/>'
        '</a:solidFill><a:latin typeface="Calibri"/></a:defRPr></a:pPr><a:endParaRPr lang="de-DE"/></a:p></c:txPr>'
    )
    nothing = "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {_SPACES}><c:lang val="de-DE"/>'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        f'<c:barChart><c:barDir val="{"bar" if lies else "col"}"/><c:grouping val="clustered"/>'
        f'<c:varyColors val="0"/>{_series(chart, text)}<c:gapWidth val="45"/><c:axId val="1"/><c:axId val="2"/>'
        '</c:barChart><c:catAx><c:axId val="1"/><c:scaling>'
        f'<c:orientation val="{"maxMin" if lies else "minMax"}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{"l" if lies else "b"}"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'<c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="7C7365"/></a:solidFill></a:ln></c:spPr>{text}'
        '<c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling>'
        '<c:orientation val="minMax"/><c:min val="0"/></c:scaling><c:delete val="1"/>'
        f'<c:axPos val="{"b" if lies else "l"}"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="none"/>'
        f'<c:crossAx val="1"/><c:crosses val="autoZero"/></c:valAx>{nothing}</c:plotArea>'
        f'<c:plotVisOnly val="1"/></c:chart>{nothing}</c:chartSpace>'
    )


def _series(chart: Chart, text: str) -> str:
    labels = "".join(
        f'<c:pt idx="{at}"><c:v>{escape(str(value.short or value.label))}</c:v></c:pt>'
        for at, value in enumerate(chart.values)
    )
    numbers = "".join(f'<c:pt idx="{at}"><c:v>{value.number:d}</c:v></c:pt>' for at, value in enumerate(chart.values))
    count = f'<c:ptCount val="{len(chart.values)}"/>'
    return (
        '<c:ser><c:idx val="0"/><c:order val="0"/>'
        f'<c:tx><c:strRef><c:f>A1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(chart.numbers)}'
        "</c:v></c:pt></c:strCache></c:strRef></c:tx>"
        f'<c:spPr><a:solidFill><a:srgbClr val="{COLOUR}"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/>'
        '<c:dLbls><c:numFmt formatCode="#,##0" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>'
        f'{text}<c:dLblPos val="outEnd"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat><c:strLit>{count}{labels}</c:strLit></c:cat>"
        f"<c:val><c:numLit><c:formatCode>General</c:formatCode>{count}{numbers}</c:numLit></c:val></c:ser>"
    )
