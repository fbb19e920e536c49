"""A survey in which every string tries to break out of the format of an output."""

from itertools import count

import msgspec

from seamscope.document import Meta, Survey
from seamscope.landscape import Direction, Integration, SharedEntity
from seamscope.records import Evidence, Skipped
from seamscope.resolved import Finding, Question, Severity, SystemNode
from seamscope.surface import Forgotten, Surface

HOSTILE = (
    "<script>alert(1)</script>",
    'quote " back\\slash \\N \\',
    "&lt;b&gt; &amp; &#0; ]]>",
    "line\nbreak\r\tand | pipe `tick`",
    "\u202eright to left\u202c \u200f",
    "=HYPERLINK(1)",
    "[bold red]markup[/] {} %%{init}%%",
    "-->end; javascript:alert(1) onload=x",
    "nul\x00 bell\x07 esc\x1b[31m lone\ud800",
    "",
)


def hostile() -> Survey:
    """Return a survey in which every text field contains a hostile string, with one system for each
    of these strings.
    """
    systems = tuple(
        SystemNode(
            id=f"h{number}",
            name=text,
            kind=text,
            product=text,
            domain=text,
            owner=text,
            aliases=(text,),
            evidence=(Evidence(file=f"{text}.csv", line=1),),
        )
        for number, text in enumerate(HOSTILE)
    )
    integrations = tuple(
        Integration(
            id=f"h0--h{number}",
            label=f"I-{number:03}",
            systems=("h0", f"h{number}"),
            direction=Direction.A_TO_B,
            entities_both_ways=(SharedEntity(entity=HOSTILE[number]),),
        )
        for number in range(1, len(HOSTILE))
    )
    return Survey(
        meta=Meta(tool="seamscope", tool_version="0", schema_version="2", title=HOSTILE[0]),
        systems=systems,
        integrations=integrations,
        surface=Surface(
            build=tuple(item.id for item in integrations),
            forgot=tuple(Forgotten(system=f"h{n}", reason=t) for n, t in enumerate(HOSTILE)),
        ),
        findings=tuple(Finding(severity=Severity.HIGH, what=t, remedy=t) for t in HOSTILE),
        questions=tuple(Question(text=text) for text in HOSTILE),
        skipped=tuple(Skipped(reason=t, evidence=Evidence(file=t)) for t in HOSTILE),
    )


# Keys of the document whose text the sources write; ids, labels and fixed words are our own.
WRITTEN = frozenset({
    "aliases", "answer", "authentication", "basis", "classification", "connector", "criticality",
    "currency", "day_rate_source", "dialect", "documentation", "domain", "entities",
    "entities_both_ways", "entity", "environments", "fact", "file", "frequency", "hosting",
    "kind", "latency", "line", "method", "name", "override", "owner", "path", "place", "product",
    "protocol", "question", "rating", "reason", "remedy", "source", "support", "technology",
    "text", "title", "transactions_source", "type", "vendor", "volume", "what",
})  # fmt: skip


# Lists whose `kind` is a word of ours.
OWN_KINDS = frozenset({"questions", "endpoints"})


def hostile_everywhere(survey: Survey, turn: int = 0) -> Survey:
    """Replace every text of a survey that comes from an input by a hostile string.
    turn: the hostile string to start with.
    """
    texts = [HOSTILE[(place + turn) % len(HOSTILE)] for place in range(len(HOSTILE))]
    taken = count()

    def swapped(value: object, key: str = "", parent: str = "") -> object:
        match value:
            case str() if key == "kind" and parent in OWN_KINDS:
                return value
            case str() if key in WRITTEN:
                return texts[next(taken) % len(texts)].replace("\ud800", "\ufffd")
            case dict():
                return {name: swapped(item, str(name), key) for name, item in value.items()}
            case list() | tuple():
                return [swapped(item, key, parent) for item in value]
            case _:
                return value

    built = msgspec.to_builtins(survey, order="deterministic")
    return msgspec.convert(swapped(built), Survey)
