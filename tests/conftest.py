"""Property tests try the same examples on every machine; HYPOTHESIS_PROFILE=search tries others."""

import os

from hypothesis import HealthCheck, settings

# A busy machine is slow, not wrong: no test depends on how long an example takes.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", patient, derandomize=True)
settings.register_profile("search", patient, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
