"""The stylesheet that pages load: built from its layers, small, without text, for old browsers too."""

import gzip
import re
from pathlib import Path

import pytest

from localstack import css as sources

ROOT = Path(__file__).resolve().parent.parent
BUNDLE = ROOT / "static" / "css" / "portal.css"
# Unknown to Safari 14, Chrome 87 or Firefox 78, where they would take the whole rule with them.
TOO_NEW = (":has(", ":is(", ":where(", "@layer", "@container", "color-mix(", "aspect-ratio", "inset:", "margin-inline:")


@pytest.fixture(scope="module")
def css() -> str:
    return BUNDLE.read_text(encoding="utf-8")


def test_bundle_is_what_the_layers_say() -> None:
    assert sources.bundle() == BUNDLE.read_text(encoding="utf-8"), "run: python3 -m localstack.css"


def test_bundle_weighs_at_most_10_kb(css: str) -> None:
    assert len(gzip.compress(css.encode())) <= 10_000


def test_no_text_in_the_stylesheet(css: str) -> None:
    contents = set(re.findall(r"(?<![-\w])content:([^;}]+)", css))
    assert contents == {'""', "counter(step)", '" (" attr(href) ")"'}


def test_no_address_of_another_host(css: str) -> None:
    assert re.findall(r"https?://|//[a-z]", css) == []


@pytest.mark.parametrize("feature", TOO_NEW)
def test_nothing_that_the_oldest_browsers_drop(css: str, feature: str) -> None:
    assert feature not in css


def test_no_gap_between_flex_items(css: str) -> None:
    """Safari 14.0 has gaps in grids only."""
    rules = re.findall(r"\{([^{}]*)\}", css)
    assert [rule for rule in rules if "display:flex" in rule and "gap:" in rule] == []


def test_dark_tokens_apply_to_the_system_and_to_the_choice(css: str) -> None:
    system, chosen = re.findall(r"color-scheme:dark;([^}]*)", css)
    assert system == chosen
    names = set(re.findall(r"(--[a-z0-9-]+):", chosen))
    assert names <= set(re.findall(r"(--[a-z0-9-]+):", css.split("color-scheme:dark", maxsplit=1)[0]))
