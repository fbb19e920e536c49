"""A survey whose every text tries to break out of the format it is put in."""

from seamscope.landscape import Direction, Integration
from seamscope.nodes import Finding, Question, Severity, SystemNode
from seamscope.records import Evidence, Skipped
from seamscope.surface import Forgotten, Surface
from seamscope.survey import Meta, Survey

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
    """As many systems as there are hostile texts, each text in every place a text can stand."""
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
            entities_both_ways=(HOSTILE[number],),
        )
        for number in range(1, len(HOSTILE))
    )
    return Survey(
        meta=Meta(tool="seamscope", tool_version="0", schema_version="1", title=HOSTILE[0]),
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
