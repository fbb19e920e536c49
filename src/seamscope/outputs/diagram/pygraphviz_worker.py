"""Lay out one drawing with pygraphviz: DOT on stdin, the picture on stdout.

This script runs in its own process, because a layout can hang or abort. Its two arguments are the
format and the resolution in dots per inch.
"""

import sys


def main() -> None:
    """Read DOT from stdin and write the picture to stdout; errors leave a traceback on stderr."""
    import pygraphviz

    shape, dpi = sys.argv[1:3]
    graph = pygraphviz.AGraph(string=sys.stdin.buffer.read().decode())
    drawn = graph.draw(format=shape, prog="dot", args=f"-Gdpi={dpi}" if shape == "png" else "")
    sys.stdout.buffer.write(drawn)


if __name__ == "__main__":
    main()
