"""`python -m seamscope` runs the command line."""

import gc
import sys


def run() -> None:
    """Run the command line; exit with 130 if it is interrupted while it starts or ends."""
    try:
        # Imported here because this import takes most of the start-up time.
        from seamscope.cli import main

        main()
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        # The interpreter collects garbage before it exits. With a large survey in memory this takes
        # 5 % of the run, and the system frees the memory anyway.
        gc.freeze()


if __name__ == "__main__":
    run()
