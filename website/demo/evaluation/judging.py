"""What the evaluation of the demonstration asked, found and recommended, what was answered and what changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from concept.actions import thread
from concept.models import ProjectPage, Version, VersionPassage
from concept.queries import lineage_map
from core.enums import DemoOrigin
from core.models import Record
from evaluation.actions import findings, judging, plans, recommendations
from evaluation.enums.judgements import Bearing
from evaluation.models import EvaluationFinding, EvaluationPlan, EvaluationRecommendation
from evaluation.places import Place
from website.demo.acts import ZONE, Act
from website.demo.content import ContentError
from website.demo.evaluation.world import EvaluationWorld


@dataclass(slots=True)
class JudgingLoader:
    """What evaluators wrote, and what the people asked did because of it."""

    world: EvaluationWorld

    def acts(self) -> Iterator[Act]:
        """Questions first, then findings and recommendations on their days."""
        files = self.world.files
        if not files.evaluation_plan:
            return
        created = _at(files.evaluation_plan["created"], 9)
        yield Act(created, partial(self._create, created))
        for index, row in enumerate(files.plan_versions):
            at = datetime.fromisoformat(row["at"])
            yield Act(at, partial(self._freeze, index, row, at))
        for row in files.findings:
            yield from self._judgement_acts(row, self.world.findings, self._write_finding)
        for row in files.recommendations:
            yield from self._judgement_acts(row, self.world.advice, self._write_recommendation)
            if "answered" not in row:
                continue
            at = _at(row["answered"], 15)
            yield Act(at, partial(self._answer, row, at))
            for action in row.get("action", ()):
                yield Act(at, partial(self._add_action, row, action, at))
                for status in action["statuses"]:
                    told = _at(status[0], 15)
                    yield Act(told, partial(self._report, row, action, status, told))
            if "change" in row:
                yield Act(_at(row["linked"], 9), partial(self._link, row, _at(row["linked"], 9)))

    # --- the plan ---------------------------------------------------------------------------

    def _create(self, at: datetime) -> None:
        told = self.world.files.evaluation_plan
        by = self.world.people["evaluator"]
        made = plans.create_plan(
            slug=told["slug"],
            name=told["name"],
            purpose=told["purpose"],
            method=told["method"],
            project=ProjectPage.objects.get(),
            demo_origin=DemoOrigin.INVENTED,
            demo_source=told["source"],
            by=by,
            at=at,
        )
        for row in self.world.files.questions:
            self.world.questions.append(
                plans.add_question(
                    plan=made,
                    text=row["text"],
                    criterion=row["criterion"],
                    judged_by=row["judged_by"],
                    by=by,
                    at=at,
                )
            )

    def _freeze(self, index: int, row: Mapping[str, Any], at: datetime) -> None:
        """Freeze the plan; before its second version indicators are added and what is dropped is dropped."""
        by = self.world.people["evaluator"]
        told = zip(self.world.files.questions, self.world.questions, strict=True)
        for asked, question in told if index else ():
            question.refresh_from_db()
            if codes := asked.get("indicators_later"):
                plans.edit_question(
                    question=question,
                    lock_version=question.lock_version,
                    text=question.text,
                    criterion=question.criterion,
                    judged_by=question.judged_by,
                    indicators=[self.world.indicators[code] for code in codes],
                    by=by,
                    at=at,
                )
            if "dropped" in asked:
                plans.drop_question(
                    question=question,
                    lock_version=question.lock_version,
                    reason=asked["dropped"],
                    by=by,
                    at=at,
                )
        version = plans.freeze_plan(
            plan=EvaluationPlan.objects.get(), reason=row.get("reason", ""), by=by, at=at
        )
        plans.publish_plan(
            version=version,
            by=self.world.people["project_manager"],
            at=datetime.fromisoformat(row["published"]),
        )

    # --- findings and recommendations ---------------------------------------------------------

    def _judgement_acts(
        self, row: Mapping[str, Any], made: dict[str, Any], write: Any
    ) -> Iterator[Act]:
        written = _at(row.get("written") or row["found"], 10)
        yield Act(written, partial(write, row, written))
        discussed = _at(row["discussed"], 10)
        yield Act(discussed, partial(self._discuss, made, row, discussed))
        if "finished" in row:
            finished = _at(row["finished"], 10)
            yield Act(finished, partial(self._finish, made, row, finished))
            published = _at(row["published"], 10)
            yield Act(published, partial(self._publish, made, row, published))

    def _place(self, told: list[str]) -> Place:
        slug, label, number = told
        found = VersionPassage.objects.select_related("version").filter(
            version__document__slug=slug, version__label=label, label=number
        )
        passage = found.first()
        if passage is None:
            raise ContentError(f"evaluation/judgements.toml: {slug} {label} has no {number}")
        return Place(version=passage.version, passage_uid=passage.passage_uid)

    def _write_finding(self, row: Mapping[str, Any], at: datetime) -> None:
        sides = [
            (Bearing(side), self._place(told))
            for side in Bearing
            for told in row.get(side.value, ())
        ]
        sides += [
            (Bearing.SUPPORTS, Place(measure=self.world.measure(code)))
            for code in row.get("supports_measures", ())
        ]
        self.world.findings[row["key"]] = findings.write_finding(
            question=self.world.questions[row["question"] - 1],
            text=row["text"],
            implication=row["implication"],
            strength=row["strength"],
            found_on=date.fromisoformat(row["found"]),
            evidence=[self._evidence(reference) for reference in row.get("evidence", ())],
            passages=[self._place(told) for told in row.get("passages", ())],
            bearings=sides,
            by=self.world.people["evaluator"],
            at=at,
        )

    @staticmethod
    def _evidence(reference: str) -> Record:
        found = Record.objects.filter(reference=reference).first()
        if found is None:
            raise ContentError(f"evaluation/judgements.toml: there is no {reference} by then")
        return found

    def _write_recommendation(self, row: Mapping[str, Any], at: datetime) -> None:
        measure = row.get("aim_measure")
        aim = Place(measure=self.world.measure(measure)) if measure else self._place(row["aim"])
        self.world.advice[row["key"]] = recommendations.write_recommendation(
            text=row["text"],
            findings=[self._fresh(self.world.findings[key]) for key in row["findings"]],
            addressee=row["addressee"],
            answerer=self.world.people[row["answerer"]] if "answerer" in row else None,
            answer_due_on=date.fromisoformat(row["due"]),
            aim=aim,
            by=self.world.people["evaluator"],
            at=at,
        )

    @staticmethod
    def _fresh(row: Any) -> Any:
        row.refresh_from_db()
        return row

    def _discuss(self, made: dict[str, Any], row: Mapping[str, Any], at: datetime) -> None:
        found = self._fresh(made[row["key"]])
        judging.discuss(
            row=found,
            lock_version=found.lock_version,
            on=at.date(),
            where=row.get("where", "schůzka s tím, komu je doporučení určeno (smyšlená)"),
            by=self.world.people["evaluator"],
            at=at,
        )

    def _finish(self, made: dict[str, Any], row: Mapping[str, Any], at: datetime) -> None:
        found = self._fresh(made[row["key"]])
        by = self.world.people["evaluator"]
        if isinstance(found, EvaluationFinding):
            findings.finish_finding(finding=found, lock_version=found.lock_version, by=by, at=at)
        else:
            recommendations.finish_recommendation(
                recommendation=found, lock_version=found.lock_version, by=by, at=at
            )

    def _publish(self, made: dict[str, Any], row: Mapping[str, Any], at: datetime) -> None:
        by = self.world.people["other_evaluator"]
        judging.publish(row=self._fresh(made[row["key"]]), by=by, at=at)

    # --- what became of them ------------------------------------------------------------------

    def _advice(self, row: Mapping[str, Any]) -> EvaluationRecommendation:
        return self._fresh(self.world.advice[row["key"]])

    def _answer(self, row: Mapping[str, Any], at: datetime) -> None:
        recommendations.respond(
            recommendation=self._advice(row),
            answer=row["answer"],
            reason=row.get("reason", ""),
            answered_on=at.date(),
            by=self.world.people[row.get("answerer", "editor")],
            at=at,
        )

    def _add_action(self, row: Mapping[str, Any], action: Mapping[str, Any], at: datetime) -> None:
        self.world.steps[row["key"], action["text"]] = recommendations.add_action(
            recommendation=self._advice(row),
            text=action["text"],
            who=action["who"],
            due_on=date.fromisoformat(action["due"]),
            by=self.world.people[row.get("answerer", "editor")],
            at=at,
        )

    def _report(
        self, row: Mapping[str, Any], action: Mapping[str, Any], status: list[str], at: datetime
    ) -> None:
        _day, state, sentence = status
        recommendations.report_action(
            action=self.world.steps[row["key"], action["text"]],
            state=state,
            sentence=sentence,
            reported_on=at.date(),
            by=self.world.people[row.get("answerer", "editor")],
            at=at,
        )

    def _link(self, row: Mapping[str, Any], at: datetime) -> None:
        """Say which change of the text the recommendation led to."""
        place = self._place(row["change"])
        version = place.version
        assert version is not None
        former: Version = version.previous
        new = str(place.passage_uid)
        went = lineage_map(former, version)
        by = self.world.people["editor"]
        change = thread.record_change(
            from_version=former,
            to_version=version,
            old_uids=[uid for uid, heirs in went.items() if new in heirs],
            new_uids=[new],
            by=by,
            at=at,
        )
        contribution = self._advice(row).contribution
        assert contribution is not None
        thread.record_influence(
            contribution=contribution, change=change, by=by, at=at + timedelta(minutes=5)
        )


def _at(day: str, hour: int) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour), ZONE)
