"""Messages to the user, on stderr."""

import click

QUIET = "seamscope.quiet"


def print_message(message: str) -> None:
    """Print a message on stderr; secrets in paths, keys and arguments are masked."""
    from seamscope.connector.scrub import clean_text  # loaded only if needed: slow

    click.echo(clean_text(message), err=True)


def print_note(message: str) -> None:
    """Print a message on stderr unless the user asked for quiet."""
    if not is_quiet():
        print_message(message)


def is_quiet() -> bool:
    """Return whether the current command was called with --quiet."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(QUIET))
