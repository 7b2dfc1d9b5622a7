"""Translations: every .po newer than its .mo is compiled, without msgfmt and without fuzzy guesses."""

from pathlib import Path

from localstack.problem import Problem


def compile_all(locale: Path) -> int:
    """Compile what is out of date under `locale`; how many catalogues that were.

    Raises Problem when a catalogue cannot be read.
    """
    stale = [source for source in sorted(locale.rglob("LC_MESSAGES/*.po")) if _is_stale(source)]
    for source in stale:
        _compile(source)
    return len(stale)


def _is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns


def _compile(source: Path) -> None:
    from babel.messages.mofile import write_mo  # noqa: PLC0415 (0.2 s, and rarely needed)
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415

    try:
        with source.open("rb") as stream:
            catalogue = read_po(stream, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise Problem(f"The translations in {source} cannot be read: {error}.") from error
    partial = source.with_suffix(".mo.partial")
    with partial.open("wb") as target:
        write_mo(target, catalogue)
    partial.replace(source.with_suffix(".mo"))
