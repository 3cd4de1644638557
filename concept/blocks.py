"""Blocks an editor composes a section from. At a freeze each becomes one or more passages.

What a block stores is turned into canonical passages in ``concept/rendering.py``; the two files
change together.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageChooserBlock

from concept.figures import kinds_of_figures

INLINE_FEATURES = ["bold", "italic", "superscript", "subscript", "link"]
TEXT_FEATURES = [*INLINE_FEATURES, "ol", "ul", "document-link", "footnotes"]


class HeadingBlock(blocks.StructBlock):
    """A heading inside a section (levels 3 to 5: the section's own title is level 2)."""

    text = blocks.CharBlock(label=_("Heading"), max_length=200)
    level = blocks.ChoiceBlock(
        label=_("Level"),
        choices=[
            ("3", _("3 - under the title of the section")),
            ("4", _("4 - under a heading of level 3")),
            ("5", _("5 - under a heading of level 4")),
        ],
        default="3",
        help_text=_("Do not skip a level: readers who cannot see the page rely on the order."),
    )

    class Meta:
        label = _("Sub-heading")
        icon = "title"
        label_format = "{text}"


class CellsBlock(TypedTableBlock):
    """Columns with headings and rows of cells; a cell holds plain words or words with links."""

    text = blocks.TextBlock(label=pgettext_lazy("cell of a table", "Words"), required=False, rows=1)
    rich_text = blocks.RichTextBlock(
        label=_("Words with emphasis and links"),
        features=INLINE_FEATURES,
        required=False,
    )

    class Meta:
        label = _("Columns and rows")


class TableBlock(blocks.StructBlock):
    """A table with a caption; headings of columns and, if wanted, of rows."""

    table = CellsBlock(
        label=_("Columns and rows"),
        help_text=_(
            "Say in the caption what the table shows. Give every column a heading, "
            "so that each cell can be understood alone."
        ),
    )
    header_column = blocks.BooleanBlock(
        label=_("The first column holds headings of the rows"), required=False
    )

    class Meta:
        label = _("Table")
        icon = "table"


class FigureBlock(blocks.StructBlock):
    """A picture or chart with alternative text, caption and source."""

    image = ImageChooserBlock(label=_("Image"))
    alt = blocks.CharBlock(
        label=_("Alternative text"),
        required=False,
        max_length=500,
        help_text=_(
            "What the picture says to those who cannot see it. "
            "A version cannot be frozen while it is missing."
        ),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)
    source = blocks.CharBlock(
        label=_("Source"),
        required=False,
        max_length=300,
        help_text=_("Where the picture or its data come from."),
    )

    class Meta:
        label = _("Figure")
        icon = "image"
        label_format = "{caption}"


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
        label_format = "{title}"


class DefinitionBlock(blocks.StructBlock):
    """A term the document defines."""

    term = blocks.CharBlock(label=_("Term"), max_length=200)
    body = blocks.RichTextBlock(
        label=_("Definition"),
        features=TEXT_FEATURES,
        help_text=_("What the term means in this document."),
    )

    class Meta:
        label = _("Definition")
        icon = "tag"
        label_format = "{term}"


class QuoteBlock(blocks.StructBlock):
    """Words of somebody else, with who said them and where."""

    body = blocks.RichTextBlock(label=_("Quotation"), features=INLINE_FEATURES)
    attribution = blocks.CharBlock(
        label=_("Who said it"),
        required=False,
        max_length=200,
        help_text=_("A role or an organisation. Never name a participant of a focus group."),
    )
    source = blocks.CharBlock(label=_("Source"), required=False, max_length=300)

    class Meta:
        label = _("Quotation")
        icon = "openquote"


class MeasureBlock(blocks.StructBlock):
    """A measure with its permanent code and what it takes to carry it out."""

    code = blocks.CharBlock(
        label=_("Code"),
        max_length=20,
        help_text=_("Such as 1.1. Once a version is approved, the code stays with the measure."),
    )
    title = blocks.CharBlock(label=_("Title"), max_length=300)
    description = blocks.RichTextBlock(
        label=_("Description"), features=TEXT_FEATURES, required=False
    )
    responsible = blocks.CharBlock(
        label=_("Responsible body"),
        required=False,
        max_length=200,
        help_text=_("A department or an organisation, not a person."),
    )
    political = blocks.CharBlock(
        label=_("Political responsibility"),
        required=False,
        max_length=200,
        help_text=_("Who answers for it in the council: an office, such as a deputy mayor."),
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
    due_on = blocks.DateBlock(
        label=_("Date"), required=False, help_text=_("Only for a deadline by a date.")
    )
    due_text = blocks.CharBlock(
        label=_("Deadline in words"),
        required=False,
        max_length=200,
        help_text=_("Only for a deadline in words."),
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
        label=_("Indicator"),
        required=False,
        max_length=300,
        help_text=_("How one will see that the measure works."),
    )

    class Meta:
        label = _("Measure")
        icon = "tasks"
        label_format = "{code} {title}"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Ask for what the chosen kind of deadline needs, and for nothing else."""
        cleaned = super().clean(value)
        needed = {"date": "due_on", "text": "due_text"}.get(cleaned["due_kind"])
        errors = {}
        if needed and not cleaned[needed]:
            errors[needed] = ValidationError(_("This kind of deadline needs a value here."))
        for name in {"due_on", "due_text"} - {needed}:
            if cleaned[name]:
                errors[name] = ValidationError(_("This kind of deadline leaves this field empty."))
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned


class FiguresBlock(blocks.StructBlock):
    """Figures of a source outside the text, such as an indicator; a version keeps them as they were on the day."""

    kind = blocks.ChoiceBlock(label=pgettext_lazy("of figures", "Source"), choices=kinds_of_figures)
    reference = blocks.CharBlock(
        label=_("Which one"),
        max_length=100,
        help_text=_("What names it is said in brackets behind the source."),
    )
    as_of = blocks.DateBlock(
        label=_("As of"),
        help_text=_(
            "The figures are shown as they were approved and known at the end of this day. "
            "A version keeps them: a later correction does not change it."
        ),
    )

    class Meta:
        label = _("Figures")
        icon = "clipboard-list"
        label_format = "{reference}"


class SectionBody(blocks.StreamBlock):
    """Everything a section may hold."""

    text = blocks.RichTextBlock(label=_("Text"), icon="pilcrow", features=TEXT_FEATURES)
    heading = HeadingBlock()
    table = TableBlock()
    figure = FigureBlock()
    callout = CalloutBlock()
    definition = DefinitionBlock()
    quote = QuoteBlock()
    measure = MeasureBlock()
    figures = FiguresBlock()

    class Meta:
        required = False
