"""Values of consultations and the allowed order of their states."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.enums import ContributionOutcome as Outcome
from people.enums import OrganisationKind

# --- rounds -------------------------------------------------------------------------------------


class RoundKind(models.TextChoices):
    """Who a round is meant for."""

    WORKING_GROUP = "working_group", _("Working groups")
    DEPARTMENTS_DISTRICTS = "departments_districts", _("Departments and districts")
    EXPERTS = "experts", _("Experts")
    FOCUS_GROUP = "focus_group", _("Focus group")
    PUBLIC = "public", pgettext_lazy("round for", "The public")


class RoundStage(models.TextChoices):
    """What people decided about a round. Whether it is open follows from its times (``RoundState``)."""

    PREPARED = "prepared", pgettext_lazy("round", "Being prepared")
    PROPOSED = "proposed", _("Waiting for a second person")
    ANNOUNCED = "announced", _("Announced")
    SEALED = "sealed", _("Sealed")
    SETTLED = "settled", pgettext_lazy("round", "Settled")
    REPORTED = "reported", _("Reported")
    CANCELLED = "cancelled", pgettext_lazy("round", "Cancelled")


ALLOWED_ROUND_MOVES: dict[str, frozenset[str]] = {
    RoundStage.PREPARED: frozenset(
        {RoundStage.PROPOSED, RoundStage.ANNOUNCED, RoundStage.CANCELLED}
    ),
    RoundStage.PROPOSED: frozenset(
        {RoundStage.PREPARED, RoundStage.ANNOUNCED, RoundStage.CANCELLED}
    ),
    RoundStage.ANNOUNCED: frozenset({RoundStage.SEALED, RoundStage.CANCELLED}),
    RoundStage.SEALED: frozenset({RoundStage.SETTLED}),
    RoundStage.SETTLED: frozenset({RoundStage.REPORTED, RoundStage.SEALED}),
    RoundStage.REPORTED: frozenset(),
    RoundStage.CANCELLED: frozenset(),
}


# Nothing is said in them any more.
ENDED_ROUNDS = frozenset({RoundStage.REPORTED, RoundStage.CANCELLED})


class RoundState(models.TextChoices):
    """Where a round stands at a moment, computed from its stage and its times."""

    PREPARED = "prepared", pgettext_lazy("round", "Being prepared")
    PLANNED = "planned", pgettext_lazy("round", "Planned")
    OPEN = "open", pgettext_lazy("round", "Open")
    CLOSED = "closed", pgettext_lazy("round", "Closed")
    SETTLING = "settling", _("Comments are being settled")
    SETTLED = "settled", pgettext_lazy("round", "Settled")
    REPORTED = "reported", _("Reported")
    CANCELLED = "cancelled", pgettext_lazy("round", "Cancelled")


class RoundStepKind(models.TextChoices):
    """What happened to a round; changes of its rules are shown to everyone with their time."""

    PROPOSED = "proposed", _("Opening proposed")
    RETURNED = "returned", _("Returned for changes")
    ANNOUNCED = "announced", _("Announced")
    EXTENDED = "extended", _("Extended")
    RULES_CHANGED = "rules_changed", _("Rules changed")
    REMINDED = "reminded", _("Bodies without an answer reminded")
    SEALED = "sealed", _("Sealed")
    SETTLED = "settled", pgettext_lazy("round", "Settled")
    REOPENED = "reopened", _("Settling resumed")
    REPORTED = "reported", _("Reported")
    CANCELLED = "cancelled", pgettext_lazy("round", "Cancelled")


PUBLIC_ROUND_STEPS = frozenset(
    {
        RoundStepKind.ANNOUNCED,
        RoundStepKind.EXTENDED,
        RoundStepKind.RULES_CHANGED,
        RoundStepKind.SEALED,
        RoundStepKind.SETTLED,
        RoundStepKind.REPORTED,
        RoundStepKind.CANCELLED,
    }
)


class LatePolicy(models.TextChoices):
    """What becomes of a comment that comes after closing."""

    REJECT = "reject", _("Late comments are not accepted")
    ACCEPT_FLAGGED = "accept_flagged", _("Late comments are accepted and marked as late")


class DecidingDay(models.TextChoices):
    """Which day counts for a letter."""

    SENT = "sent", _("The day of sending decides")
    DELIVERED = "delivered", _("The day of delivery decides")


class OthersVisible(models.TextChoices):
    """When commenters see the comments of others."""

    AT_ONCE = "at_once", _("At once")
    AFTER_CHECK = "after_check", _("After a check")
    AFTER_CLOSING = "after_closing", _("After the round closes")


class AskedFor(models.TextChoices):
    """Whether somebody without an account is asked for a name or an address."""

    NOTHING = "nothing", _("Not asked for")
    OPTIONAL = "optional", _("May be given")
    REQUIRED = "required", _("Must be given")


# --- respondents and statements -------------------------------------------------------------------


class RespondentKind(models.TextChoices):
    """Who somebody is in a round."""

    MEMBER = "member", _("Member of a working group")
    DEPARTMENT = "department", _("Department")
    DISTRICT = "district", _("District")
    NGO = "ngo", _("Non-profit organisation")
    EXPERT = "expert", _("Expert")
    OTHER_BODY = "other_body", _("Other body")
    PUBLIC_PERSON = "public_person", _("Member of the public")
    FOCUS_GROUP = "focus_group", _("Focus group")
    ANONYMOUS = "anonymous", _("Anonymous")


RESPONDENT_KIND_OF = {
    OrganisationKind.CITY_DEPARTMENT: RespondentKind.DEPARTMENT,
    OrganisationKind.DISTRICT: RespondentKind.DISTRICT,
    OrganisationKind.NGO: RespondentKind.NGO,
    OrganisationKind.ACADEMIC: RespondentKind.EXPERT,
    OrganisationKind.STATE_BODY: RespondentKind.OTHER_BODY,
    OrganisationKind.PRIVATE_OWNER: RespondentKind.OTHER_BODY,
    OrganisationKind.OTHER: RespondentKind.OTHER_BODY,
}


class PublishConsent(models.TextChoices):
    """Under which name comments may be published. It can change at any time and takes effect at once."""

    FULL = "full", _("Under my name")
    ORGANISATION_ONLY = "organisation_only", _("Under the name of the organisation only")
    ANONYMOUS = "anonymous", _("Without a name")


class Channel(models.TextChoices):
    """How a statement came in."""

    WEB = "web", _("On this site")
    EMAIL = "email", _("By e-mail")
    LETTER = "letter", _("By post")
    DATA_BOX = "data_box", _("Data box")
    FILING_OFFICE = "filing_office", _("Filing office")
    HEARING = "hearing", _("At a hearing or meeting")
    ASSISTED = "assisted", _("With help")
    SPREADSHEET = "spreadsheet", _("From a spreadsheet")


class StatementState(models.TextChoices):
    """How far a statement is."""

    DRAFT = "draft", _("Being written")
    SUBMITTED = "submitted", _("Sent")
    WITHDRAWN = "withdrawn", pgettext_lazy("statement", "Withdrawn")


ALLOWED_STATEMENT_MOVES: dict[str, frozenset[str]] = {
    StatementState.DRAFT: frozenset({StatementState.SUBMITTED, StatementState.WITHDRAWN}),
    StatementState.SUBMITTED: frozenset({StatementState.WITHDRAWN}),
    StatementState.WITHDRAWN: frozenset(),
}


class BodyStanding(models.TextChoices):
    """Whether an invited body has answered, computed from its joint statement."""

    SILENT = "silent", _("Has not answered")
    DRAFTING = "drafting", _("Being written")
    NO_COMMENTS = "no_comments", _("No comments")
    COMMENTED = "commented", _("Commented")


# --- comments ---------------------------------------------------------------------------------------


class CommentType(models.TextChoices):
    """What a comment is about."""

    SUBSTANTIVE = "substantive", _("To the substance")
    WORDING = "wording", _("To the wording")
    FACTUAL = "factual", _("An error in facts")
    QUESTION = "question", _("A question")
    SUPPORT = "support", _("Support")
    GENERAL = "general", _("To the whole text")


class CommentNature(models.TextChoices):
    """Which way a comment is settled: formal ones by the editor alone."""

    FORMAL = "formal", pgettext_lazy("comment", "Formal")
    SUBSTANTIVE = "substantive", pgettext_lazy("comment", "Substantive")


class Weight(models.TextChoices):
    """Refusing an essential comment opens a dispute; only entitled bodies may make one."""

    ADVISORY = "advisory", _("Advisory")
    ESSENTIAL = "essential", _("Essential")


class Moderation(models.TextChoices):
    """Whether a comment's words are shown to others."""

    WAITING = "waiting", _("Waiting for a check")
    VISIBLE = "visible", pgettext_lazy("comment", "Shown")
    HIDDEN = "hidden", pgettext_lazy("comment", "Hidden")


class HiddenReason(models.TextChoices):
    """The published list of reasons why words are not shown."""

    PERSONAL_DATA = "personal_data", _("Personal data of other people")
    ABUSE = "abuse", _("Insults or threats")
    HATE = "hate", _("Hatred against a group of people")
    ADVERTISING = "advertising", _("Advertising")
    SPAM = "spam", _("Machine-made or repeated text")
    UNRELATED = "unrelated", _("Does not concern the text")
    PERSONAL_CASE = "personal_case", _("A personal case")


class ContentFlag(models.TextChoices):
    """What the automatic check of words noticed, in the order in which it matters."""

    BIRTH_NUMBER = "birth_number", _("A birth number")
    PHONE = "phone", _("A telephone number")
    EMAIL = "email", _("An e-mail address")
    ACCOUNT = "account", _("A bank account number")
    INSULT = "insult", _("Rude words")
    LINK = "link", pgettext_lazy("in a text", "A link")
    REPEATED = "repeated", _("Repeated text")


# --- settling ---------------------------------------------------------------------------------------


class SettlementState(models.TextChoices):
    """How far the settlement of a comment is."""

    OPEN = "open", pgettext_lazy("settlement", "New")
    PROPOSED = "proposed", pgettext_lazy("settlement", "Proposed")
    REVIEWED = "reviewed", _("Checked")
    IN_DISPUTE = "in_dispute", _("In dispute")
    DECIDED = "decided", pgettext_lazy("settlement", "Decided")
    IMPLEMENTED = "implemented", _("Worked into the text")
    VERIFIED = "verified", _("Verified in the text")
    ANSWERED = "answered", _("Answered")


ALLOWED_SETTLEMENT_MOVES: dict[str, frozenset[str]] = {
    SettlementState.OPEN: frozenset({SettlementState.PROPOSED}),
    SettlementState.PROPOSED: frozenset(
        {SettlementState.PROPOSED, SettlementState.REVIEWED, SettlementState.IN_DISPUTE}
        | {SettlementState.DECIDED, SettlementState.OPEN}
    ),
    SettlementState.REVIEWED: frozenset(
        {SettlementState.PROPOSED, SettlementState.IN_DISPUTE, SettlementState.DECIDED}
    ),
    SettlementState.IN_DISPUTE: frozenset({SettlementState.PROPOSED, SettlementState.DECIDED}),
    SettlementState.DECIDED: frozenset(
        {SettlementState.PROPOSED, SettlementState.IMPLEMENTED, SettlementState.ANSWERED}
    ),
    SettlementState.IMPLEMENTED: frozenset({SettlementState.PROPOSED, SettlementState.VERIFIED}),
    SettlementState.VERIFIED: frozenset({SettlementState.PROPOSED, SettlementState.ANSWERED}),
    SettlementState.ANSWERED: frozenset({SettlementState.PROPOSED}),
}
# Somebody whose word counts has said how the comment is settled.
SETTLED_STATES = frozenset(
    {
        SettlementState.DECIDED,
        SettlementState.IMPLEMENTED,
        SettlementState.VERIFIED,
        SettlementState.ANSWERED,
    }
)

OUTCOMES = tuple(outcome for outcome in Outcome if outcome != Outcome.OPEN)
# model.md 3.2: which outcomes promise changed words and which must say why.
OUTCOMES_THAT_CHANGE_TEXT = frozenset(
    {Outcome.ACCEPTED, Outcome.PARTLY_ACCEPTED, Outcome.ACCEPTED_OTHERWISE}
)
OUTCOMES_WITHOUT_REASON = frozenset({Outcome.ACCEPTED, Outcome.WITHDRAWN})
OUTCOMES_THAT_REFUSE = frozenset({Outcome.NOT_ACCEPTED, Outcome.OUT_OF_SCOPE})
# An essential comment is closed this way only if its author agrees; otherwise it is a dispute.
OUTCOMES_NEEDING_CONSENT = frozenset({Outcome.EXPLAINED, Outcome.NOTED})


class DecidedBy(models.TextChoices):
    """Whose word settled a comment."""

    EDITOR = "editor", pgettext_lazy("decided by", "The editor")
    CHAIR = "chair", pgettext_lazy("decided by", "The chair")
    MEETING = "meeting", pgettext_lazy("decided by", "A meeting")
    AUTHOR = "author", _("The author took it back")


class NoChangeKind(models.TextChoices):
    """Why an accepted comment changed no words."""

    ALREADY_IN_TEXT = "already_in_text", _("The text says so already")
    ELSEWHERE = "elsewhere", _("It is carried out outside the text")
    MEASURE = "measure", _("It goes into a measure or a task")


class DisputeLevel(models.TextChoices):
    """The ladder on which a dispute is resolved."""

    EDITOR = "editor", pgettext_lazy("dispute", "Editor and author")
    CHAIRS = "chairs", _("Chairs of the groups")
    JOINT_MEETING = "joint_meeting", _("Joint meeting")
    MANAGEMENT = "management", _("Management of the city authority")
    COUNCIL = "council", _("City Council (Rada)")


class PlacementStatus(models.TextChoices):
    """Where a comment's place stands in a later version (concept.anchoring)."""

    EXACT = "exact", pgettext_lazy("place of a comment", "Unchanged")
    MOVED = "moved", pgettext_lazy("place of a comment", "Moved")
    EDITED = "edited", pgettext_lazy("place of a comment", "Text changed")
    SPLIT = "split", pgettext_lazy("place of a comment", "Split")
    AMBIGUOUS = "ambiguous", _("Uncertain")
    ORPHANED = "orphaned", _("Text left out")
    MANUAL = "manual", _("Placed by hand")


CONFIDENT_PLACEMENTS = frozenset(
    {PlacementStatus.EXACT, PlacementStatus.MOVED, PlacementStatus.EDITED, PlacementStatus.SPLIT}
)
# The words themselves differ; an editor may want to look.
CHANGING_PLACEMENTS = frozenset({PlacementStatus.EDITED, PlacementStatus.SPLIT})
# An editor must look at these before the round can be called settled.
DOUBTFUL_PLACEMENTS = frozenset({PlacementStatus.AMBIGUOUS, PlacementStatus.ORPHANED})


class PlacementDecision(models.TextChoices):
    """What an editor said about a doubtful placement."""

    NONE = "", _("Not decided")
    CONFIRMED = "confirmed", _("Confirmed")
    DROPPED = "dropped", _("Text left out on purpose")


class CheckResult(models.TextChoices):
    """Whether an accepted change still stands in a later version."""

    STANDS = "stands", _("Still in the text")
    GONE = "gone", _("No longer in the text")


class CheckDecision(models.TextChoices):
    """What an editor decided about a change that no longer stands."""

    NONE = "", _("Not decided")
    STILL_MET = "still_met", _("Still met in substance")
    REOPENED = "reopened", _("Settled anew")
    OVERRIDDEN = "overridden", _("Overridden by a conclusion")


class Satisfaction(models.TextChoices):
    """What a respondent says of the new text, once per point."""

    YES = "yes", pgettext_lazy("new text meets the comment", "Yes")
    PARTLY = "partly", pgettext_lazy("new text meets the comment", "Partly")
    NO = "no", pgettext_lazy("new text meets the comment", "No")


class ImportState(models.TextChoices):
    """How far an import of a spreadsheet is."""

    PREVIEW = "preview", _("To be confirmed")
    DONE = "done", pgettext_lazy("import", "Done")
    DISCARDED = "discarded", _("Discarded")


class SheetKind(models.TextChoices):
    """Which way a spreadsheet is read."""

    COMMENTS = "comments", pgettext_lazy("in a spreadsheet", "Comments")
    PROPOSALS = "proposals", _("Proposed settlements of a department")


class RowFate(models.TextChoices):
    """What becomes of a row of a spreadsheet of comments."""

    NEW = "new", pgettext_lazy("row of a spreadsheet", "New")
    CHANGED = "changed", pgettext_lazy("row of a spreadsheet", "Changed: to be decided")
    SAME = "same", pgettext_lazy("row of a spreadsheet", "Known already")
    ERROR = "error", pgettext_lazy("row of a spreadsheet", "Error: left out")


class RowChoice(models.TextChoices):
    """What a person decides about a row whose words differ from those stored."""

    KEEP = "keep", _("Keep the stored words")
    AS_NEW = "as_new", _("Take it as another comment beside the stored one")
    REPLACE = "replace", _("The author changed it: take the old one back, enter the new one")


class PersonalCase(models.TextChoices):
    """A comment that tells somebody's own story: never published."""

    NO = "", _("No")
    KEPT = "kept", _("Kept apart")
    HANDED_OVER = "handed_over", _("Handed over to the contact point")
    ERASED = "erased", _("Erased")


# --- steps over many comments -----------------------------------------------------------------------


class BulkKind(models.TextChoices):
    """What can be done to many comments at once."""

    ASSIGN = "assign", _("Assign")
    THEME = "theme", _("Give themes")
    PROPOSE = "propose", _("Propose a standard answer")
    REVIEW = "review", _("Mark proposals as checked")
    DECIDE = "decide", _("Decide en bloc")
    JOIN = "join", _("Join as equal comments")
    ANSWER = "answer", _("Give the answers")
    SEARCH = "search", _("Search for equal comments")


class BulkState(models.TextChoices):
    """How far such a step is."""

    WAITING = "waiting", pgettext_lazy("step over many comments", "Waiting")
    RUNNING = "running", pgettext_lazy("step over many comments", "Running")
    DONE = "done", pgettext_lazy("step over many comments", "Done")
    FAILED = "failed", pgettext_lazy("step over many comments", "Failed")


class BulkFate(models.TextChoices):
    """What became of one comment in it."""

    CHANGED = "changed", pgettext_lazy("comment in a step", "Changed")
    SAME = "same", pgettext_lazy("comment in a step", "Was so already")
    REFUSED = "refused", pgettext_lazy("comment in a step", "Refused")


class SheetFate(models.TextChoices):
    """What a row of a department's returned sheet does, or did."""

    PROPOSE = "propose", _("Becomes a proposal")
    SAME = "same", pgettext_lazy("row of a sheet", "Stands there already")
    EMPTY = "empty", _("Not filled in")
    CONFLICT = "conflict", pgettext_lazy("row of a sheet", "Conflict")
    DECIDED = "decided", _("Decided in the meantime")
    ERROR = "error", pgettext_lazy("row of a sheet", "Error")
    DONE = "done", _("Proposed from the sheet")


class SuggestionState(models.TextChoices):
    """What a person said of comments that look equal."""

    OPEN = "open", pgettext_lazy("suggestion", "To be decided")
    JOINED = "joined", pgettext_lazy("suggestion", "Joined")
    PARTED = "parted", pgettext_lazy("suggestion", "Not the same")


class SettlingAct(models.TextChoices):
    """What somebody may do with the settlement of one comment at a moment."""

    PROPOSE = "propose", _("Propose a settlement")
    REVIEW = "review", _("Mark as checked")
    DECIDE = "decide", _("Decide")
    MEETING = "meeting", _("Record what a meeting decided")
    AGREE = "agree", _("Record that the author agrees")
    DISPUTE = "dispute", _("Open a dispute")
    RAISE = "raise", _("Take the dispute higher")
    POSITIONS = "positions", _("Write down the positions")
    RESOLVE = "resolve", _("Resolve the dispute")
    IMPLEMENT = "implement", _("Link to the changed text")
    NO_CHANGE = "no_change", _("Met without a change of the text")
    VERIFY = "verify", _("Confirm in the text")
    ANSWER = "answer", _("Give the answer")
    ASSIGN = "assign", _("Assign")
    THEMES = "themes", _("Change themes")
    NOTE = "note", _("Add a note")
    LEAVE = "leave", _("Take out of the equal ones")
