"""Find the folder of the cache, by the conventions of the operating system."""

from pathlib import Path


def find_folder() -> Path:
    """Return the user's cache folder for seamscope: on Linux, ``~/.cache/seamscope``.

    The environment variable ``XDG_CACHE_HOME`` changes it.
    """
    import platformdirs

    return platformdirs.user_cache_path("seamscope", appauthor=False)
