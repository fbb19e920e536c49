"""Return a survey with its stored sentences in the current language."""

from dataclasses import replace
from functools import lru_cache

from seamscope.document import Survey
from seamscope.estimate import Estimate, Totals
from seamscope.ledger.contacts import compose_mail
from seamscope.ledger.types import Contact, Ledger, LedgerEntry
from seamscope.roadmap.types import Roadmap
from seamscope.wording import get_language, translate_stored


class _Key:
    """The cache key of a translation: a survey, compared by identity, and a language."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.language = get_language()

    def __eq__(self, other: object) -> bool:
        match other:
            case _Key():
                return self.survey is other.survey and self.language == other.language
            case _:
                return False

    def __hash__(self) -> int:
        return hash((id(self.survey), self.language))


def translate_survey(survey: Survey) -> Survey:
    """Return a survey with findings, questions, answers and reasons in the current language.

    Ids, names and evidence are unchanged. In English, the survey itself is returned.
    """
    return survey if get_language() == "en" else _translate(_Key(survey))


@lru_cache(maxsize=2)
def _translate(key: _Key) -> Survey:
    survey, say = key.survey, translate_stored
    forgot = tuple(replace(f, reason=say(f.reason)) for f in survey.surface.forgot)
    return replace(
        survey,
        questions=tuple(
            replace(q, text=say(q.text), effect=say(q.effect), key=say(q.key))
            for q in survey.questions
        ),
        findings=tuple(replace(f, what=say(f.what), remedy=say(f.remedy)) for f in survey.findings),
        readiness=tuple(replace(line, answer=say(line.answer)) for line in survey.readiness),
        estimates=tuple(_translate_estimate(estimate) for estimate in survey.estimates),
        surface=replace(survey.surface, forgot=forgot),
        ledger=_translate_ledger(survey, survey.ledger) if survey.ledger else None,
        roadmap=_translate_roadmap(survey.roadmap) if survey.roadmap else None,
        totals=_translate_totals(survey.totals) if survey.totals else None,
        meta=replace(survey.meta, method=say(survey.meta.method)),
    )


def _translate_totals(totals: Totals) -> Totals:
    """Return totals in which the calculation of the run cost is translated, except its sources."""
    cost, say = totals.run_cost, translate_stored
    if cost is None:
        return totals
    lines = tuple(replace(line, basis=say(line.basis)) for line in cost.lines)
    told = replace(cost, lines=lines, transactions_source=say(cost.transactions_source))
    return replace(totals, run_cost=told)


def _translate_estimate(estimate: Estimate) -> Estimate:
    say = translate_stored
    return replace(
        estimate,
        size=tuple(
            replace(part, name=say(part.name), reason=say(part.reason)) for part in estimate.size
        ),
        factors=tuple(replace(factor, reason=say(factor.reason)) for factor in estimate.factors),
        missing=tuple(replace(fact, question=say(fact.question)) for fact in estimate.missing),
    )


def _translate_ledger(survey: Survey, ledger: Ledger) -> Ledger:
    say = translate_stored
    asked = [replace(question, text=say(question.text)) for question in survey.questions]
    names = {system.id: system.name for system in survey.systems}
    build = (i.systems for i in survey.integrations if i.id in survey.surface.build)
    used = {names.get(key, key) for systems in build for key in systems}

    def write(contact: Contact) -> Contact:
        told = replace(contact, questions=tuple(map(say, contact.questions)))
        return replace(told, mail=compose_mail(told, survey.meta.title, used, asked))

    return replace(
        ledger,
        contacts=tuple(map(write, ledger.contacts)),
        entries=tuple(map(_translate_entry, ledger.entries)),
        cheapest=tuple(map(_translate_entry, ledger.cheapest)),
        kill_test=say(ledger.kill_test),
        outside_view=say(ledger.outside_view),
        today=tuple(
            replace(item, production=say(item.production), between=tuple(map(say, item.between)))
            for item in ledger.today
        ),
    )


def _translate_entry(entry: LedgerEntry) -> LedgerEntry:
    return replace(entry, what=translate_stored(entry.what), remedy=translate_stored(entry.remedy))


def _translate_roadmap(roadmap: Roadmap) -> Roadmap:
    say = translate_stored
    return replace(
        roadmap,
        legs=tuple(
            replace(leg, name=say(leg.name), source=say(leg.source)) for leg in roadmap.legs
        ),
        milestones=tuple(replace(item, name=say(item.name)) for item in roadmap.milestones),
        critical_path=tuple(map(say, roadmap.critical_path)),
        notes=tuple(map(say, roadmap.notes)),
    )
