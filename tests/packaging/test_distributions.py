"""The metadata of the package, and the installation of its wheel in an empty environment."""

import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
import yaml

from seamscope.version import __version__

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
TEMPLATES = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
PYTHONS = [sys.executable, *os.environ.get("SEAMSCOPE_PYTHONS", "").split()]
# Set by a pipeline, where a missing network is an error; elsewhere, the tests are skipped.
IS_CI = bool(os.environ.get("CI"))


def call(*words: object, cwd: Path, bare: bool = False) -> str:
    """Run a program and return its output.
    bare: whether to leave out the PYTHON* variables of the tests.
    """
    variables = {k: v for k, v in os.environ.items() if not (bare and k.startswith("PYTHON"))}
    done = subprocess.run(
        list(map(str, words)), cwd=cwd, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (words, done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout


def create_environment(python: str, folder: Path) -> Path:
    """Create an empty environment, and return the folder of its programs."""
    call(python, "-m", "venv", folder, cwd=folder.parent, bare=True)
    return folder / ("Scripts" if sys.platform == "win32" else "bin")


def install(programs: Path, *words: object) -> None:
    """Install into an environment; skip the test if there is no package index."""
    pip = (programs / "python", "-m", "pip", "install", "--quiet", "--no-compile")
    try:
        call(*pip, *words, cwd=programs, bare=True)
    except AssertionError as error:
        if IS_CI or "No matching distribution found for hatchling" not in str(error):
            raise
        pytest.skip("no package index")


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a source distribution and a wheel that is built from it."""
    place = tmp_path_factory.mktemp("build")
    programs = create_environment(sys.executable, place / "tools")
    install(programs, "hatchling>=1.27")
    build = (programs / "python", "-m", "hatchling", "build", "--directory", place)
    call(*build, "--target", "sdist", cwd=ROOT, bare=True)
    (source,) = place.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        archive.extractall(place / "source", filter="data")
    (unpacked,) = (place / "source").iterdir()
    call(*build, "--target", "wheel", cwd=unpacked, bare=True)
    return place


@pytest.mark.slow
@pytest.mark.parametrize("python", PYTHONS)
def test_the_wheel_works_in_an_empty_environment(
    python: str, distributions: Path, tmp_path: Path
) -> None:
    """In an environment without Graphviz and outside of the repository, `seamscope demo` writes the
    board page.
    """
    (wheel,) = distributions.glob("*.whl")
    programs = create_environment(python, tmp_path / "empty")
    install(programs, "--constraint", ROOT / "constraints.txt", wheel)
    seamscope = programs / "seamscope"
    assert call(seamscope, "-V", cwd=tmp_path, bare=True).strip().endswith(__version__)
    call(seamscope, "demo", "--quiet", cwd=tmp_path, bare=True)
    assert (tmp_path / "seamscope-demo" / "landscape.svg").read_bytes().startswith(b"<?xml")
    assert (tmp_path / "seamscope-demo" / "landscape.png").read_bytes().startswith(b"\x89PNG")
    listed = call(seamscope, "connectors", cwd=tmp_path, bare=True).splitlines()
    assert {line.split()[0] for line in listed} == set(
        PROJECT["entry-points"]["seamscope.connectors"]
    )


@pytest.mark.slow
def test_the_distributions_hold_what_they_need(distributions: Path) -> None:
    """The source distribution has tests and documentation; the wheel has metadata, data files and
    licences, but no tests.
    """
    (source,) = distributions.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"tests/conftest.py", "docs/pipelines.md", "CITATION.cff", "hatch_build.py"} <= names
    (wheel,) = distributions.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
        (path,) = (name for name in held if name.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(archive.read(path).decode())
    assert {"seamscope/py.typed", "seamscope/document/survey.schema.json"} <= held
    samples = [name for name in held if name.startswith("seamscope/samples/")]
    assert samples
    assert not [name for name in samples if name.endswith("answers.yaml")]
    assert not [name for name in held if name.startswith("tests/")]
    assert (metadata["Version"], metadata["License-Expression"]) == (__version__, "Apache-2.0")
    assert metadata.get_all("Classifier") == PROJECT["classifiers"]
    assert set(metadata.get_all("Provides-Extra", ())) == set(PROJECT["optional-dependencies"])
    assert str(metadata.get_payload()).startswith("# seamscope")


def test_the_citation_has_the_keys_of_its_format() -> None:
    """CITATION.cff has the keys that CFF 1.2.0 requires, and the version and licence of the
    package.
    """
    assert {"cff-version", "message", "title", "authors"} <= set(CITATION)
    assert CITATION["cff-version"] == "1.2.0"
    assert (CITATION["version"], CITATION["license"]) == (__version__, PROJECT["license"])
    assert CITATION["title"] == PROJECT["name"]
    assert CITATION["keywords"] == PROJECT["keywords"]


def test_the_classifiers_name_the_versions_that_are_allowed() -> None:
    """The first Python version among the classifiers is the lowest that `requires-python`
    allows.
    """
    listed = [c.rpartition(" ")[2] for c in PROJECT["classifiers"] if "Python :: 3." in c]
    assert PROJECT["requires-python"] == f">={listed[0]}"
    assert len(listed) >= 3


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_templates_of_issues_have_what_their_form_requires(path: Path) -> None:
    """Each issue form has a name, a description and labelled fields, without which GitHub does not
    offer it.
    """
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    if path.stem == "config":
        assert form == {"blank_issues_enabled": True}
        return
    assert {"name", "description", "body"} <= set(form)
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert len({field["id"] for field in fields}) == len(fields) >= 3
    assert all(field["type"] in {"input", "textarea"} for field in fields)
    assert all(field["attributes"]["label"] for field in fields)


def test_the_pages_for_people_are_linked() -> None:
    """CONTRIBUTING.md links to the code of conduct, and README.md links to CONTRIBUTING.md and
    CITATION.cff.
    """
    pages = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "CONTRIBUTING.md")}
    assert "(.github/CODE_OF_CONDUCT.md)" in pages["CONTRIBUTING.md"]
    assert "(CONTRIBUTING.md)" in pages["README.md"]
    assert "(CITATION.cff)" in pages["README.md"]
