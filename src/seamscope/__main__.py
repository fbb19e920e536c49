"""`python -m seamscope` runs the command line."""

from seamscope.cli import main

if __name__ == "__main__":
    main()
