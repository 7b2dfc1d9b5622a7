"""What the benchmarks make of their figures: ratios, bars, the table and the comparison with the last run."""

import json
from pathlib import Path

import pytest

from bench import bars, results
from bench.baseline import Baseline, NotHere
from bench.results import Row, Taken


def row(name: str = "submit", *, value: float = 10.0, ratio: float = 2.0, queries: int = 9) -> Row:
    return results.judged(Row(name, value, floor=5.0, ratio=ratio, queries=queries), "M")


def test_a_ratio_is_the_median_of_the_rounds() -> None:
    taken = {"floor": Taken([0.01, 0.02, 0.01]), "list": Taken([0.02, 0.08, 0.05], 4)}
    assert results.beside_floor(taken) == [Row("list", 50.0, floor=10.0, ratio=4.0, queries=4)]


def test_the_fewest_queries_count() -> None:
    taken = Taken()
    for queries in (None, 9, 4, 5):
        taken.saw(queries)
    assert taken.queries == 4


@pytest.mark.parametrize(
    ("ratio", "queries", "holds"), [(2.0, 9, True), (3.0, 12, True), (3.01, 12, False), (3.0, 13, False)]
)
def test_a_bar_holds_when_all_of_it_does(ratio: float, queries: int, holds: bool) -> None:
    judged = row(ratio=ratio, queries=queries)
    assert judged.holds is holds
    assert judged.bar == "≤ 3 × floor, ≤ 12 queries"


@pytest.mark.parametrize(("value", "holds"), [(0.8, True), (0.79, False)])
def test_at_least_is_not_at_most(value: float, holds: bool) -> None:
    assert row("anonymous page, of an empty view", value=value).holds is holds


def test_where_nothing_is_asked_nothing_is_held() -> None:
    assert (row("home").holds, row("home").bar) == (None, "")


def test_a_size_may_have_its_own_bar() -> None:
    assert str(bars.of("search, rare word", "M")) == "≤ 5 × floor"
    assert str(bars.of("search, rare word", "XL")) == "≤ 60"
    assert str(bars.of("export, rows/s of bare COPY", "S")) == ""


def test_the_table_marks_what_is_missed_and_what_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    assert results.last("M") == {}
    results.keep([row(), Row("baseline", 3.0)], "M")
    kept = results.last("M")
    assert [line["name"] for line in kept["rows"]] == ["submit"]
    printed = results.table([row(ratio=4.0), row("home")], kept).splitlines()
    assert ["+100%" in line for line in printed[-2:]] == [True, False]
    assert ["✗ MISSED" in line for line in printed[-2:]] == [True, False]


def test_the_file_is_json_with_a_line_for_each_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    text = results.keep([row(), row("home")], "S").read_text(encoding="utf-8")
    assert len(text.splitlines()) == 4
    assert json.loads(text)["rows"][0] == {
        "name": "submit", "value": 10.0, "unit": "ms", "floor_ms": 5.0, "ratio": 2.0, "queries": 9,
        "bar": "≤ 3 × floor, ≤ 12 queries", "holds": True,
    }  # fmt: skip


def test_growth_is_that_of_the_slowest_list_beside_its_floor() -> None:
    smaller = {"rows": [{"name": "list, page 1", "ratio": 2.0}, {"name": "list, page 50", "ratio": 2.0}]}
    rows = [Row("list, page 1", 9.0, ratio=2.2), Row("list, page 50", 9.0, ratio=2.8), Row("home", 9.0, ratio=9.0)]
    assert results.growth(rows, smaller) == [Row("lists, XL of M", 1.4, "×")]
    assert results.growth(rows, {}) == []


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "http://example.org/", "http://127.0.0.1.example.org/", "http://0.0.0.0/", "127.0.0.1:80",
        "http://127.0.0.1@example.org/", "http://x@127.0.0.1/", "http://127.0.0.1:99999/", "file:///etc/passwd", "x",
    ],
)  # fmt: skip
def test_a_baseline_is_on_this_machine(url: str) -> None:
    with pytest.raises(NotHere, match="on this machine"):
        Baseline.parse(url)


def test_the_page_of_a_baseline() -> None:
    assert Baseline.parse("http://localhost:9000/ideen/?a=b") == Baseline(9000, "/ideen/?a=b")
    assert Baseline.parse("http://127.0.0.1") == Baseline(80, "/")
