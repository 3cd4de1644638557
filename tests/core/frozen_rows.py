"""One row of every protected model, made by the actions that make them in life."""

from decimal import Decimal

from django.db import models
from django.utils import timezone

from concept import actions
from concept.models import (
    Change,
    ChangeReview,
    Contribution,
    DerivationTurn,
    DocumentPage,
    Influence,
    Lineage,
    Measure,
    MeasureDerivation,
    MeasurePlace,
    MeasureReport,
    MeasureReportEvidence,
    PassageContent,
    PlanReport,
    PlanReportNotice,
    RedactedPhrase,
    Redaction,
    SectionAddress,
    Version,
    VersionAccess,
    VersionAsset,
    VersionPassage,
    VersionSection,
    VersionStep,
)
from consultations.actions import disputes, seals, settlements, statements
from consultations.models import (
    Anchor,
    ConsentChange,
    DisputeStep,
    ModerationDecision,
    RoundReport,
    RoundSeal,
    RoundStep,
    SentWords,
    SettlementVersion,
)
from core.actions import create_record
from core.models import Event
from evaluation.actions.alerts import close_for
from evaluation.actions.indicators import set_target
from evaluation.actions.participants import approve_participants, enter_participants
from evaluation.actions.periods import lock_period
from evaluation.models import (
    ActionStatus,
    Alert,
    AlertClosing,
    ApprovedValue,
    EsfApproval,
    EsfParticipants,
    EvaluationPlanVersion,
    FinalFinding,
    FinalRecommendation,
    IndicatorDefinition,
    MonitoringFile,
    MonitoringReport,
    PeriodLock,
    RecommendationResponse,
    RiskAssessment,
    RiskStep,
    Spending,
    Target,
)
from focus_groups.actions.merging import decide_pair
from focus_groups.actions.people import limit_consent
from focus_groups.actions.sessions import move_session
from focus_groups.enums import CheckItem, SessionState
from focus_groups.models import (
    Consent,
    ConsentLimit,
    ConsentSheet,
    FindingText,
    PublicationCheck,
    RecommendationText,
    StatementPair,
    TopicGuide,
)
from people.enums import Role
from tests.concept import build, plan
from tests.consultations import build as rounds_build
from tests.core import frozen_pilot
from tests.evaluation import build as indicators_build
from tests.evaluation import judging as judging_build
from tests.evaluation import project_build as projects
from tests.evaluation import risks_build
from tests.focus_groups import build as focus_build
from tests.working_groups import build as groups_build
from working_groups.actions.decisions import keep_wording, record_decision
from working_groups.actions.tasks import assign_task
from working_groups.models import (
    DecisionVersion,
    Minutes,
    MinutesCorrection,
    MinutesVersion,
    TaskDueChange,
)


def one_row_of_each() -> dict[str, models.Model]:
    """Label -> row."""
    document = build.document()
    section = build.section(
        document,
        "Úvod",
        "První odstavec.",
        build.figure(build.image()),
        "Slova, která odejdou pryč.",
    )
    old = build.freeze(document, "0.1")
    build.rewrite(section, "Druhý odstavec.", build.figure(build.image("blue")))
    new = build.publish(build.freeze(document, "0.2"))
    gone = PassageContent.objects.get(text__startswith="Slova")
    actions.redact_passage(content=gone, reason="Osobní údaj", by=build.editor(), at=timezone.now())
    _thread(old, new)
    kept = PassageContent.objects.exclude(pk=gone.pk).filter(assets=[]).first()
    found: dict[str, models.Model] = {PassageContent._meta.label: kept}
    for model in (
        Event, Version, VersionStep, VersionAccess, VersionSection, VersionPassage, VersionAsset,
        Lineage, Redaction, RedactedPhrase, SectionAddress, Change, Influence,
    ):  # fmt: skip
        found[model._meta.label] = model.objects.first()
    _measures(document, old, new)
    _round(new)
    for model in (
        ChangeReview, MeasurePlace, MeasureDerivation, DerivationTurn, Anchor, ConsentChange, DisputeStep,
        ModerationDecision, RoundReport, RoundSeal, RoundStep, SentWords, SettlementVersion,
    ):  # fmt: skip
        found[model._meta.label] = model.objects.first()
    _plan()
    for model in (MeasureReport, MeasureReportEvidence, PlanReport, PlanReportNotice):
        found[model._meta.label] = model.objects.first()
    _of_groups()
    for model in (DecisionVersion, MinutesVersion, MinutesCorrection, TaskDueChange):
        found[model._meta.label] = model.objects.first()
    _keep_focus_group_rows()
    for model in (
        ConsentSheet, TopicGuide, Consent, ConsentLimit,
        StatementPair, PublicationCheck, FindingText, RecommendationText,
    ):  # fmt: skip
        found[model._meta.label] = model.objects.first()
    _of_indicators()
    _of_a_project()
    for model in (
        IndicatorDefinition, Target, PeriodLock, ApprovedValue,
        Spending, EsfParticipants, EsfApproval, MonitoringReport, MonitoringFile,
    ):  # fmt: skip
        found[model._meta.label] = model.objects.first()
    _of_judgements()
    for model in (
        EvaluationPlanVersion, FinalFinding, FinalRecommendation,
        RecommendationResponse, ActionStatus,
    ):  # fmt: skip
        found[model._meta.label] = model.objects.first()
    found |= frozen_pilot.one_row_of_each()
    _of_risks()
    for model in (RiskAssessment, RiskStep, Alert, AlertClosing):
        found[model._meta.label] = model.objects.first()
    return found


def _of_judgements() -> None:
    at = timezone.now()
    who = {"by": judging_build.evaluator(), "at": at}
    finding = judging_build.final(judging_build.finding(judging_build.frozen(**who), **who), **who)
    row = judging_build.final(judging_build.recommendation(finding, **who), **who)
    manager = build.user("manager", Role.PROJECT_MANAGER)
    judging_build.answered(row, reason="Doplníme to.", by=manager, at=at)
    judging_build.acted(row, by=manager, at=at)


def _of_indicators() -> None:
    at = timezone.now()
    by, other = indicators_build.evaluator(), indicators_build.evaluator()
    row = indicators_build.indicator("1", by, at=at)
    definition = indicators_build.definition_of(row)
    set_target(definition=definition, year=2022, value=Decimal(509), by=by, at=at)
    period = indicators_build.half_year(1, 2018, by, at=at)
    draft = indicators_build.entered(row, period, by, at=at, value=439)
    indicators_build.approved(draft, by, other, at=at)
    lock_period(period=period, by=by, at=at)


def _of_a_project() -> None:
    by, at = projects.manager(), timezone.now()
    page = projects.page()
    activity = projects.activity(page, by=by, at=at)
    projects.spent(activity, "100.00", at.date(), by=by, at=at)
    period = projects.period(page, by=by, at=at)
    projects.report(period, by=by, at=at)
    counted = enter_participants(
        period=period, code="6 00 00", name="Účastníci", count=5, source="Listiny", by=by, at=at
    )
    approve_participants(participants=counted, by=projects.manager("Jiná vedoucí"), at=at)


def _of_risks() -> None:
    at, by = timezone.now(), indicators_build.evaluator()
    row = indicators_build.indicator("RZ-U", by, at=at)
    risk = risks_build.given(risks_build.raised(by, at=at), by, by, at=at)
    risks_build.assessed(risk, (4, 4), (3, 3), by, at=at)
    risks_build.watched_by(risk, row, "80", by, at=at)
    period = indicators_build.half_year(1, 2015, by, at=at)
    value = indicators_build.entered(row, period, by, at=at, value=70)
    close_for(measurement=value, reason="Chyba v součtu.", by=by, at=at)


def _keep_focus_group_rows() -> None:
    at = timezone.now()
    series = focus_build.panel(at=at)
    (given,) = focus_build.participant(series, at=at).consents.all()
    limit_consent(
        consent=given,
        scopes=["publication"],
        occurred_on=at.date(),
        by=focus_build.lead_of(series),
        at=at,
    )
    lead, reader = focus_build.lead_of(series), focus_build.second(series, at=at)
    held = focus_build.session(series, at=at)
    said = [focus_build.say(held, "Kauci nikdo nevysvětlil.", at=at) for _n in range(2)]
    decide_pair(first=said[0], second=said[1], kept=None, by=lead, at=at)
    move_session(session=held, state=SessionState.HELD, by=lead, at=at)
    later = focus_build.session(series, at=at, held_on=at.date())
    move_session(session=later, state=SessionState.HELD, by=lead, at=at)
    # a row with words: one that is empty as it is may be emptied again
    unsure = focus_build.finding(said[1], at=at)
    focus_build.confirmed(unsure, reader=reader, session=later, at=at)
    unsure.refresh_from_db()
    answers = {**focus_build.ALL_FINE, CheckItem.NAMES.value: False}
    focus_build.check(unsure, lead, answers=answers, reason="Je to poznat.", at=at)
    finding = focus_build.finding(said[0], at=at)
    for row in (finding, focus_build.recommendation(finding, at=at)):
        focus_build.published(row, reader=reader, session=later, at=at)


def _measures(document: DocumentPage, old: Version, new: Version) -> None:
    by, at = build.editor(), timezone.now()
    first, second = (
        Measure.objects.create(
            record=create_record(kind="measure", title=code, by=by, at=at),
            document=document,
            code=code,
        )
        for code in ("1.1", "1.2")
    )
    passage = new.passages.first().passage_uid
    MeasurePlace(measure=first, version=new, passage_uid=passage).save()
    link = MeasureDerivation(measure=second, source=first, by=by, at=at)
    link.save()
    DerivationTurn(derivation=link, number=1, stands=False, by=by, at=at).save()
    ChangeReview(version=new, kind="wording_only", reason="Pravopis", by=by, at=at).save()


def _round(version: Version) -> None:
    """A round with a disputed comment, sealed; the rest is inserted as its action would."""
    at = timezone.now()
    body = rounds_build.body("Městský obvod Lípa")
    person = rounds_build.colleague("lipa", body, authorised=True)
    made = rounds_build.open_round(version, bodies=[(body, True)])
    comment, *_rest = rounds_build.sent(
        made,
        {"words": "Doplnit.", "quote": "Druhý odstavec", "weight": "essential"},
        person=person,
        organisation=body,
    )
    settlements.propose_settlement(
        settlement=comment.settlement, outcome="not_accepted", reason="Ne.", by=person, at=at
    )
    dispute = disputes.open_dispute(settlement=comment.settlement, by=person, at=at)
    # a row that is empty already may be emptied again: these hold words
    disputes.raise_dispute(
        dispute=dispute,
        level="chairs",
        lock_version=dispute.lock_version,
        note="Trvá.",
        occurred_on=at.date(),
        by=person,
        at=at,
    )
    statements.change_consent(
        respondent=comment.statement.respondent, consent="anonymous", by=person, at=at
    )
    ModerationDecision(comment=comment, decision="visible", at=at).save()
    SentWords(comment=comment, field="text", words="Doplnit.").save()
    seals.seal_round(round=made, at=made.closes_at)
    RoundReport(
        round=made, edition=1, summary="Souhrn.", contents={}, digest="0" * 64, published_at=at
    ).save()


def _thread(old: Version, new: Version) -> None:
    by, at = build.editor(), timezone.now()
    records = [
        create_record(kind=kind, title=kind, by=by, at=at) for kind in ("contribution", "change")
    ]
    contribution = Contribution.objects.create(record=records[0])
    change = Change(
        record=records[1], from_version=old, to_version=new, kind="wording_only", made_by=by,
        made_at=at,
    )  # fmt: skip
    change.save()
    Influence(
        contribution=contribution,
        change=change,
        relation="led_to",
        state="confirmed",
        note="Podle zápisu.",
        by=by,
        at=at,
    ).save()


def _plan() -> None:
    """An approved report with its evidence, and a yearly report a body took note of."""
    at = timezone.now()
    plan.plan(plan.block("7.1", "Evidence žádostí"))
    measure = plan.measure("7.1")
    plan.approved("7.1", plan.owner("7.1"), evidence=[measure.record])
    who = {"by": build.editor(), "at": at}
    report = actions.make_plan_report(document=measure.document, as_of=at.date(), **who)
    actions.record_plan_notice(report=report, body="Rada města", occurred_on=at.date(), **who)


def _of_groups() -> None:
    by, at = build.editor(), timezone.now()
    meeting = groups_build.held_meeting(groups_build.seated_group(at=at), at=at)
    decision = record_decision(
        meeting=meeting, item=None, verb="agree", text="Souhlasí.", by=by, at=at
    )
    keep_wording(decision, by=by, at=at, note="Opraveno.")
    task = assign_task(
        group=meeting.host,
        owner=meeting.host.memberships.first(),
        text="Zjistit.",
        due_on=None,
        by=by,
        at=at,
    )
    TaskDueChange(task=task, to_due=at.date(), reason="Dovolená.", by=by, at=at).save()
    minutes = Minutes.objects.create(
        record=create_record(kind="minutes", title="Zápis", by=by, at=at), meeting=meeting
    )
    texts = []
    for number, kind in ((1, "approved"), (2, "correction")):
        text = MinutesVersion(
            minutes=minutes,
            number=number,
            kind=kind,
            content={"text": "Slova."},
            note="Po připomínce.",
            digest="0" * 64,
            made_by=by,
            made_at=at,
        )
        text.save()
        texts.append(text)
    MinutesCorrection(
        minutes=minutes,
        from_version=texts[0],
        to_version=texts[1],
        kind="clerical",
        reason="Překlep.",
        by=by,
        at=at,
        occurred_on=at.date(),
    ).save()
