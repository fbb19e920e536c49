"""Find arrows between two names in one cell."""

import re

ARROW = re.compile(
    r"(?:(?<!\s)\s+)?(<[-–—=~]*>|[↔⇔⟷⇄⇆⬌]|(?<![-–—=])[-–—=]+>|[→⇒⟶➔➜►]|<[-–—=]+|[←⇐⟵◄]|>>|<<|(?<=\s)>(?=\s))\s*"
)
