"""What an author changed, word by word."""

import time

import pytest
from hypothesis import given, settings, strategies as st

from texts.difference import pieces


def shown(before: str, after: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in pieces(before, after)]


def test_one_word() -> None:
    assert shown("bis 20 Uhr", "bis 23 Uhr") == [("same", "bis "), ("gone", "20"), ("new", "23"), ("same", " Uhr")]


def test_a_paragraph_more() -> None:
    assert shown("Eins.\n", "Eins.\n\nZwei.") == [("same", "Eins.\n"), ("new", "\nZwei.")]


def test_one_word_in_a_long_text() -> None:
    before = " ".join(f"Von Ort{n} nach Ziel{n} fährt abends kein Bus, das ist zu wenig." for n in range(80))
    after = before.replace("Ziel40 fährt", "Ziel40 fährt leider", 1)
    assert [text.strip() for kind, text in shown(before, after) if kind != "same"] == ["leider"]


@pytest.mark.parametrize(("before", "after"), [("", ""), ("", "neu"), ("alt", ""), ("gleich", "gleich")])
def test_ends(before: str, after: str) -> None:
    assert all(text for _kind, text in shown(before, after))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab \n.ü", max_size=300), st.text(alphabet="ab \n.ü", max_size=300))
def test_nothing_is_lost_or_made_up(before: str, after: str) -> None:
    found = shown(before, after)
    assert "".join(text for kind, text in found if kind != "gone") == after
    assert "".join(text for kind, text in found if kind != "new") == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 5000, "b a " * 2500),
        ("a b " * 370, "b a " * 370),
        ("a\n" * 5000, "b\na\n" * 2500),
        ("x" * 10_000, "y" * 10_000),
    ],
)
def test_no_text_makes_the_desk_wait(before: str, after: str) -> None:
    started = time.process_time()
    pieces(before, after)
    assert time.process_time() - started < 1
