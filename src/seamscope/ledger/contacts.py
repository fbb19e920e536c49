"""List the people to ask, with their questions and a mail; list duties for each integration."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from gettext import NullTranslations

from seamscope.answers import label_choice, list_choices
from seamscope.estimate.integration_context import fold
from seamscope.ledger.facts import Facts
from seamscope.ledger.types import Contact, Duties
from seamscope.poc import format_statement
from seamscope.readiness.fields import is_answer
from seamscope.resolved import Question, SystemNode
from seamscope.wording import translate, translate_count, use_translations

NOBODY = "no name given"
MOST_QUESTIONS = 8  # number of questions in one mail
MOST_ANSWERS = 6  # number of offered answers after a question
SENTENCE = re.compile(r"(?<=[.?!])\s+|;\s+(?=if |wenn )")


def list_contacts(facts: Facts) -> tuple[Contact, ...]:
    """Return each owner with the questions about their systems.

    Questions about systems without an owner come last, under the name `NOBODY`.
    """
    owners = {s.id: _find_contact(s) for s in facts.landscape.systems if s.id != facts.surface.poc}
    integrations = {i.id: i.systems for i in facts.landscape.integrations}
    flows = {f.id: (f.source.system, f.target.system) for f in facts.landscape.flows}
    datasets = {d.id: d.system for d in facts.landscape.datasets}
    asked: dict[str, list[str]] = defaultdict(list)
    systems: dict[str, set[str]] = defaultdict(set)
    near = {system.id for system in facts.near}
    for question in facts.questions:
        about: set[str] = set()
        for key in question.about:
            about |= {key, datasets.get(key, ""), *integrations.get(key, ()), *flows.get(key, ())}
        for key in sorted(about & owners.keys() & near):
            who = owners[key] or NOBODY
            systems[who].add(facts.landscape.name(key))
            if question.text not in asked[who]:
                asked[who].append(question.text)
    return tuple(
        _build_contact(facts, who, sorted(systems[who]), asked[who])
        for who in sorted(asked, key=lambda name: (name == NOBODY, name))
    )


def _find_contact(system: SystemNode) -> str:
    return system.owner or system.support


def _build_contact(facts: Facts, who: str, systems: list[str], questions: list[str]) -> Contact:
    contact = Contact(who=who, systems=tuple(systems), questions=tuple(questions), mail="")
    used = {facts.landscape.name(key) for i in facts.build for key in i.systems}
    with use_translations(NullTranslations()):
        mail = compose_mail(contact, facts.poc.name, used, facts.questions)
    return replace(contact, mail=mail)


def compose_mail(contact: Contact, poc: str, used: Set[str], asked: Iterable[Question]) -> str:
    """Return the text of a mail to a contact, in the current language.

    poc: name of the POC.
    used: names of the systems that the POC uses.
    asked: all questions, with the answers that they offer.
    """
    offered = {question.text: question for question in asked}
    listed = contact.questions[:MOST_QUESTIONS]
    more = len(contact.questions) - len(listed)
    lines = [
        f"{number}. {_ask_plainly(text, offered.get(text))}"
        for number, text in enumerate(listed, start=1)
    ]
    if more:
        lines.append(
            translate_count(
                "{count} more question is in the survey.",
                "{count} more questions are in the survey.",
                more,
            )
        )
    systems = ", ".join(contact.systems)
    who = contact.who if contact.who != NOBODY else translate("colleague")
    why = (
        translate("It uses {systems}.", systems=systems)
        if used >= {*contact.systems}
        else translate("Its data also passes through {systems}, or depends on it.", systems=systems)
    )
    return (
        translate("Subject: {poc}: questions about {systems}", poc=poc, systems=systems)
        + "\n\n"
        + translate("Dear {who},", who=who)
        + "\n\n"
        + translate("we are estimating what it takes to run “{poc}” in production.", poc=poc)
        + f" {why} "
        + translate("Could you answer these questions, or tell us who can?")
        + "\n\n"
        + "\n".join(lines)
        + "\n"
    )


def _ask_plainly(text: str, question: Question | None) -> str:
    """Return a question without instructions for files, with the answers that it offers."""
    sentences = [part for part in SENTENCE.split(text) if "`" not in part]
    plain = " ".join(sentences) or text
    choices = list_choices(question) if question else ()
    if not question or len(choices) < 2:
        return plain
    labels = "; ".join(label_choice(choice, question) for choice in choices[:MOST_ANSWERS])
    return translate("{question} ({answers})", question=plain, answers=labels)


def _name_support(system: SystemNode) -> str:
    """Return who supports a system; hours such as "24x7" are those of the owner's team."""
    if (
        not system.support
        or not system.owner
        or is_answer("operation.owner_at_2am", system.support)
    ):
        return system.support
    return f"{system.owner} ({system.support})"


def list_duties(facts: Facts) -> Iterator[Duties]:
    """Yield who builds, runs and approves each integration to build; "" if unknown."""
    owners = {fold(n): format_statement(w) for n, w in facts.poc.operation.owners.items()}
    governance = format_statement(facts.poc.operation.governance)
    for integration in facts.build:
        ends = [
            facts.landscape.get_system(k) for k in integration.systems if k != facts.surface.poc
        ]
        runs = [
            next(
                (owners[fold(n)] for n in (s.name, s.id, *s.aliases) if fold(n) in owners),
                _name_support(s),
            )
            for s in ends
        ]
        team = facts.poc.team
        builds = ", ".join(member.role for member in team.members)
        yield Duties(
            integration=integration.id,
            systems=" and ".join(s.name for s in ends),
            builds=builds or (f"{team.people} people" if team.people else ""),
            runs=", ".join(name for name in runs if name),
            approves=", ".join(s.owner for s in ends if s.owner) or governance,
        )
