"""The reference document from which pandoc takes page, header, footer and styles of a docx.

Written here as text, so that a change of a style is a readable change of a line. Sizes are
half-points, distances twentieths of a point, as in the format (ECMA-376).
"""

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
FONT = "Cambria"
INK, ACCENT, QUIET, HAIRLINE, TINT = "1C2530", "17456B", "566270", "C3CCD4", "F1F5F8"
WARM, WARM_TINT = "8A4B08", "FDF5E9"


def reference(
    *,
    header: tuple[str, str],
    footer: tuple[str, str],
    landscape: bool = False,
    is_short: bool = False,
) -> bytes:
    """Return the reference docx with (left, right) texts of the running header and footer.

    ``%(page)s`` and ``%(pages)s`` in the footer become live fields. ``landscape``: for wide tables, in smaller
    print and without page breaks before headings, which a paper of some pages (``is_short``) has neither.
    The same input, the same bytes.
    """
    page = _LANDSCAPE if landscape else _PAGE
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations([("officeDocument", "word/document.xml")]),
        "word/_rels/document.xml.rels": _relations(
            [("styles", "styles.xml"), ("header", "header1.xml"), ("footer", "footer1.xml")]
        ),
        "word/document.xml": f"<w:document {W}><w:body><w:p/>{page}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {W}>{_DEFAULTS}{''.join(_styles(landscape, is_short))}</w:styles>",
        "word/header1.xml": f"<w:hdr {W}>{_running('Header', header)}</w:hdr>",
        "word/footer1.xml": f"<w:ftr {W}>{_running('Footer', footer)}</w:ftr>",
    }
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), DECLARATION + text)
    return target.getvalue()


#: A4 with a wide left margin for the labels; the first page has no header and footer.
_PAGE = (
    "<w:sectPr>"
    '<w:headerReference w:type="default" r:id="rId2"/>'
    '<w:footerReference w:type="default" r:id="rId3"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1700" w:right="1560" w:bottom="1560" w:left="2270" '
    'w:header="850" w:footer="790" w:gutter="0"/>'
    "<w:titlePg/></w:sectPr>"
)

#: A4 on its side with narrow margins, for wide tables; header and footer on every page.
_LANDSCAPE = (
    "<w:sectPr>"
    '<w:headerReference w:type="default" r:id="rId2"/>'
    '<w:footerReference w:type="default" r:id="rId3"/>'
    '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    '<w:pgMar w:top="1250" w:right="850" w:bottom="1130" w:left="850" '
    'w:header="560" w:footer="510" w:gutter="0"/>'
    "</w:sectPr>"
)

_DEFAULTS = (
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
    f'<w:color w:val="{INK}"/><w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="cs-CZ"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
    '<w:spacing w:after="140" w:line="288" w:lineRule="auto"/>'
    "</w:pPr></w:pPrDefault></w:docDefaults>"
)


def _styles(landscape: bool, is_short: bool) -> list[str]:
    keep = "<w:keepNext/><w:keepLines/>"
    bold = "<w:b/>"
    width = 15_138 if landscape else 8_076
    styles = [
        _style("Normal", default=True),
        _style("BodyText", "Body Text", p=_space(after=100)),
        _style("FirstParagraph", "First Paragraph", based="BodyText"),
        _style("Compact", "Compact", p=_space(after=40)),
        _style("Title", "Title", p=_space(before=240, after=160, line=252), r=bold + _text(52)),
        _style("Subtitle", "Subtitle", p=_space(after=320), r=_text(30, QUIET)),
        _style("Author"),
        _style("Date"),
        _style("Notice", p=_box(WARM, WARM_TINT) + _space(before=160, after=240)),
        _style(
            "Fact",
            p='<w:tabs><w:tab w:val="left" w:pos="2700"/></w:tabs>'
            + _space(after=60)
            + '<w:ind w:left="2700" w:hanging="2700"/>',
            r=_text(20, INK),
        ),
        _style("Publicity", p=_space(before=160), r=_text(19, QUIET)),
        _style("Digest", p=_space(before=80), r=_text(17, INK, font="Courier New")),
        _style(
            "TOCHeading",
            "TOC Heading",
            p=keep + "<w:pageBreakBefore/>" + _space(before=0, after=200),
            r=bold + _text(34),
        ),
    ]
    for level in (1, 2, 3):
        indent = f'<w:ind w:left="{(level - 1) * 340}"/>'
        above = 120 if level == 1 else 0
        styles.append(
            _style(
                f"TOC{level}",
                f"toc {level}",
                p=_space(before=above, after=40) + indent,
                r=bold if level == 1 else "",
            )
        )
    for level, size in enumerate((36, 30, 26, 24, 22, 22), start=1):
        breaks = level == 1 and not landscape and not is_short
        above = (0 if breaks else 360, 400, 340, 300, 260, 260)[level - 1]
        break_before = "<w:pageBreakBefore/>" if breaks else ""
        styles.append(
            _style(
                f"Heading{level}",
                f"heading {level}",
                p=keep
                + break_before
                + _space(before=above, after=140, line=252)
                + f'<w:outlineLvl w:val="{level - 1}"/>',
                r=bold + _text(size, ACCENT if level < 4 else INK),
                following="BodyText",
            )
        )
    styles += [
        _style(
            "PassageLabel",
            "Passage Label",
            p="<w:keepNext/>"
            + '<w:spacing w:before="60" w:after="0" w:line="180" w:lineRule="exact"/>'
            + '<w:ind w:left="-1134"/>',
            r=_text(15, QUIET),
        ),
        _style(
            "MeasureTitle",
            "Measure Title",
            p=keep + _box(ACCENT, TINT, sides="left") + _space(before=240),
            r=bold + _text(25),
        ),
        _style(
            "CalloutTitle",
            "Callout Title",
            p=keep + _box(ACCENT, TINT, sides="left") + _space(before=200, after=0),
            r=bold + _text(20),
        ),
        _style("Callout", p=_box(ACCENT, TINT, sides="left"), r=_text(21, INK)),
        _style(
            "WarningTitle",
            "Warning Title",
            p=keep + _box(WARM, WARM_TINT, sides="left") + _space(before=200, after=0),
            r=bold + _text(20, WARM),
        ),
        _style("Warning", p=_box(WARM, WARM_TINT, sides="left"), r=_text(21, INK)),
        _style("BlockText", "Block Text", p='<w:ind w:left="400" w:right="400"/>', r="<w:i/>"),
        _style("Attribution", p='<w:ind w:left="400"/>', r=_text(19, QUIET)),
        _style("DefinitionTerm", "Definition Term", p=keep + _space(after=20), r=bold),
        _style("Definition", p=_space(after=140)),
        _style("Caption", "caption", p=_space(before=60, after=140), r=_text(20, INK)),
        _style(
            "TableCaption",
            "Table Caption",
            based="Caption",
            p=keep + _space(before=200, after=80),
            r=bold,
        ),
        _style("ImageCaption", "Image Caption", based="Caption", r=bold),
        _style("Figure"),
        _style("CaptionedFigure", "Captioned Figure", p="<w:keepNext/>"),
        _style("Source", p=_space(after=160), r=_text(18, QUIET)),
        _style("FootnoteText", "footnote text", p=_space(after=40, line=240), r=_text(18, INK)),
        _style("Header", "header", p=_running_tab("bottom", width), r=_text(17, QUIET)),
        _style("Footer", "footer", p=_running_tab("top", width), r=_text(17, QUIET)),
        _character("FootnoteReference", "footnote reference", '<w:vertAlign w:val="superscript"/>'),
        _character("Hyperlink", "Hyperlink", f'<w:color w:val="{ACCENT}"/><w:u w:val="single"/>'),
        _TABLE % {"size": 16 if landscape else 19},
    ]
    return styles


#: Thin lines, bold first row, rows that stay on one page.
_TABLE = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    '<w:style w:type="table" w:customStyle="1" w:styleId="Table"><w:name w:val="Table"/>'
    '<w:basedOn w:val="TableNormal"/>'
    '<w:pPr><w:spacing w:before="40" w:after="40" w:line="252" w:lineRule="auto"/></w:pPr>'
    '<w:rPr><w:sz w:val="%(size)d"/></w:rPr><w:tblPr><w:tblBorders>'
    f'<w:top w:val="single" w:sz="8" w:space="0" w:color="{ACCENT}"/>'
    f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{ACCENT}"/>'
    f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{HAIRLINE}"/>'
    '</w:tblBorders><w:tblCellMar><w:left w:w="110" w:type="dxa"/>'
    '<w:right w:w="110" w:type="dxa"/></w:tblCellMar></w:tblPr><w:trPr><w:cantSplit/></w:trPr>'
    f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
    f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/></w:tcPr></w:tblStylePr>'
    "</w:style>"
)


def _style(
    style_id: str,
    name: str = "",
    *,
    based: str = "Normal",
    p: str = "",
    r: str = "",
    following: str = "",
    default: bool = False,
) -> str:
    """Return a paragraph style with its paragraph (``p``) and run (``r``) properties."""
    return (
        f'<w:style w:type="paragraph"{" w:default=" + quoteattr("1") if default else ""} '
        f'w:styleId="{style_id}"><w:name w:val="{name or style_id}"/>'
        + ("" if default else f'<w:basedOn w:val="{based}"/>')
        + (f'<w:next w:val="{following}"/>' if following else "")
        + f"<w:qFormat/><w:pPr>{p}</w:pPr><w:rPr>{r}</w:rPr></w:style>"
    )


def _character(style_id: str, name: str, r: str) -> str:
    return (
        f'<w:style w:type="character" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f"<w:rPr>{r}</w:rPr></w:style>"
    )


def _space(before: int = 0, after: int = 140, line: int = 288) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def _text(size: int, colour: str = ACCENT, font: str = "") -> str:
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}"/>' if font else ""
    return f'{fonts}<w:color w:val="{colour}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _box(colour: str, fill: str, sides: str = "top left bottom right") -> str:
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{18 if sides == "left" else 6}" w:space="8" '
        f'w:color="{colour}"/>'
        for side in sides.split()
    )
    return f'<w:pBdr>{borders}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'


def _running_tab(side: str, width: int) -> str:
    return (
        f'<w:pBdr><w:{side} w:val="single" w:sz="4" w:space="6" w:color="{HAIRLINE}"/></w:pBdr>'
        f'<w:tabs><w:tab w:val="right" w:pos="{width}"/></w:tabs>' + _space(after=0, line=240)
    )


def _running(style: str, texts: tuple[str, str]) -> str:
    """Return the paragraph of a header or footer: left text, tab, right text."""
    left, right = (_with_fields(text) for text in texts)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{left}<w:r><w:tab/></w:r>{right}</w:p>'


def _with_fields(text: str) -> str:
    fields = {"%(page)s": "PAGE", "%(pages)s": "NUMPAGES"}
    runs = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    for placeholder, instruction in fields.items():
        runs = runs.replace(
            placeholder,
            f'</w:t></w:r><w:fldSimple w:instr="{instruction}"><w:r><w:t>1</w:t></w:r>'
            '</w:fldSimple><w:r><w:t xml:space="preserve">',
        )
    return runs


def _relations(targets: list[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def _content_types() -> str:
    parts = {
        "document": "document.main",
        "styles": "styles",
        "header1": "header",
        "footer1": "footer",
    }
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{MAIN}.{kind}+xml"/>'
        for name, kind in parts.items()
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
