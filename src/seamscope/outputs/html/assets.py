"""The stylesheets and scripts of the report, and the Content Security Policy that allows them."""

import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from xml.etree.ElementTree import Element

from seamscope.outputs.html.markup import build_element, build_inline_asset

STYLES = ("report.css", "map.css", "answers.css")
# In scripts, strings for the user are written `translate("…")`, without escaped characters.
_SCRIPT_TEXT = re.compile(r'\btranslate\("([^"\\]*)"')
SCRIPTS = ("translate.js", "whatif.js", "build.js", "table.js", "map.js", "answers.js", "report.js")


def build_styles() -> list[Element]:
    """Return the stylesheets as elements of the head."""
    return [build_inline_asset("style", _read(name)) for name in STYLES]


def build_scripts() -> list[Element]:
    """Return the scripts as the last elements of the body."""
    return [build_inline_asset("script", _read(name)) for name in SCRIPTS]


def list_script_texts() -> list[str]:
    """Return the strings that the scripts show, in English."""
    return [text for name in SCRIPTS for text in _SCRIPT_TEXT.findall(_read(name))]


def build_policy() -> Element:
    """Return the Content Security Policy, which allows only these styles and scripts, by hash."""
    style = " ".join(_hash(_read(name)) for name in STYLES)
    script = " ".join(_hash(_read(name)) for name in SCRIPTS)
    rules = (
        "default-src 'none'", f"style-src {style}", f"script-src {script}", "base-uri 'none'",
        "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
    )  # fmt: skip
    return build_element("meta", http_equiv="Content-Security-Policy", content="; ".join(rules))


def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
