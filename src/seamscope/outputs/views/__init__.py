"""Views of a survey that several outputs share; none of them writes a file."""
