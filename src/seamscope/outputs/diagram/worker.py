"""Lay out one drawing with pygraphviz: DOT on stdin, the picture on stdout.

A program of its own, so that a layout that hangs or aborts can be ended without the run. The
format and the resolution are its two arguments.
"""

import sys


def main() -> None:
    """Draw; let any failure end the process with a traceback on stderr."""
    import pygraphviz

    shape, dpi = sys.argv[1:3]
    graph = pygraphviz.AGraph(string=sys.stdin.buffer.read().decode())
    drawn = graph.draw(format=shape, prog="dot", args=f"-Gdpi={dpi}" if shape == "png" else "")
    sys.stdout.buffer.write(drawn)


if __name__ == "__main__":
    main()
