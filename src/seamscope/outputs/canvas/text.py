"""Fit text into boxes: wrap or shorten it between words, by its width in the font."""

from collections.abc import Iterable

from seamscope.outputs.canvas.font import load_font

MORE = "…"
SMALL = 15.0  # smallest font size: 7 pt if the page is printed on A4, 9 pt on a slide


def measure_text(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a string, in the unit of the font size."""
    return load_font(bold=bold).measure(text, size)


def fit_size(text: str, width: float, size: float, *, bold: bool = False) -> float:
    """Return the largest size up to `size` in which no word is wider than `width`.

    The size is at least SMALL, so a very long word may still be too wide and must be broken.
    """
    widest = max((measure_text(word, size, bold=bold) for word in text.split()), default=0.0)
    return max(SMALL, size * min(1.0, width / widest)) if widest else size


def fit_text(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Return the text if it fits the width, else its first words with an ellipsis.

    If even the first word does not fit, it is cut between characters.
    """
    return wrap_text(text, width, size, lines=1, bold=bold)[0]


def wrap_text(
    text: str, width: float, size: float, *, lines: int, bold: bool = False
) -> tuple[str, ...]:
    """Wrap a text into at most `lines` lines; an ellipsis at the end means that words are missing.

    An empty string yields one empty line.
    """
    done: list[str] = []
    words = text.split()
    while words:
        taken = _count_fitting(words, width, size, bold=bold)
        last = len(done) == lines - 1
        if taken == len(words):
            return (*done, " ".join(words))
        if last:
            return (*done, _cut(words, width, size, bold=bold))
        if not taken:  # the first word is wider than the line
            head = _cut_word(words[0], width, size, bold=bold)
            done.append(head)
            words[0] = words[0][len(head) :]
            continue
        done.append(" ".join(words[:taken]))
        words = words[taken:]
    return tuple(done) or ("",)


def fits_lines(text: str, width: float, size: float, lines: int, *, bold: bool = False) -> bool:
    """Return whether a text fits into a number of lines without being shortened."""
    return len(wrap_text(text, width, size, lines=lines + 1, bold=bold)) <= lines


def join_fitting(sentences: Iterable[str], width: float, size: float) -> str:
    """Join sentences, from the first one on, as long as they fit completely on one line."""
    joined = ""
    for sentence in sentences:
        longer = f"{joined} {sentence}".strip()
        if joined and measure_text(longer, size) > width:
            break
        joined = longer
    return fit_text(joined, width, size)


def fit_list(
    items: tuple[str, ...], width: float, size: float, *, prefix: str = "", bold: bool = False
) -> str:
    """Join items with commas on one line; items that do not fit are only counted.

    For example, `Sales order, Material, Plant` becomes `Sales order +2` in a narrow line.
    """
    for count in range(len(items), 1, -1):
        shown = f"{prefix}{', '.join(items[:count])}{_count_rest(items, count)}"
        if measure_text(shown, size, bold=bold) <= width:
            return shown
    rest = _count_rest(items, 1)
    room = width - measure_text(rest, size, bold=bold)
    return fit_text(f"{prefix}{items[0] if items else ''}", room, size, bold=bold) + rest


def _count_rest(items: tuple[str, ...], shown: int) -> str:
    return f" +{len(items) - shown}" if len(items) > shown else ""


def _count_fitting(words: list[str], width: float, size: float, *, bold: bool) -> int:
    """Return how many of the first words fit on one line."""
    used, space = 0.0, measure_text(" ", size, bold=bold)
    for count, word in enumerate(words):
        used += measure_text(word, size, bold=bold) + (space if count else 0.0)
        if used > width:
            return count
    return len(words)


def _cut(words: list[str], width: float, size: float, *, bold: bool) -> str:
    room = width - measure_text(f" {MORE}", size, bold=bold)
    taken = _count_fitting(words, room, size, bold=bold)
    if taken:
        return f"{' '.join(words[:taken])} {MORE}"
    return _cut_word(words[0], width - measure_text(MORE, size, bold=bold), size, bold=bold) + MORE


def _cut_word(word: str, width: float, size: float, *, bold: bool) -> str:
    """Return the first characters of a word that fit; at least one, so that wrapping terminates."""
    used = 0.0
    for count, character in enumerate(word):
        used += measure_text(character, size, bold=bold)
        if used > width:
            return word[: max(count, 1)]
    return word
