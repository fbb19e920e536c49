"""Messages to the user, on stderr."""

import click


def print_message(message: str) -> None:
    """Print a message on stderr; secrets in paths, keys and arguments are masked."""
    from seamscope.connector.scrub import clean_text  # loaded only if needed: slow

    click.echo(clean_text(message), err=True)
