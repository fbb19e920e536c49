"""How counts are said, everywhere alike."""


def number(count: int, word: str) -> str:
    """Return a count with its noun in the right number: `1 site`, `2 entries`, `0 sites`."""
    if count == 1:
        return f"1 {word}"
    return f"{count:,} {word[:-1]}ies" if word.endswith("ry") else f"{count:,} {word}s"
