"""The first words of a text give its state, in fourteen languages."""

import pytest

from seamscope.connector.states import Stated, is_ending, parse_state, read_state
from seamscope.records import State

DATED = [
    ("descomissionado em 06/2025", State.RETIRED, "2025-06"),
    ("Anulada (05/2024)", State.RETIRED, "2024-05"),
    ("decommissioned 2021", State.RETIRED, "2021"),
    ("abgeschaltet 31.03.2024", State.RETIRED, "2024-03-31"),
    ("retired (2021)", State.RETIRED, "2021"),
    ("außer Betrieb seit 2022", State.RETIRED, "2022"),
    ("live since 2019", State.ACTIVE, "2019"),
    ("In Production (since 03/2019)", State.ACTIVE, "2019-03"),
    ("decommissioning completed 2023", State.RETIRED, "2023"),
    ("wurde 2021 abgeschaltet", State.RETIRED, "2021"),
    ("seit 2021 abgeschaltet", State.RETIRED, "2021"),
    ("31.03.2024: abgeschaltet", State.RETIRED, "2024-03-31"),
    ("2021-05-01 decommissioned", State.RETIRED, "2021-05-01"),
    ("Abgeschaltet zum 31. März 2024", State.RETIRED, "2024-03-31"),
    ("retired in March 2021", State.RETIRED, "2021-03"),
    ("hors service depuis 2020", State.RETIRED, "2020"),
    ("mis hors service le 31/03/2021", State.RETIRED, "2021-03-31"),
    ("dado de baja en 2019", State.RETIRED, "2019"),
    ("Baja (2022)", State.RETIRED, "2022"),
    ("baixa em 2021", State.RETIRED, "2021"),
    ("dismesso nel 2020", State.RETIRED, "2020"),
    ("buiten gebruik sinds 2018", State.RETIRED, "2018"),
    ("wycofany 2021", State.RETIRED, "2021"),
    ("Stillgelegt (2020), ersetzt durch DWH", State.RETIRED, "2020"),
    ("stillgelegt Q3 2022", State.RETIRED, "2022-09"),
    ("no longer operational (2022-06)", State.RETIRED, "2022-06"),
    ("Retired - 2020", State.RETIRED, "2020"),
    ("RETIRED_2021", State.RETIRED, "2021"),
    ("mothballed since 2020", State.DISABLED, "2020"),
    ("zum 31.12.2023 abgeschaltet", State.RETIRED, "2023-12-31"),
    ("Active (since 2019)", State.ACTIVE, "2019"),
    ("Active as of 2024-05-01", State.ACTIVE, "2024-05-01"),
    ("Migration abgeschlossen 08/2023", State.UNKNOWN, ""),
    ("migratie afgerond 05/2022", State.UNKNOWN, ""),
    ("migración finalizada 08/2022", State.UNKNOWN, ""),
    ("migration terminée en 2021", State.UNKNOWN, ""),
    ("migracja zakończona 06/2022", State.UNKNOWN, ""),
    ("en production depuis mars 2014", State.ACTIVE, "2014-03"),
    ("mis en service en 2012", State.ACTIVE, "2012"),
    ("in gebruik genomen 2014", State.ACTIVE, "2014"),
    ("w produkcji od 2018", State.ACTIVE, "2018"),
    ("seit 2015", State.ACTIVE, "2015"),
    ("depuis 2015", State.ACTIVE, "2015"),
    ("avvecklad 2021-03-31", State.RETIRED, "2021-03-31"),
    ("i drift sedan 2015", State.ACTIVE, "2015"),
    ("nedlagt 2022", State.RETIRED, "2022"),
    ("vyřazen z provozu 31.12.2023", State.RETIRED, "2023-12-31"),
    ("v provozu od 2019", State.ACTIVE, "2019"),
    ("poistettu käytöstä 2020", State.RETIRED, "2020"),
]
DUE = [
    ("ska avvecklas 2026", State.ACTIVE, "2026"),
    ("udfases 2027", State.ACTIVE, "2027"),
    ("bude vyřazen 2026", State.ACTIVE, "2026"),
    ("plánováno 2027", State.PLANNED, "2027"),
    ("to be retired 2021", State.ACTIVE, "2021"),
    ("sunset Q3 2023", State.ACTIVE, "2023-09"),
    ("phase-out end of 2022", State.ACTIVE, "2022"),
    ("active, to be retired 2026", State.ACTIVE, "2026"),
    ("Produktiv, Abschaltung 2027", State.ACTIVE, "2027"),
    ("in Betrieb seit 2015, Ablösung geplant 2023", State.ACTIVE, "2023"),
    ("wird bis 31.12.2024 abgelöst", State.ACTIVE, "2024-12-31"),
    ("retirement scheduled 03/2022", State.ACTIVE, "2022-03"),
    ("en fin de vie (2023)", State.ACTIVE, "2023"),
    ("da dismettere 2022", State.ACTIVE, "2022"),
    ("do wycofania 2024", State.ACTIVE, "2024"),
    ("being replaced by 2024-06", State.ACTIVE, "2024-06"),
    ("planned 2021", State.PLANNED, "2021"),
    ("geplant ab 01/2027", State.PLANNED, "2027-01"),
    ("gepland vanaf 01-2027", State.PLANNED, "2027-01"),
    ("Einführung 2027 geplant", State.PLANNED, "2027"),
    ("avvio previsto 2027", State.PLANNED, "2027"),
    ("expected 2027", State.PLANNED, "2027"),
    ("Ablösung 2027 geplant", State.ACTIVE, "2027"),
    ("vervalt per 31-12-2027", State.ACTIVE, "2027-12-31"),
    ("entfällt ab 2027", State.ACTIVE, "2027"),
    ("abgekündigt zum 31.12.2027", State.ACTIVE, "2027-12-31"),
    ("expire en 2027", State.ACTIVE, "2027"),
    ("caduca en 2027", State.ACTIVE, "2027"),
    ("se retirará en 2027", State.ACTIVE, "2027"),
    ("scade nel 2027", State.ACTIVE, "2027"),
    ("wygasa w 2027", State.ACTIVE, "2027"),
    ("planned (go-live Q1 2022)", State.PLANNED, "2022-03"),
    ("retired 2021", State.RETIRED, ""),
    ("active since 2019", State.ACTIVE, ""),
    ("phase-out completed 2023", State.RETIRED, ""),
    ("sunset", State.ACTIVE, ""),
    ("planned phase-out", State.ACTIVE, ""),
]
UNDATED = [
    ("avvecklad", State.RETIRED),
    ("v provozu", State.ACTIVE),
    ("produktywny", State.ACTIVE),
    ("zurückgestellt", State.PLANNED),
    ("inte längre i bruk", State.RETIRED),
    ("ikke i brug", State.DISABLED),
    ("er ikke længere i drift", State.RETIRED),
    ("ennå ikke i bruk", State.PLANNED),
    ("under avveckling", State.ACTIVE),
    ("již není v provozu", State.RETIRED),
    ("ei käytössä", State.DISABLED),
    ("en desuso", State.RETIRED),
    ("Implemented", State.ACTIVE),  # Sparx EA
    ("Validated", State.ACTIVE),
    ("Proposed", State.PLANNED),
    ("umgesetzt", State.ACTIVE),
    ("implementato", State.ACTIVE),
    ("existant", State.ACTIVE),
    ("Under planning", State.PLANNED),  # Essential
    ("Legacy", State.ACTIVE),
    ("Staged", State.PLANNED),  # NetBox
    ("inoperative", State.DISABLED),  # i-doit
    ("scrapped", State.RETIRED),
    ("As-Is", State.ACTIVE),
    ("To-Be", State.PLANNED),
    ("previsto para 03/2027", State.PLANNED),
    ("em fase de implementação, arranque previsto 03/2027", State.PLANNED),
    ("Arranque previsto Q2 2027", State.PLANNED),
    ("in fase di implementazione", State.PLANNED),
    ("annullata", State.RETIRED),
    ("storniert", State.RETIRED),
    ("geannuleerd", State.RETIRED),
    ("Pending retirement", State.ACTIVE),
    ("to be retired 2026", State.ACTIVE),
    ("wird abgelöst", State.ACTIVE),
    ("not in use", State.DISABLED),
    ("nicht produktiv", State.DISABLED),
    ("ausser Betrieb", State.RETIRED),
    ("Außer Betrieb", State.RETIRED),
    ("7 - Retired", State.RETIRED),
    ("1 - Active", State.ACTIVE),
    ("3-Retired", State.RETIRED),
    ("not active", State.DISABLED),
    ("no longer in use", State.RETIRED),
    ("nicht mehr in Betrieb", State.RETIRED),
    ("noch nicht produktiv", State.PLANNED),
    ("läuft nicht mehr, jetzt über das ERP", State.RETIRED),
    ("in use no longer", State.RETIRED),
    ("attivo non più", State.RETIRED),
    ("läuft nicht", State.DISABLED),
    ("läuft nicht immer", State.ACTIVE),
    ("Projekt", State.PLANNED),
    ("idea", State.PLANNED),
    ("Projekt Alpha", State.UNKNOWN),
    ("Ablösung geplant", State.ACTIVE),
    ("Ablösung geplant 2026", State.ACTIVE),
    ("Ablösung erfolgt", State.RETIRED),
    ("decommissioning", State.ACTIVE),
    ("planned decommissioning 2026", State.ACTIVE),
    ("EOL", State.RETIRED),
    ("go live", State.ACTIVE),
    ("planned go-live 2027", State.PLANNED),
    ("wird bis 2026 abgelöst", State.ACTIVE),
    ("wird genutzt", State.ACTIVE),
    ("wird nicht mehr genutzt", State.RETIRED),
    ("soll 2025 abgelöst werden", State.ACTIVE),
    ("Retired, replaced by SAP", State.RETIRED),
    ("active, to be retired 2026", State.ACTIVE),
    ("active: no", State.DISABLED),
    ("aktiv - nein", State.DISABLED),
    ("n'est plus utilisé", State.RETIRED),
    ("n'est pas utilisé", State.DISABLED),
    ("en service", State.ACTIVE),
    ("sera remplacé", State.ACTIVE),
    ("fuera de servicio", State.RETIRED),
    ("ya no está en uso", State.RETIRED),
    ("pendiente de baja", State.ACTIVE),
    ("non più in uso", State.RETIRED),
    ("da dismettere", State.ACTIVE),
    ("niet meer in gebruik", State.RETIRED),
    ("wordt vervangen", State.ACTIVE),
    ("te vervangen", State.ACTIVE),
    ("fora de serviço", State.RETIRED),
    ("já não está em uso", State.RETIRED),
    ("será desativado", State.ACTIVE),
    ("już nie używany", State.RETIRED),
    ("zostanie wycofany", State.ACTIVE),
    ("wyłączony", State.DISABLED),
    ("in use until further notice", State.ACTIVE),
    ("phase-out", State.ACTIVE),
    ("Phase In", State.PLANNED),
    ("on_hold", State.DISABLED),
    ("End of Life", State.RETIRED),
    ("in development", State.DEVELOPMENT),
    ("installed", State.ACTIVE),
    ("On Order", State.PLANNED),
    ("Non-operational", State.DISABLED),
    ("Not retired", State.ACTIVE),
    ("not yet decommissioned", State.ACTIVE),
    ("will not be retired", State.ACTIVE),
    ("will no longer be used", State.ACTIVE),
    ("being decommissioned", State.ACTIVE),
    ("In the process of being decommissioned", State.ACTIVE),
    ("retirement", State.ACTIVE),
    ("Retirement planned", State.ACTIVE),
    ("scheduled for decommissioning", State.ACTIVE),
    ("Live (pilot)", State.ACTIVE),
    ("proof of concept", State.DEVELOPMENT),
    ("Produktiv, Abschaltung 2027 geplant", State.ACTIVE),
    ("Produktiv, Abschaltung 2027", State.ACTIVE),
    ("Nicht in Betrieb", State.DISABLED),
    ("Status: retired", State.RETIRED),
    ("Außerbetriebnahme geplant", State.ACTIVE),
    ("In Ablösung", State.ACTIVE),
    ("nie produktiv gegangen", State.DISABLED),
    ("never went live", State.DISABLED),
    ("abgekündigt", State.ACTIVE),
    ("entfallen", State.RETIRED),
    ("in build", State.PLANNED),
    ("Migration abgeschlossen", State.UNKNOWN),
    ("wyłączony z użycia", State.RETIRED),
    ("ya no se usa", State.RETIRED),
    ("stopped", State.DISABLED),
    ("end of support", State.ACTIVE),
    ("zur Ablösung vorgesehen", State.ACTIVE),
    ("to retire", State.ACTIVE),
    ("Operational; last review 03/2024", State.ACTIVE),
    ("Retired (decision 2019; switched off 2021)", State.RETIRED),
]
UNCLEAR = [
    "Approved",  # a decision to build it, or to keep using it
    "implemented the interface to SAP",
    "existing customers only",
    "retired?",
    "probably retired",
    "sleepy",
    "decommissioning 2025",
    "EOL 2027",
    "go-live 2027",
    "active until 2020",
    "in Betrieb bis 31.12.2019",
    "live 2019-2021",
    "active (retired 2021)",
    "active / retired",
    "planned/active",
    "Migration",
    "Migration geplant 2027",
    "migratie gepland",
    "desde 2015",
    "ab 2027",
    "?",
    "tbd",
    "unklar",
    "live from 2027",
    "ab 2027 produktiv",
    "partially retired",
    "2019 live, retired 2021",
]


@pytest.mark.parametrize(("text", "state", "due"), DUE)
def test_an_announced_change_has_the_date_on_which_it_is_due(
    text: str, state: State, due: str
) -> None:
    """The date of a future change is read as its due date, not as the date since which the state
    holds.
    """
    stated = read_state(text)
    assert stated is not None
    assert (stated.state, stated.due) == (state, due)


@pytest.mark.parametrize(("text", "state", "date"), DATED)
def test_a_date_beside_a_state_says_since_when(text: str, state: State, date: str) -> None:
    """A date before or after a state, in words or figures, is read as the date since which the
    state holds, with its precision.
    """
    assert read_state(text) == Stated(state=state, date=date, said=text)


@pytest.mark.parametrize(("text", "state"), UNDATED)
def test_leading_words_give_the_state(text: str, state: State) -> None:
    """A negation or a future change is taken into account; its date is not the date of the present
    state.
    """
    stated = read_state(text)
    assert stated is not None
    assert (stated.state, stated.date, stated.said) == (state, "", text)


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_is_not_understood_is_unknown_and_never_active(text: str) -> None:
    """Unknown words, doubt, two states at once, and a change that may still be ahead give the state
    unknown.
    """
    assert read_state(text) == Stated(state=State.UNKNOWN, said=text)
    assert parse_state(text) is None


@pytest.mark.parametrize("text", ["", " ", "-", "–", "n/a", "k.A.", "none"])
def test_an_empty_cell_gives_no_state(text: str) -> None:
    """An empty cell gives no state at all, not the state unknown."""
    assert read_state(text) is None


def test_a_statement_is_as_new_as_its_row() -> None:
    """The date of the row replaces the date in the text if it is newer."""
    stated = read_state("retired 2021") or Stated()
    assert stated.as_of("2024-05-01 10:00:00").date == "2024-05-01"
    assert stated.as_of("03/2019").date == "2021"
    assert stated.as_of("").date == "2021"
    assert Stated().as_of("2024-05-01") == Stated()


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("in Ablösung", True),
        ("em substituição por outro, ainda em uso", True),
        ("en sustitución", True),
        ("in sostituzione", True),
        ("being decommissioned", True),
        ("Pending retirement", True),
        ("to be retired 2026", False),
        ("will not be retired", False),
        ("aktiv", False),
        ("in migration", False),
    ],
)
def test_an_announced_end_without_a_date_is_recognised(text: str, ending: bool) -> None:
    """A text such as "being decommissioned" announces an end without a date; "to be retired 2026"
    has a date, and "will not be retired" excludes an end.
    """
    assert is_ending(text) is ending
