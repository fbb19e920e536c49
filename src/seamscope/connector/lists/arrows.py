"""Find arrows between two names in one cell: ``CRM -> ERP``."""

import re

ARROW = re.compile(
    r"(?:(?<!\s)\s+)?(<[-–—=~]*>|[↔⇔⟷⇄⇆⬌]|(?<![-–—=])[-–—=]+>|[→⇒⟶➔➜►]|<[-–—=]+|[←⇐⟵◄]|>>|<<|(?<=\s)[>»](?=\s)|(?<=\s)«(?=\s))\s*"
)
