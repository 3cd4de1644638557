"""Blocks an editor composes a section from. At a freeze each becomes one or more passages."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = [
    "bold",
    "italic",
    "superscript",
    "subscript",
    "ol",
    "ul",
    "link",
    "footnotes",
]
INLINE_FEATURES = ["bold", "italic", "superscript", "subscript", "link"]


class HeadingBlock(blocks.StructBlock):
    """A heading inside a section (levels 3 to 5: the section's own title is level 2)."""

    text = blocks.CharBlock(label=_("Heading"), max_length=200)
    level = blocks.ChoiceBlock(
        label=_("Level"), choices=[("3", "3"), ("4", "4"), ("5", "5")], default="3"
    )

    class Meta:
        label = _("Sub-heading")
        icon = "title"


class TableBlock(blocks.StructBlock):
    """A table with a caption; cells hold inline rich text."""

    caption = blocks.CharBlock(label=_("Caption"), max_length=300)
    header_row = blocks.BooleanBlock(
        label=_("First row holds headings"), required=False, default=True
    )
    header_column = blocks.BooleanBlock(
        label=_("First column holds headings"), required=False
    )
    rows = blocks.ListBlock(
        blocks.ListBlock(
            blocks.RichTextBlock(
                label=_("Cell"), features=INLINE_FEATURES, required=False
            ),
            label=_("Row"),
        ),
        label=_("Rows"),
    )

    class Meta:
        label = _("Table")
        icon = "table"


class FigureBlock(blocks.StructBlock):
    """A picture or chart with alternative text, caption and source."""

    image = ImageChooserBlock(label=_("Image"))
    alt = blocks.CharBlock(label=_("Alternative text"), required=False, max_length=500)
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)
    source = blocks.CharBlock(label=_("Source"), required=False, max_length=300)

    class Meta:
        label = _("Figure")
        icon = "image"


class CalloutBlock(blocks.StructBlock):
    """Text set apart: a note, a warning or an example."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=200)
    tone = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[
            ("note", _("Note")),
            ("warning", _("Warning")),
            ("example", _("Example")),
        ],
        default="note",
    )
    body = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)

    class Meta:
        label = _("Call-out")
        icon = "info-circle"


class DefinitionBlock(blocks.StructBlock):
    """A term the document defines."""

    term = blocks.CharBlock(label=_("Term"), max_length=200)
    body = blocks.RichTextBlock(label=_("Definition"), features=TEXT_FEATURES)

    class Meta:
        label = _("Definition")
        icon = "openquote"


class QuoteBlock(blocks.StructBlock):
    """Words of somebody else, with who said them and where."""

    body = blocks.RichTextBlock(label=_("Quotation"), features=INLINE_FEATURES)
    attribution = blocks.CharBlock(
        label=_("Who said it"), required=False, max_length=200
    )
    source = blocks.CharBlock(label=_("Source"), required=False, max_length=300)

    class Meta:
        label = _("Quotation")
        icon = "openquote"


class MeasureBlock(blocks.StructBlock):
    """A measure with its permanent code and what it takes to carry it out."""

    code = blocks.CharBlock(label=_("Code"), max_length=20)
    title = blocks.CharBlock(label=_("Title"), max_length=300)
    description = blocks.RichTextBlock(
        label=_("Description"), features=TEXT_FEATURES, required=False
    )
    responsible = blocks.CharBlock(
        label=_("Responsible body"), required=False, max_length=200
    )
    partners = blocks.ListBlock(
        blocks.CharBlock(label=_("Partner"), max_length=200),
        label=_("Partners"),
        default=[],
    )
    due_kind = blocks.ChoiceBlock(
        label=_("Deadline"),
        choices=[
            ("date", _("By a date")),
            ("ongoing", _("Ongoing")),
            ("text", _("In words")),
        ],
        default="ongoing",
    )
    due_on = blocks.DateBlock(label=_("Date"), required=False)
    due_text = blocks.CharBlock(
        label=_("Deadline in words"), required=False, max_length=200
    )
    budget_czk = blocks.DecimalBlock(
        label=_("Budget in CZK"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
    )
    funding_sources = blocks.ListBlock(
        blocks.CharBlock(label=_("Funding source"), max_length=200),
        label=_("Funding sources"),
        default=[],
    )
    indicator_note = blocks.CharBlock(
        label=_("Indicator"), required=False, max_length=300
    )

    class Meta:
        label = _("Measure")
        icon = "tasks"


class SectionBody(blocks.StreamBlock):
    """Everything a section may hold."""

    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)
    heading = HeadingBlock()
    table = TableBlock()
    figure = FigureBlock()
    callout = CalloutBlock()
    definition = DefinitionBlock()
    quote = QuoteBlock()
    measure = MeasureBlock()

    class Meta:
        required = False
