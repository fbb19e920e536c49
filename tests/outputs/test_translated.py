"""Every word that an output shows can be translated, or comes from the inputs."""

import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import tostring

import pytest
from tests.outputs.survey_sample import sample_survey
from tests.wording.pseudo import Pseudo, disguise

from seamscope.document import Survey
from seamscope.outputs import FORMATS
from seamscope.outputs.html.articles import build_system_article, index_survey
from seamscope.outputs.text.summary import Run, render_summary
from seamscope.wording import use_translations

WORD = re.compile(r"[A-Za-z]{2,}")
# What stays in Latin letters: labels of integrations, effort classes, currencies, and the line
# that identifies a run.
CODES = re.compile(
    r"\b(?:I-[0-9A-Z]{5}\S*|[SML]|XL|EUR|seamscope \d.*?(?= · page|$|\s·\s\d+$)|R\.[a-z]+)"
)
