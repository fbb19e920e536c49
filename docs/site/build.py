"""Build the site of the documentation: `python -m docs.site.build`, or `make docs`.

The pages keep the paths that they have in the repository, and files that they link to are copied,
so that every link works in both places. The references and the gallery are written here.
"""

import os
import re
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

from docs.site.cli_page import write_cli_page
from docs.site.gallery import write_gallery
from docs.site.notebook_page import write_notebook_page
from docs.site.survey_page import write_survey_page

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build"
# Links of Markdown and of HTML in it, apart from those to other sites.
LINK = re.compile(r'\]\(([^)\s#]+)|(?:src|href)="([^"#]+)')
CODE = re.compile(r"^(```+).*?^\1|`[^`\n]+`", re.M | re.S)


def main() -> int:
    """Collect the pages, build the site, and return the exit code of mkdocs."""
    parser = ArgumentParser(description="Build the site of the documentation.")
    parser.add_argument("--pages", type=Path, default=BUILD / "pages", help="folder of the pages")
    parser.add_argument("--site", type=Path, default=BUILD / "site", help="folder of the site")
    without = "do not survey the landscapes of the gallery"
    parser.add_argument("--without-pictures", action="store_true", help=without)
    options = parser.parse_args()
    shutil.rmtree(options.pages, ignore_errors=True)
    collect_pages(options.pages)
    write_generated_pages(options.pages, with_pictures=not options.without_pictures)
    return build_site(options.pages, options.site)


def collect_pages(pages: Path) -> None:
    """Copy the README, the pages of docs/, and what they link to."""
    waiting = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    done: set[Path] = set()
    while waiting:
        file = waiting.pop()
        if file in done:
            continue
        done.add(file)
        target = pages / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
        if file.suffix == ".md":
            waiting += find_linked_files(file)


def find_linked_files(page: Path) -> Iterator[Path]:
    """Yield the files of the repository that a page links to."""
    for match in LINK.finditer(CODE.sub("", page.read_text(encoding="utf-8"))):
        target = page.parent / (match[1] or match[2])
        if "://" not in str(target) and target.is_file():
            yield target.resolve()


def write_generated_pages(pages: Path, *, with_pictures: bool) -> None:
    """Write the references, the notebook and the gallery."""
    docs = pages / "docs"
    for name, text in (
        ("reference/cli.md", write_cli_page()),
        ("reference/survey.md", write_survey_page()),
        ("notebook.md", write_notebook_page(ROOT / "docs" / "notebook.ipynb")),
    ):
        page = docs / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
    write_gallery(ROOT, docs / "gallery", with_pictures=with_pictures)


def build_site(pages: Path, site: Path) -> int:
    """Run mkdocs; a broken link, a missing anchor or a page outside the navigation is an error."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]  # --quiet would hide faults
    environment = {
        **os.environ,
        "SEAMSCOPE_PAGES": str(pages.resolve()),
        "SEAMSCOPE_SITE": str(site.resolve()),
        "NO_MKDOCS_2_WARNING": "1",  # mkdocs-material warns that it is maintained until May 2027
    }
    config = Path(__file__).with_name("mkdocs.yml")
    result = subprocess.run(  # noqa: S603 (a fixed program, and folders that the caller names)
        [*command, "-f", str(config)], check=False, env=environment, capture_output=True, text=True
    )
    if result.returncode:
        sys.stderr.write(result.stderr)
    return result.returncode


if __name__ == "__main__":
    sys.exit(main())
