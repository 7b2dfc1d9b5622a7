"""After `make look`: pictures side by side on sheets, and a table of what was found.

python3 -m tests.e2e.look.report var/look
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

from PIL import Image, ImageDraw

_SHEET = 1920
_HEIGHT, _LABEL, _GAP, _ROWS = 1150, 18, 10, 2
_NARROW, _FEW_IN_A_ROW, _MANY_IN_A_ROW = 400, 3, 6


def main(folder: Path) -> int:
    """Makes the sheets and the table; exit status 1 when something was found or nothing was looked at."""
    sheets = make_sheets(folder)
    findings = read(folder)
    (folder / "findings.txt").write_text(_lines(findings), encoding="utf-8")
    bad = {cell: found for cell, found in findings.items() if found}
    print(f"{len(findings)} cells, {len(bad)} with findings, {sheets} sheets of pictures in {folder}/sheets/")
    print(_table(bad))
    return 1 if bad or not findings else 0


def read(folder: Path) -> dict[str, list[str]]:
    """The findings of all processes, by cell."""
    lines = [line for file in sorted(folder.glob("findings-*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    return {note["cell"]: note["found"] for note in map(json.loads, lines)}


def make_sheets(folder: Path) -> int:
    """Twelve narrow or six wide pictures on a sheet, those of one width, scheme and use of JavaScript together."""
    alike: dict[str, list[Path]] = defaultdict(list)
    for picture in sorted(folder.glob("*.png")):
        alike["-".join(picture.stem.split("-")[-3:])].append(picture)
    (folder / "sheets").mkdir(exist_ok=True)
    made = 0
    for kind, pictures in alike.items():
        in_a_row = _MANY_IN_A_ROW if int(kind.split("-")[0]) < _NARROW else _FEW_IN_A_ROW
        for start in range(0, len(pictures), in_a_row * _ROWS):
            made += 1
            name = f"{kind}-{start // (in_a_row * _ROWS) + 1:02}.png"
            _sheet(pictures[start : start + in_a_row * _ROWS], in_a_row).save(folder / "sheets" / name)
    return made


def _sheet(pictures: list[Path], in_a_row: int) -> Image.Image:
    sheet = Image.new("RGB", (_SHEET, _ROWS * (_HEIGHT + _LABEL + _GAP)), "#777777")
    draw = ImageDraw.Draw(sheet)
    for index, path in enumerate(pictures):
        left = index % in_a_row * (_SHEET // in_a_row)
        top = index // in_a_row * (_HEIGHT + _LABEL + _GAP)
        draw.text((left + 4, top + 3), path.stem, fill="white")
        sheet.paste(_fitted(path, _SHEET // in_a_row - _GAP), (left, top + _LABEL))
    return sheet


def _fitted(path: Path, width: int) -> Image.Image:
    """The picture at `width`; of a long page its beginning."""
    with Image.open(path) as picture:
        shrink = min(1, width / picture.width)
        part = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, int(_HEIGHT / shrink))))
        return part.resize((int(part.width * shrink), int(part.height * shrink)), Image.Resampling.LANCZOS)


def _lines(findings: dict[str, list[str]]) -> str:
    return "".join(f"{cell}: {one}\n" for cell, found in sorted(findings.items()) for one in found)


def _table(bad: dict[str, list[str]]) -> str:
    """Each finding once, with how many cells have it and one of them."""
    cells: dict[str, list[str]] = defaultdict(list)
    for cell, found in bad.items():
        for one in set(found):
            cells[one].append(cell)
    rows = sorted(cells.items(), key=lambda row: -len(row[1]))
    return "\n".join(f"{len(where):5} × {what[:150]}  ({where[0]})" for what, where in rows)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
