"""Recognise numbers that identify persons: by the label before them, or by their check digits."""

import re
from collections.abc import Callable, Iterable
from functools import cache, partial
from importlib.resources import files

from seamscope.connector.secret_marks import contains
from seamscope.connector.words import parse_yaml

HIDDEN = "***"
LEAST_DIGITS = 5  # minimum digits of a number after a label such as `BSN`
LEAST_PHONE, MOST_PHONE = 7, 15  # digits; ITU-T E.164 allows 15

# Letters and digits in groups; each group after the first contains a digit, or is one letter.
_NUMBER = (
    r"(?-i:[A-Z]{0,6} ?\d[0-9A-Z]{0,16}"
    r"(?:[ ./\-](?:(?=[A-Z]{0,2}\d)[0-9A-Z]{1,9}|[A-Z](?!\w))){0,6})"
)
_NAMED = (
    r"(?P<head>(?<![^\W_])(?:{names})(?:[ \-]?(?:nr|no|num|number|nummer|numero)\b)?"
    r"(?![^\W_])\.?[\"']?\s{{0,3}}"
    r"(?:[:=#(>]|is\b|ist\b)?\s{{0,3}}[\"']?)(?P<number>{number})(?![\w])"
)
_PHONE = (
    r"(?P<head>(?<![^\W_])(?:{names})\b[ .]{{0,2}}(?:(?:nr|no|number|nummer)\b\.?)?"
    r"\s{{0,2}}[:=]?\s{{0,2}})(?P<number>[+(]?\d(?:[ ()/.\-]{{0,2}}\d){{6,14}})(?![\w\-])"
)
_BIRTH = (
    r"(?P<head>(?<![^\W_])(?:{names})[\"']?\s{{0,3}}(?:[:=(>]|is\b|ist\b)?\s{{0,3}}[\"']?)"
    r"(?:(?:19|20)\d\d[\-./]?[01]\d[\-./]?[0-3]\d"
    r"|[0-3]?\d[\-./] ?[0-3]?\d[\-./] ?(?:19|20)?\d\d)(?![\w\-])"
)
# +49 171 1234567, +44 (0)20 7946 0123
_INTERNATIONAL = re.compile(r"(?<![\w+.])\+[1-9](?:[ ()./\-]{0,2}\d){7,14}(?![\w\-])")
# (415) 555-0123; 06 12 34 56 78; 0043 664 1234567
_NATIONAL = re.compile(
    r"(?<![\w.\-])(?<!\d )(?:\([2-9]\d\d\) ?\d{3}-\d{4}|0[1-9](?:[ .]\d\d){4}"
    r"|00[2-9]\d{1,2} \d{2,4}[ /]\d{4,8})(?![\w\-]|[. ]\d)"
)
_DATE = re.compile(r"(?:19|20)\d\d([\-./ ]?)[01]\d\1[0-3]\d")


def mask_named_numbers(text: str) -> str:
    """Return text with `***` for each identity number after its label: `BSN 123…` → `BSN ***`."""
    if not contains(text.lower(), _load()["identity_marks"]["any"]):
        return text
    return _named().sub(lambda m: m["head"] + _hide(m["number"], LEAST_DIGITS), text)


def mask_births(text: str) -> str:
    """Return text with `***` for each date of birth after its label: `born 1985-07-30`."""
    if not contains(text.lower(), _load()["births"]["marks"]):
        return text
    return _birth().sub(lambda found: f"{found['head']}{HIDDEN}", text)


def mask_phones(text: str) -> str:
    """Return text with `***` for phone numbers: international, national or after `Tel.`."""
    if "+" in text:
        text = _INTERNATIONAL.sub(_hide_international, text)
    if " " in text:
        text = _NATIONAL.sub(HIDDEN, text)
    if not contains(text.lower(), _load()["phones"]["marks"]):
        return text
    return _phone().sub(lambda m: m["head"] + _hide(m["number"], LEAST_PHONE), text)


def mask_checked_numbers(text: str) -> str:
    """Return text with `***` for national identity numbers with correct check digits."""
    for pattern, is_valid in _CHECKED:
        text = pattern.sub(partial(_hide_valid, is_valid), text)
    return text


def _hide_valid(is_valid: Callable[[str], bool], match: re.Match[str]) -> str:
    return HIDDEN if is_valid(match[0]) else match[0]


def _hide(number: str, least: int) -> str:
    digits = sum(map(str.isdigit, number))
    return number if digits < least or _DATE.match(number) else HIDDEN


def _hide_international(match: re.Match[str]) -> str:
    """Mask a phone number; keep a number that is too long or ends in four zeros: ``+100000000``."""
    digits = [c for c in match[0] if c.isdigit()]
    many = len(digits) > MOST_PHONE or digits[-4:] == ["0"] * 4
    return match[0] if many else HIDDEN


@cache
def _named() -> re.Pattern[str]:
    names = "|".join(name for listed in _load()["identity_names"].values() for name in listed)
    return re.compile(_NAMED.format(names=names, number=_NUMBER), re.I)


@cache
def _birth() -> re.Pattern[str]:
    return re.compile(_BIRTH.format(names="|".join(_load()["births"]["names"])), re.I)


@cache
def _phone() -> re.Pattern[str]:
    return re.compile(_PHONE.format(names="|".join(_load()["phones"]["names"])), re.I)


@cache
def _load() -> dict[str, dict[str, list[str]]]:
    text = files(__package__).joinpath("personal.yaml").read_text(encoding="utf-8")
    rules: dict[str, dict[str, list[str]]] = parse_yaml(text)
    return rules


def _digits(text: str) -> list[int]:
    return [int(c) for c in text if c.isdigit()]


def _sum(digits: Iterable[int], weights: Iterable[int]) -> int:
    return sum(d * w for d, w in zip(digits, weights, strict=False))


def _is_nir(text: str) -> bool:
    """Check a French number: the check digits are 97 minus the number modulo 97."""
    plain = text.replace(" ", "")
    return 97 - int(plain[:13]) % 97 == int(plain[13:])


def _is_pesel(text: str) -> bool:
    """Check a Polish number: it has a checksum and contains the date of birth."""
    digits = _digits(text)
    total = _sum(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1))
    return total % 10 == 0 and 1 <= int(text[2:4]) % 20 <= 12 and 1 <= int(text[4:6]) <= 31


def _is_norwegian(text: str) -> bool:
    """Check a Norwegian number: it begins with the date of birth and has two check digits."""
    digits = _digits(text)
    if not (1 <= int(text[:2]) <= 31 and 1 <= int(text[2:4]) <= 12):
        return False
    first = _sum(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1))
    return first % 11 == 0 and _sum(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def _is_spanish(text: str) -> bool:
    """Check a Spanish number: its letter follows from the number modulo 23."""
    plain = text.replace("-", "").upper()
    number = int(plain[:-1].translate(str.maketrans("XYZ", "012")))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23] == plain[-1]


def _is_belgian(text: str) -> bool:
    """Check a Belgian number: modulo 97, with a `2` before the number for births from 2000 on."""
    plain = "".join(c for c in text if c.isdigit())
    number, check = plain[:9], int(plain[9:])
    return any(97 - int(start + number) % 97 == check for start in ("", "2"))


def _is_finnish(text: str) -> bool:
    """Check a Finnish number: its last character follows from the nine digits modulo 31."""
    number = int(text[:6] + text[7:10])
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[number % 31] == text[10].upper()


def _is_swedish(text: str) -> bool:
    """Check a Swedish number: it begins with the date of birth and has a Luhn checksum."""
    digits = _digits(text)[-10:]
    month, day = digits[2] * 10 + digits[3], digits[4] * 10 + digits[5]
    doubled = [d * 2 - 9 * (d > 4) for d in digits[::2]]
    in_year = 1 <= month <= 12 and 1 <= day <= 31
    return in_year and (sum(doubled) + sum(digits[1::2])) % 10 == 0


def _is_brazilian(text: str) -> bool:
    """Check a Brazilian number: it has two check digits modulo 11."""
    digits = _digits(text)
    first = _sum(digits, range(10, 1, -1)) * 10 % 11 % 10
    second = _sum(digits, range(11, 1, -1)) * 10 % 11 % 10
    return digits[9:] == [first, second]


_CHECKED: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (
        re.compile(r"(?<![\w\-])(?<!\d\.)[12] ?\d\d ?[01]\d ?\d\d ?\d{3} ?\d{3} ?\d\d(?![\w\-])"),
        _is_nir,
    ),
    (
        re.compile(r"(?<![\w\-])(?<!\d\.)\d{11}(?![\w\-])"),
        lambda t: _is_pesel(t) or _is_norwegian(t),
    ),
    (re.compile(r"(?<![\w\-])(?<!\d\.)(?:\d{8}|[XYZ]\d{7})-?[A-Z](?![\w\-])"), _is_spanish),
    (re.compile(r"(?<![\w\-])(?<!\d\.)\d\d\.\d\d\.\d\d-\d{3}\.\d\d(?![\w\-])"), _is_belgian),
    (
        re.compile(r"(?<![\w\-])(?<!\d\.)[0-3]\d[01]\d{3}[+\-A-FU-Y]\d{3}[0-9A-Y](?![\w\-])"),
        _is_finnish,
    ),
    (re.compile(r"(?<![\w\-])(?<!\d\.)(?:19|20)?\d{6}[\-+]\d{4}(?![\w\-])"), _is_swedish),
    (re.compile(r"(?<![\w\-])(?<!\d\.)\d{3}\.\d{3}\.\d{3}-\d\d(?![\w\-])"), _is_brazilian),
)
