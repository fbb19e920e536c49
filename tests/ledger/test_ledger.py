"""The ledger of production risks: its entries, the three cheapest actions, the kill test, and whom
to ask.
"""

from dataclasses import replace
from datetime import date

from seamscope.estimate import Effort, Totals
from seamscope.estimate.run_cost_result import Span
from seamscope.landscape import Landscape
from seamscope.ledger import Ledger, LedgerEntry, RiskKind, build_ledger, find_contract_ends
from seamscope.ledger.contacts import compose_mail
from seamscope.ledger.types import Contact
from seamscope.poc import Approval, Hosting, Operation, Phase, Poc, Statement, Targets, Team, Touch
from seamscope.readiness import Proof, ReadinessLine, ReadinessState, evaluate_readiness
from seamscope.records import State
from seamscope.resolved import End, FlowEdge, Question, QuestionKind, Resolved, SystemNode
from seamscope.roadmap import Roadmap, build_roadmap
from seamscope.surface import Forgotten, Surface

ERP = SystemNode(id="erp", name="ERP", kind="erp", owner="Ann")
CRM = SystemNode(id="crm", name="CRM", kind="crm")
OWN = SystemNode(id="poc", name="Promise", kind="poc")
READ = FlowEdge(id="f1", source=End(system="crm"), target=End(system="poc"), state=State.PLANNED)
WRITE = FlowEdge(id="f2", source=End(system="poc"), target=End(system="erp"), state=State.PLANNED)
DATA = Resolved(systems=(ERP, CRM, OWN), flows=(READ, WRITE))
POC = Poc(
    name="Promise",
    start=date(2027, 1, 11),
    reads=(Touch(system="CRM", poc_mechanism="csv extract", stock="2 million orders"),),
    writes=(Touch(system="ERP", poc_mechanism="none, typed in by hand", authentication="oauth2"),),
    phases=(Phase(name="POC", weeks=8, gate="90 % of 500 orders kept"), Phase(name="Production")),
    team=Team(people=4),
)


def effort(hours: float) -> Effort:
    return Effort(mean=hours, p50=hours, p80=1.25 * hours, p90=1.5 * hours)


TOTALS = Totals(
    poc=effort(0),
    production=effort(800),
    management_hours=effort(120),
    by_phase=(("build and unit test", 600.0), ("integration test", 150.0), ("acceptance", 50.0)),
)


def build_drawn_ledger(
    poc: Poc = POC,
    data: Resolved = DATA,
    forgot: tuple[Forgotten, ...] = (),
    questions: tuple[Question, ...] = (),
) -> Ledger:
    landscape = Landscape(data)
    build = tuple(i.id for i in landscape.integrations if "poc" in i.systems)
    surface = Surface(poc="poc", build=build, forgot=forgot)
    roadmap = build_roadmap(landscape, surface, (), TOTALS, poc)
    lines = evaluate_readiness(landscape, surface, TOTALS, poc, roadmap)
    found = build_ledger(
        landscape, surface, TOTALS, poc, lines, questions=questions, roadmap=roadmap
    )
    assert found is not None
    return found


def of_kind(ledger: Ledger, kind: RiskKind) -> list[LedgerEntry]:
    return [entry for entry in ledger.entries if entry.kind is kind]


def test_the_base_rate_says_that_nobody_measured_it() -> None:
    """The base rate is labelled as an estimate that was not measured, and the outside view names
    its source.
    """
    found = build_drawn_ledger()
    assert "70 to 85 %" in found.base_rate
    assert found.base_rate_label == (
        "industry estimates quoted in a practitioner's article, not measured"
    )
    assert "5,392" in found.outside_view
    assert "447 %" in found.outside_view
    assert "Flyvbjerg" in found.outside_source


def test_every_entry_has_a_remedy_and_an_effort() -> None:
    """Each risk of the ledger has a remedy with its person-days."""
    for entry in build_drawn_ledger().entries:
        assert entry.remedy, entry.what
        assert 0 < entry.days[0] <= entry.days[1], entry.what


def test_efforts_differ_by_what_the_remedy_takes() -> None:
    """An on-call rota takes more days than a note, monitoring of two systems takes twice the days
    of one, and each effort has a reason.
    """
    entries = build_drawn_ledger().entries
    assert all(entry.reason for entry in entries)
    by_line = {entry.what.partition(":")[0]: entry for entry in entries}
    assert by_line["The maintenance effort is bounded"].days == (0.1, 0.25)
    assert by_line["Someone is on call when the service is down"].days == (1, 4)
    watched = by_line["It is monitored"]
    assert (watched.count, watched.days, watched.assumed) == (2, (2, 4), False)
    assert len({entry.days for entry in entries}) >= 5


def test_a_target_that_is_missed_needs_another_target_or_scope() -> None:
    """If poc.yaml sets a target for the months to production that the estimate exceeds, the remedy
    is a smaller scope or another target.
    """
    kinds = []
    for months in (3, 6):  # about 6.1 months are estimated, with P10 at 4.8
        late = replace(POC, targets=Targets(months_to_production=months))
        (entry,) = (e for e in build_drawn_ledger(late).entries if "time to production" in e.what)
        assert entry.remedy == "reduce the scope, or agree another target"
        kinds.append(entry.kind)
    assert kinds == [RiskKind.CONTRADICTION, RiskKind.READINESS]


def test_open_lines_and_decisive_claims_are_on_the_list() -> None:
    """If nobody is on call, this is a decisive entry; an unproven answer to a decisive checklist
    line is an entry until a proof is given.
    """
    text = Operation(fallback="planners promise by hand", owner_at_2am="yes")
    found = build_drawn_ledger(replace(POC, operation=text))
    (call,) = (entry for entry in found.entries if "on call when the service" in entry.what)
    assert (call.kind, call.decisive) == (RiskKind.READINESS, True)
    (claim,) = of_kind(found, RiskKind.PROOF)
    assert "planners promise by hand" in claim.what
    proven = replace(text, fallback=Statement(answer=str(text.fallback), where="wiki/fallback.md"))
    assert not of_kind(build_drawn_ledger(replace(POC, operation=proven)), RiskKind.PROOF)


def test_what_decides_comes_first() -> None:
    """Decisive entries come before all others."""
    decisive = [entry.decisive for entry in build_drawn_ledger().entries]
    assert decisive == sorted(decisive, reverse=True)


def test_the_three_cheapest_actions_are_the_cheapest() -> None:
    """No other entry costs less than one of the three cheapest actions."""
    found = build_drawn_ledger(replace(POC, unknowns=("order types of plant 2",)))
    assert len(found.cheapest) == 3
    rest = [sum(e.days) for e in found.entries if e not in found.cheapest]
    assert max(sum(e.days) for e in found.cheapest) <= min(rest)


def test_systems_without_an_owner_are_named_until_poc_yaml_names_one() -> None:
    """A CRM without owner and support is an entry of the ledger until `operation: owners:` names
    somebody for it.
    """
    (entry,) = of_kind(build_drawn_ledger(), RiskKind.UNOWNED)
    assert entry.what == "CRM has no owner and no support"
    assert entry.outside
    named = replace(POC, operation=Operation(owners={"crm": "CRM desk"}))
    assert not of_kind(build_drawn_ledger(named), RiskKind.UNOWNED)


def test_one_owner_without_documentation_is_a_single_point() -> None:
    """A system that only Ann knows is a risk if it has no documentation, and so is Ann as the only
    owner of two systems.
    """
    (entry,) = of_kind(build_drawn_ledger(), RiskKind.KNOWLEDGE)
    assert "ERP is known to Ann only" in entry.what
    written = replace(ERP, documentation="wiki")
    data = replace(DATA, systems=(written, CRM, OWN))
    assert not of_kind(build_drawn_ledger(data=data), RiskKind.KNOWLEDGE)
    both = replace(data, systems=(written, replace(CRM, owner="Ann", documentation="wiki"), OWN))
    (entry,) = of_kind(build_drawn_ledger(data=both), RiskKind.KNOWLEDGE)
    assert entry.what == "Ann alone owns 2 systems: CRM, ERP"


def test_a_system_missing_in_the_scope_is_one_entry_without_a_price() -> None:
    """A system that is missing in the scope is one entry without a price, and the checklist line
    about missing systems is not a second one.
    """
    found = build_drawn_ledger(forgot=(Forgotten(system="crm", reason="it must be monitored"),))
    (entry,) = of_kind(found, RiskKind.UNPRICED)
    assert entry.what == "CRM is not in the scope: it must be monitored"
    assert not any("No system of the process was forgotten" in e.what for e in found.entries)


def test_approvals_unknowns_and_contracts_of_poc_yaml_are_listed() -> None:
    """The ledger lists unsigned approvals, the unknowns of poc.yaml, and contracts that end within
    a year of going live.
    """
    poc = replace(
        POC,
        approvals=(Approval(what="security review"), Approval(what="HR", signed=date(2026, 1, 1))),
        unknowns=("order types of plant 2",),
        contract_ends={"CRM": date(2027, 12, 31), "ERP": date(2040, 1, 1)},
    )
    found = build_drawn_ledger(poc)
    assert [e.what for e in of_kind(found, RiskKind.APPROVAL)] == [
        "security review is not signed, and no signer is named"
    ]
    assert "unknown: order types of plant 2" in [e.what for e in of_kind(found, RiskKind.UNKNOWN)]
    (contract,) = of_kind(found, RiskKind.CONTRACT)
    assert "the contract of CRM ends on 2027-12-31" in contract.what


def test_hosting_residency_and_sign_in_are_unknown_until_stated() -> None:
    """Hosting, data residency and sign-in are one entry each until poc.yaml answers them, and the
    remedy names the key.
    """
    stated = Hosting(where="Azure", residency="EU only")
    before = {e.what for e in of_kind(build_drawn_ledger(), RiskKind.UNKNOWN)}
    after = of_kind(build_drawn_ledger(replace(POC, hosting=stated)), RiskKind.UNKNOWN)
    assert len(before) == 3
    assert [e.what for e in after] == ["unknown: how its users sign in"]
    assert "`hosting: sign_in:`" in after[0].remedy


def test_a_volume_above_the_limit_of_the_system_is_a_contradiction() -> None:
    """With a limit of 1,000 calls a day, 40,000 orders a day are reported and 900 are not."""
    touch = replace(POC.reads[0], volume="40,000 orders a day", ceiling="1,000 calls a day")

    def list_limits(volume: str) -> list[str]:
        poc = replace(POC, reads=(replace(touch, volume=volume),))
        return [e.what for e in build_drawn_ledger(poc).entries if "above its limit" in e.what]

    assert list_limits("40,000 orders a day") == [
        "CRM: 40,000 orders a day is above its limit, 1,000 calls a day"
    ]
    assert list_limits("900 orders a day") == []


def test_the_kill_test_is_one_sentence_with_threshold_and_date() -> None:
    """Values in poc.yaml are quoted; missing values are proposed from the estimate."""
    stop = Operation(
        stop_evidence="more than 5 % of orders lack a date",
        stop_date="14 May 2027",
        stop_authority="head of planning",
    )
    assert build_drawn_ledger(replace(POC, operation=stop)).kill_test == (
        "Stop if more than 5 % of orders lack a date by 14 May 2027; head of planning decides."
    )
    # (800 + 120) hours × 1.25 at P80 are 143.75 days; the gate ends eight weeks after 11 January.
    assert build_drawn_ledger().kill_test == (
        "Proposal, because poc.yaml is incomplete: stop if the P80 of the integrations exceeds "
        "140 person-days or this is not met: 90 % of 500 orders kept by 2027-03-05; poc.yaml "
        "does not specify who decides."
    )


def test_testing_partners_and_cut_over_are_lines_of_their_own() -> None:
    """Testing (200 of 800 mean hours, so 25 days at P50 and 31.2 at P80), partners and cut-over are
    separate lines; only testing is part of the total.
    """
    testing, partners, cutover = build_drawn_ledger().scope
    assert (testing.days, testing.included) == ((25.0, 31.2), True)
    assert not partners.included
    assert partners.days == (2 * 2, 8 * 2)  # two systems
    assert cutover.days == (1 * 2, 4 * 2)  # two integrations


def test_the_gap_between_the_poc_and_production_is_listed() -> None:
    """The gap between the POC and production is listed for each system: a CSV extract needs a live
    connection and an initial load, and a manual write needs automation.
    """
    read, write = build_drawn_ledger().today
    assert (read.system, read.access, read.today) == ("CRM", "reads", "csv extract")
    assert (
        "a live connection that transfers changes and deletions, instead of a copy" in read.between
    )
    assert "an initial load of 2 million orders" in read.between
    assert "authentication: not specified in poc.yaml" in read.between
    assert write.between[0] == "an automated write-back: the POC does it by hand or not at all"
    assert any("change window of ERP" in text for text in write.between)


def test_questions_go_to_the_owner_of_the_system() -> None:
    """The question about the ERP is in a mail to its owner Ann; the question about the CRM is
    listed without a name, because the CRM has no owner.
    """
    asked = (
        Question(text="Which API does the ERP offer?", about=("erp",)),
        Question(text="How many orders a day?", about=("crm",)),
    )
    ann, nobody = build_drawn_ledger(questions=asked).contacts
    assert (ann.who, ann.systems, ann.questions) == ("Ann", ("ERP",), (asked[0].text,))
    assert ann.mail.startswith("Subject: Promise: questions about ERP\n\nDear Ann,")
    assert "1. Which API does the ERP offer?" in ann.mail
    assert (nobody.who, nobody.systems) == ("no name given", ("CRM",))


def test_who_builds_runs_and_approves() -> None:
    """For each system, the team builds, the support in poc.yaml or in the inventory runs, and the
    owner approves; unknown fields are empty.
    """
    poc = replace(POC, operation=Operation(owners={"ERP": "ERP desk"}))
    crm, erp = build_drawn_ledger(poc).duties
    assert (erp.builds, erp.runs, erp.approves) == ("4 people", "ERP desk", "Ann")
    assert (crm.runs, crm.approves) == ("", "")
    # Hours are no team.
    hours = replace(ERP, support="24x7")
    _, erp = build_drawn_ledger(data=replace(DATA, systems=(hours, CRM, OWN))).duties
    assert erp.runs == "Ann (24x7)"


def test_without_a_poc_there_is_no_ledger() -> None:
    """Without a POC there is no ledger, even if a checklist line is open."""
    line = ReadinessLine(id="x", line="x", state=ReadinessState.OPEN, proof=Proof.NONE)
    assert build_ledger(Landscape(DATA), Surface(), TOTALS, None, (line,)) is None


def test_a_mail_has_no_instructions_for_files_and_lists_the_offered_answers() -> None:
    """A mail omits instructions about seamscope.yaml and lists the possible answers. It says that
    the POC uses a system only if this is true.
    """
    asked = (
        Question(
            text="Is A only the test environment of ERP? It is treated as one; if it is a separate "
            "system, list both under `different:` in seamscope.yaml",
            kind=QuestionKind.SAME_SYSTEM,
            candidates=("ERP",),
        ),
    )
    contact = Contact(who="Ann", systems=("ERP",), questions=(asked[0].text,), mail="")
    mail = compose_mail(contact, "Promise", {"ERP"}, asked)
    assert "1. Is A only the test environment of ERP? It is treated as one (yes; no)\n" in mail
    assert "It uses ERP." in mail
    assert "It uses ERP." not in compose_mail(contact, "Promise", set(), asked)


def test_contracts_that_end_too_soon_are_findings() -> None:
    """A contract is a finding if it ends before go-live or within a year of it, or if no go-live
    date is known.
    """
    ends = {"CRM": date(2027, 1, 31), "ERP": date(2040, 1, 1), "Gone": date(2030, 1, 1)}
    poc = Poc(name="Promise", contract_ends=ends)
    system = SystemNode(id="crm", name="Kunden", aliases=("CRM",))
    found = find_contract_ends(Landscape(Resolved(systems=(system,))), poc, None)
    assert len(found) == 3
    assert found[0].where == ("crm",)
    assert found[0].what == ("The contract of CRM ends on 2027-01-31, and no go-live date is known")
    span = Span(p10=1, p50=2, p90=3)
    dated = Roadmap(
        go_live_p90="2029-06-01", go_live=span, after_gate=span, people=1.0, effort_days=span
    )
    late, soon = find_contract_ends(Landscape(Resolved(systems=(system,))), poc, dated)
    assert late.what.endswith("before go-live (2029-06-01 at P90)")
    assert soon.what.endswith("within a year of go-live (2029-06-01 at P90)")
