"""Personal numbers are masked if a word names them or if their check digits are correct."""

import pytest

from seamscope.connector.personal import mask_personal


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("SSN: {} moved", "531652080"),
        ("ITIN {} filed", "912-74-4816"),
        ("Steuer-ID {} gemeldet", "23489510779"),
        ("Sozialversicherungsnummer: {}", "65170685J003"),
        ("Versichertennummer {} gemeldet", "M571066603"),
        ("SVNR {} erfasst", "1237 010180"),
        ("AHV-Nr. {} erfasst", "756.1234.5678.97"),
        ("numéro de sécurité sociale {} transmis", "279047511812345"),
        ("DNI {} del cliente", "47285474X"),
        ("NIF {} do cliente", "881594500"),
        ("codice fiscale: {}", "RSSMRA85T10A562S"),
        ("BSN {} van klant", "875690981"),
        ('"bsn": "{}"', "875690981"),
        ("<ssn>{}</ssn>", "531652080"),
        ("personnummer {} lagrat", "811218-9876"),
        ("CPR {} gemt", "070761-8639"),
        ("NINO {} recorded", "AB 12 34 56 C"),
        ("NHS number {} recorded", "579 072 8863"),
        ("SIN {} kept", "046 454 286"),
        ("Aadhaar {} kept", "2345 6789 0124"),
        ("Passport no. {} of the driver", "C01X00T47"),
        ("driver's licence number {} of the driver", "J010000QZ51"),
    ],
)
def test_a_number_after_its_name_is_masked(text: str, number: str) -> None:
    """A number after a word such as "passport" is masked, even if its check digits are wrong."""
    assert mask_personal(text.format(number)) == text.format("***")


@pytest.mark.parametrize(
    "number",
    [
        "12345678Z",  # Spain, the samples of its ministry
        "X1234567L",
        "RSSMRA85T10A562S",  # Italy
        "rssmra85t10a562s",
        "811218-9876",  # Sweden, the sample of its tax agency
        "01010750160",  # Norway; check digits were calculated by hand
        "131052-308T",  # Finland, the sample of its population register
        "85.07.30-033.28",  # Belgium, the sample of its national register
        "529.982.247-25",  # Brazil
    ],
)
def test_a_number_with_correct_check_digits_is_masked(number: str) -> None:
    """A national identity number with correct check digits is masked without a word before it."""
    assert mask_personal(f"kept {number} there") == "kept *** there"


@pytest.mark.parametrize(
    "number",
    [
        "47285474M", "811218-9875", "01129955132", "131052-308U", "85.07.30-033.29",
        "529.982.247-26", "20240131-0815", "12345678A", "123.456.789-00",
    ],
)  # fmt: skip
def test_a_number_with_wrong_check_digits_stays(number: str) -> None:
    """A number with wrong check digits is kept, because it may be the id of an order or item."""
    assert mask_personal(f"kept {number} there") == f"kept {number} there"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("call +49 171 6456560 at night", "call *** at night"),
        ("on-call +44 (0)20 7946 0354", "on-call ***"),
        ("+491716456560", "***"),
        ("call (415) 555-6371 at night", "call *** at night"),
        ("tél. 06 12 34 10 92 la nuit", "tél. *** la nuit"),
        ("Tel.: 0761/429859 nachts", "Tel.: *** nachts"),
        ("Handy 0171-6456560", "Handy ***"),
        ("call 0043 664 8615462 now", "call *** now"),
    ],
)
def test_phone_numbers_are_masked(text: str, masked: str) -> None:
    """International and national phone numbers and numbers after a word for a phone are masked."""
    assert mask_personal(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "0049-4711-0815", "+100000000 rows", "2024-01-31T23:59:59+01:00", "mobile 2024-01-31",
        "DE00 3704 0044 0532 0130 00", "a+b+12345", "phone book 3", "telemetry 1234567890",
        "fiscal year 2024/2025", "nie 20240131 mehr", "single sign-on 123456", "bsn_2024_orders",
        "passport_types", "SINGLE 1234567", "10.0.0.1 20.0.0.2", "rows +5000000",
    ],
)  # fmt: skip
def test_words_and_ids_that_resemble_them_stay(text: str) -> None:
    """Document numbers, dates and words such as "telemetry" (it contains "tel") are not masked."""
    assert mask_personal(text) == text


@pytest.mark.parametrize("number", ["4111111111111111", "756.1234.5678.97", "12345678Z"])
def test_a_number_in_a_qualified_name_is_masked(number: str) -> None:
    """A personal number after `RAW.` is masked; after `0.` it is the fraction of a decimal number
    and is kept.
    """
    assert mask_personal(f"RAW.{number}.jar") == "RAW.***.jar"
    assert mask_personal(f"0.{number}") == f"0.{number}"


def test_a_contact_keeps_its_phone_number() -> None:
    """The phone number of a contact is not masked, because readers of the report need it."""
    assert mask_personal("Ops desk, +49 40 123456", contact=True) == "Ops desk, +49 40 123456"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ask jörg.müller@größe.example", "ask ***@größe.example"),
        ("ask jane.doe (at) corp.example", "ask ***(at) corp.example"),
        ("ask jane.doe[at]corp[dot]example", "ask ***[at]corp[dot]example"),
        ("rows (at) midnight", "rows (at) midnight"),
    ],
)
def test_mail_addresses_in_other_notations_are_masked(text: str, masked: str) -> None:
    """Addresses with international domain names, and those with "(at)" in the place of "@", are
    masked.
    """
    assert mask_personal(text) == masked
