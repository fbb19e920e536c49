"""Mask personal data in names, comments and literals: addresses, accounts and identity numbers."""

import re
from collections.abc import Callable
from functools import lru_cache

from seamscope.connector.personal_numbers import (
    LEAST_DIGITS,
    mask_births,
    mask_checked_numbers,
    mask_named_numbers,
    mask_phones,
)

HIDDEN = "***"
LEAST_ACCOUNT = 6  # minimum digits of an account number, or of a number without a label

# A program cannot distinguish a team's mailbox from a person's, so each user name is masked. The
# domain, which identifies the organisation, is kept.
_EMAIL = re.compile(
    r"(?<![\w.+\-%])[\w.+\-%']{1,64}@(?=(?:[^\W_]|-){1,63}(?:\.(?:[^\W_]|-){1,63}){1,8}\b)", re.I
)
# `name (at) example.com`
_WRITTEN_EMAIL = re.compile(
    r"(?<![\w.+\-])[\w.+\-']{1,64} ?(?=[\[(] ?at ?[\])] ?(?:[^\W_]|-){1,63}"
    r"(?:(?:\.| ?[\[(]dot[\])] ?)(?:[^\W_]|-){1,63}){1,8}\b)",
    re.I,
)
_ENCODED_EMAIL = re.compile(
    r"(?<![\w.+\-])[\w.+\-]{1,64}%40(?=[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){1,8}\b)", re.I
)
# Country, two check digits, up to 30 letters and digits, in groups of four or without spaces.
_IBAN = re.compile(
    r"(?<![0-9A-Za-z])[A-Z]{2}\d{2}(?:[ \-]?[A-Z0-9]{4}){2,7}"
    r"(?:[ \-]?[A-Z0-9]{1,3})?(?![0-9A-Za-z])",
    re.I,
)
# The number ranges of Visa, Mastercard, American Express, Diners Club, JCB, Maestro, Discover and
# UnionPay.
_CARD = re.compile(
    r"(?<![\w\-])(?<!\d\.)(?:4\d{3}|5[1-5]\d{2}|2(?:2[2-9]|[3-6]\d|7[01])\d|3[47]\d{2}|6\d{3}"
    r"|3(?:0[0-5]|[689]\d)\d|35\d{2}|50[0-9]{2}|5[6-9]\d{2})(?:[ \-]?\d){9,15}(?![\w\-]|\.\d)"
)
# Social security numbers whose notation is distinctive.
_SOCIAL = re.compile(
    r"(?<![\w\-])(?<!\d\.)(?:"
    r"(?!000|666|9\d\d)\d{3}([ \-])(?!00)\d{2}\1(?!0000)\d{4}"  # United States
    r"|9\d\d-(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])-\d{4}"  # United States, taxpayers without SSN
    r"|(?-i:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:\d{6}|(?: \d{2}){3} ?)[A-D])"  # United Kingdom
    r"|[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z]"  # Italy
    r"|\d{2} ?[0-3]\d[01]\d{3} ?(?-i:[A-Z]) ?\d{3}"  # Germany
    r"|756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}"  # Switzerland
    r")(?![\w\-])",
    re.I,
)


def mask_personal(text: str, *, contact: bool = False) -> str:
    """Return text with ``***`` for mail user names, phone numbers and identity numbers.

    Identity numbers are IBANs, card numbers, and the numbers of social security, taxes and identity
    cards. Without a label such as `IBAN` before it, a number is masked only if its check digits are
    correct, so order numbers are kept.

    contact: whether the text contains contacts (an owner, a support team), whose mail addresses and
    phone numbers are kept.
    """
    if len(text) < 6:
        return text
    return _masked(text, contact) if len(text) < 500 else _mask(text, contact)


def _mask(text: str, contact: bool) -> str:  # noqa: FBT001 (a cache takes no keywords cheaply)
    if not contact:
        if "@" in text:
            text = _EMAIL.sub(f"{HIDDEN}@", text)
        if "at)" in text or "at]" in text:
            text = _WRITTEN_EMAIL.sub(HIDDEN, text)
        if "%40" in text:
            text = _ENCODED_EMAIL.sub(f"{HIDDEN}%40", text)
    digits = sum(map(str.isdigit, text))
    if digits < LEAST_DIGITS:
        return text
    text = mask_births(mask_named_numbers(text))
    if digits < LEAST_ACCOUNT:
        return text
    text = _IBAN.sub(lambda m: _hide_number(m[0], _is_iban), text)
    text = _CARD.sub(lambda m: _hide_number(m[0], _is_card), text)
    text = _SOCIAL.sub(HIDDEN, text)
    text = mask_checked_numbers(text)
    return text if contact else mask_phones(text)


_masked = lru_cache(maxsize=8192)(_mask)


def _hide_number(text: str, is_valid: Callable[[str], bool]) -> str:
    """Mask a valid number that is written in groups: ``4111 1111 1111 1111``.

    A year or a word after the number may look like another group, so shorter matches are tried too.
    """
    ends = [len(text), *(at for at in range(len(text) - 1, 0, -1) if text[at] in " -")]
    end = next((end for end in ends if is_valid(text[:end])), 0)
    return f"{HIDDEN}{text[end:]}" if end else text


def _is_iban(text: str) -> bool:
    """Return whether the check digits of an IBAN are correct (ISO 13616, modulo 97)."""
    plain = re.sub(r"[ \-]", "", text).upper()
    if not 15 <= len(plain) <= 34:
        return False
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def _is_card(text: str) -> bool:
    """Return whether the Luhn checksum of a card number is correct (ISO/IEC 7812)."""
    digits = [int(c) for c in text if c.isdigit()]
    if not 13 <= len(digits) <= 19 or len(set(digits)) < 2:
        return False
    doubled = [d * 2 - 9 * (d > 4) for d in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
