"""Put the sample landscape into the wheel, for `seamscope demo`.

A hook instead of `force-include`, which would also copy the sample for an editable installation,
where the copy would be stale after the first change.
"""

from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SAMPLE = Path("inventories", "halden-pumps")
TARGET = "seamscope/samples/halden-pumps"
LEFT_OUT = "answers.yaml"  # written by a survey of the sample


class SampleHook(BuildHookInterface):
    """Adds the sample to a wheel, but not to an editable one."""

    def initialize(self, version: str, build_data: dict[str, dict[str, str]]) -> None:
        """Add the files of the sample; version: `standard` or `editable`."""
        folder = Path(self.root) / SAMPLE
        if version == "standard":
            build_data["force_include"] |= {
                str(file): f"{TARGET}/{file.relative_to(folder).as_posix()}"
                for file in sorted(folder.rglob("*"))
                if file.is_file() and file.name != LEFT_OUT
            }
