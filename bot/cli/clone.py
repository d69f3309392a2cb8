"""Which clone a command works on: the folder it was told, or the nearest one above it."""

from pathlib import Path


def nearest_clone(path: Path) -> Path:
    """Return a repository's folder; from inside of a checkout, the checkout's, as git does.

    Where there is none, the path itself comes back: whoever opens it says what is wrong.
    """
    if (path / "HEAD").is_file() and (path / "objects").is_dir():
        return path  # a bare repository
    above = (path, *path.absolute().parents)
    return next((each for each in above if (each / ".git").exists()), path)
