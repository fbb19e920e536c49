"""Positions of the lanes (columns) and rows of the board page, and its font sizes."""

from dataclasses import dataclass

from seamscope.outputs.canvas.text import SMALL

WIDTH, HEIGHT = 1600.0, 900.0
MARGIN = 40.0
HEADS = 156.0  # baseline of the headings of the columns
TOP = 168.0  # top edge of the first row
BOTTOM = 696.6  # bottom edge of the last row
GAP = 8.0  # space between two rows
TALLEST = 180.0  # height limit of a row, so that a page of three rows does not look empty
LINE = 19.0  # distance from one line of small text to the next
NAME = 18.0
SUBTITLE = 18.0
HEADING = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One column of the board page: its left edge and its width."""

    x: float
    width: float

    @property
    def end(self) -> float:
        """The x coordinate of the right edge."""
        return self.x + self.width


AROUND = Lane(x=MARGIN, width=272)
TODAY = Lane(x=330, width=146)
SYSTEM = Lane(x=490, width=246)
MOVES = Lane(x=742, width=318)
POC = Lane(x=1066, width=112)
DAYS = Lane(x=1206, width=354)
# Lanes of a page without a POC: first system, data in both directions, second system, score.
LEFT = Lane(x=MARGIN, width=300)
BETWEEN = Lane(x=346, width=380)
RIGHT = Lane(x=732, width=300)
SCORE = Lane(x=1070, width=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The vertical position of one row on the page."""

    top: float
    height: float

    @property
    def middle(self) -> float:
        """The y coordinate of the centre line."""
        return self.top + self.height / 2


def divide_rows(count: int) -> list[Strip]:
    """Return the vertical positions of `count` rows on a page, from top to bottom."""
    pitch = min((BOTTOM - TOP) / max(count, 1), TALLEST + GAP)
    return [Strip(top=TOP + place * pitch, height=pitch - GAP) for place in range(count)]


def count_lines(height: float) -> int:
    """Return the number of lines of small text that fit into a height."""
    return max(1, int((height - SMALL + LINE) // LINE))


LARGEST_POWER = 13  # 10 ** 13 is beyond the largest figure that a survey may contain


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The horizontal axis of person-days, from 0 to a round figure."""

    top: float
    step: float

    @classmethod
    def fit(cls, largest: float) -> "Scale":
        """Return an axis of four to eight round steps that includes the largest value."""
        step = next(
            unit * 10**power
            for power in range(-2, LARGEST_POWER)
            for unit in (1, 2, 2.5, 5)
            if largest <= 6 * unit * 10**power
        )
        return cls(top=step * max(1, -(-largest // step)), step=step)

    def place(self, value: float) -> float:
        """Return the x coordinate of a number of person-days."""
        return DAYS.x + DAYS.width * value / self.top

    @property
    def marks(self) -> list[float]:
        """The labelled values on the axis, in person-days."""
        return [self.step * place for place in range(round(self.top / self.step) + 1)]
