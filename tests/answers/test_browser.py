"""The form for answers in a browser: answer by mouse or keyboard, save the file, read it as survey
does.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from seamscope.answers import AnswerFile, import_answers, read_answers
from seamscope.outputs import FORMATS

from .test_outputs import ALL, BAD, COMMA, FACT, GIVEN, HOSTILE, PLACE, SAME, survey

CHROMIUM = os.environ.get("SEAMSCOPE_CHROMIUM", "")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="SEAMSCOPE_CHROMIUM names no browser")


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    file = tmp_path / "report.html"
    file.write_bytes(FORMATS["html"].render(survey(*ALL)))
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_page(accept_downloads=True)
        complaints: list[str] = []
        opened.on("console", lambda message: complaints.append(message.text))
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.goto(file.as_uri())
        yield opened
        assert complaints == []
        browser.close()


def save_answers(page: Page, folder: Path, press: str = "") -> AnswerFile:
    """Save the answers, by mouse or by a key, and read the file as survey does."""
    with page.expect_download() as waiting:
        if press:
            page.focus("#save-answers")
            page.keyboard.press(press)
        else:
            page.click("#save-answers")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return read_answers(path)


def group(key: str) -> str:
    return f'[data-question="{key}"]'


def test_clicked_and_typed_answers_are_saved_as_answers_yaml(page: Page, tmp_path: Path) -> None:
    """The saved file is a valid answers.yaml with the clicked and typed answers and the name of the
    person.
    """
    page.fill("#answered-by", "Jürgen Weiß")
    page.click(f"{group(SAME.id)} button:text-is('yes')")
    page.fill(f"{group(PLACE.id)} .given", 'a "new" one: #1')
    page.click(f"{group(COMMA.id)} button:text-is('Bolt, Nut & Co')")
    assert page.inner_text("#answers-count") == "3 of 7 answered"
    file = save_answers(page, tmp_path)
    assert file.name == "answers.yaml"
    assert file.errors == ()
    texts = {entry.id: (entry.answer, entry.by) for entry in file.answered}
    assert texts == {
        SAME.id: ("yes", "Jürgen Weiß"),
        PLACE.id: ('a "new" one: #1', "Jürgen Weiß"),
        COMMA.id: ("Bolt, Nut & Co", "Jürgen Weiß"),
        GIVEN.id: (HOSTILE, ""),
    }
    assert {entry.id for entry in file.entries} == {q.id for q in ALL} | {GIVEN.id}
    home, errors = import_answers(AnswerFile(), file, ALL)
    assert [error.what for error in errors] == ['no question has the id "place:old"']
    assert len(home.answered) == 3


def test_a_second_click_takes_an_answer_back(page: Page, tmp_path: Path) -> None:
    """A click on a pressed button releases it and removes the answer."""
    button = page.locator(f"{group(SAME.id)} button:text-is('no')")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    assert SAME.id not in {entry.id for entry in save_answers(page, tmp_path).answered}


def test_everything_works_by_keyboard(page: Page, tmp_path: Path) -> None:
    """Tab reaches each button and field; Space and Enter press a button."""
    page.focus(f"{group(SAME.id)} button")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "given"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    texts = {entry.id: entry.answer for entry in save_answers(page, tmp_path, "Enter").answered}
    assert texts[SAME.id] == "yes"
    assert texts[PLACE.id] == "Ledger"
    label = page.get_attribute(f"{group(FACT.id)} .given", "aria-label")
    assert label == f"Answer: {FACT.text}"


def test_hostile_texts_stay_texts(page: Page, tmp_path: Path) -> None:
    """Markup in a question or an answer stays text on the page and in the saved file."""
    assert page.locator("img").count() == 0
    page.click(f"{group(BAD.id)} button >> nth=0")
    texts = {entry.id: entry.answer for entry in save_answers(page, tmp_path).answered}
    assert texts[BAD.id] == HOSTILE
