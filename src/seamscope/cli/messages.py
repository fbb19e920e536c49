"""Messages to the user, on stderr."""

import click


def print_message(message: str) -> None:
    """Print a message on stderr without secrets: paths, keys and arguments may hold some."""
    from seamscope.connector.scrub import clean_text  # many commands say nothing, and start faster

    click.echo(clean_text(message), err=True)
