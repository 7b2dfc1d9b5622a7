"""Charts: coordinates, what is said of them, and nothing drawn of nothing."""

from texts.charts import Bars, Columns, Value


def test_columns_stand_on_one_line_and_share_their_height() -> None:
    chart = Columns("T", "R", "N", [Value("a", 0), Value("b", 50), Value("c", 100), Value("d", 1)])
    assert [column.height for column in chart.drawn] == [0, 48, 96, 1]
    assert {column.y + column.height for column in chart.drawn} == {chart.base}
    assert "100" in chart.spoken


def test_bars_are_as_long_as_their_share() -> None:
    chart = Bars("T", "R", "N", [Value("a", 0), Value("b", 1), Value("c", 10_000), Value("d", 2500)])
    assert [length for _value, length in chart.drawn] == [0, 20, 1000, 250]


def test_nothing_is_drawn_of_nothing() -> None:
    chart = Columns("Titel", "R", "N", [Value("a", 0)])
    assert [column.height for column in chart.drawn] == [0]
    assert chart.spoken == "Titel: keine."
    assert Columns("Titel", "R", "N", []).drawn == []
