"""The other languages: English with words of its own, for the rest a few plain sentences and names of places."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from ideas.management.words.deck import Deck
from ideas.management.words.places import PLACES
from ideas.management.words.writer import Wish, Writer

_THINGS = Deck(
    [
        "bus line", "cycle path", "playground", "village shop", "library", "train station", "youth club",
        "health centre", "workshop", "music school", "swimming pool", "solar park", "bridge", "community garden",
        "market hall", "charging station", "research institute", "museum", "nature trail", "ferry", "language course",
        "kindergarten", "repair café", "concert hall", "wind farm", "day-care centre", "fire station", "lookout tower",
        "camping site", "co-working space", "film festival", "training programme", "heating network", "fruit garden",
        "mobile clinic", "night bus", "reading room", "skate park", "boat landing", "farm shop",
    ]
)  # fmt: skip
_GROUPS = Deck(
    [
        "families", "older people", "young people", "visitors", "commuters", "students", "volunteers", "newcomers",
        "local firms", "clubs", "children", "people without a car", "farmers", "artists", "neighbours",
    ]
)  # fmt: skip
_ACTS = Deck(
    [
        "build", "open", "support", "plan", "keep", "improve", "extend", "fund", "repair", "share", "protect",
        "reopen", "run", "design",
    ]
)  # fmt: skip


class English(Writer):
    """Simple sentences."""

    titles = (
        "A {it} for {here}", "A new {it} in {here}", "{here} needs a {it}", "A {it} and a {thing} in {here}",
        "Let us {act} a {it} together", "A better {it} between {here} and {place}",
    )  # fmt: skip
    openings = (
        "We need a {it} in {here}.", "{here} used to have a {it}, and many people miss it.",
        "My idea is to {act} a {it} in {here}.", "For {group} in {here} a {it} would make life easier.",
    )  # fmt: skip
    sentences = (
        "Without a {thing} many {group} will move away.", "We could {act} it together with {place}.",
        "In {place} the {thing} has worked well for years.", "It should be open to {group} and {group}.",
        "The district could {act} the {it} step by step.", "Some of us would help to {act} the {it}.",
        "A small {it} would be enough for the beginning.", "The way from {place} to {place} takes too long.",
        "Money is short, but a {thing} costs less than doing nothing.", "Then {group} would come to {here} more often.",
        "Please ask {group} before you {act} the {it}.", "The old {thing} stands empty and could be used.",
    )  # fmt: skip

    def turn_to(self, wish: Wish) -> None:
        self._wish.update(here=wish.place.name, it=next(self._thing))

    def _slots(self, draw: Random) -> Mapping[str, Iterator[str]]:
        self._wish, self._thing = {"here": "", "it": ""}, _THINGS.drawn(draw)
        return {
            **{name: self._of_wish(name) for name in self._wish},
            "thing": self._thing, "group": _GROUPS.drawn(draw), "act": _ACTS.drawn(draw),
            "place": (place.name for place in PLACES.drawn(draw)),
        }  # fmt: skip


class Plain(Writer):
    """Fixed sentences, and places by the names they have in that language."""

    places: Sequence[str]

    def turn_to(self, wish: Wish) -> None:
        """The sentences are about nothing but their places."""

    def _slots(self, draw: Random) -> Mapping[str, Iterator[str]]:
        return {"place": self._places(draw)}

    def _places(self, draw: Random) -> Iterator[str]:
        """Never one twice in a row."""
        last = ""
        for place in Deck(self.places, exponent=0.5).drawn(draw):
            if place != last:
                yield place
            last = place


class UpperSorbian(Plain):
    """Names of places and greetings."""

    places = (
        "Zhorjelc", "Žitawa", "Běła Woda", "Lubij", "Niska", "Mužakow", "Slepo", "Hamor", "Rózbork", "Rychbach",
        "Krušwica", "Ochranow",
    )  # fmt: skip
    titles = ("Witajće k nam: {place} a {place}", "{place}, {place}, {place}: serbska rěč", "{place} – naša domizna")
    openings = ("Wutrobny dźak.", "Dobry dźeń.", "Witajće k nam.")
    sentences = (
        "Serbska rěč je žiwa.", "{place}, {place} a {place}.", "Łužica je naša domizna.", "{place} a {place}.",
    )  # fmt: skip


class LowerSorbian(Plain):
    """Names of places and greetings."""

    places = (
        "Chóśebuz", "Lubin", "Lubnjow", "Gubin", "Baršć", "Grodk", "Zły Komorow", "Kalawa", "Wětošow", "Picnjo",
        "Drjowk", "Bórkowy", "Tšupc", "Golkojce", "Janšojce",
    )  # fmt: skip
    titles = ("Witajśo k nam: {place} a {place}", "{place}, {place}, {place}: serbska rěc", "{place} – naša domownja")
    openings = ("Wutšobny źěk.", "Dobry źeń.", "Witajśo k nam.")
    sentences = (
        "Serbska rěc jo žywa.", "{place}, {place} a {place}.", "Łužyca jo naša domownja.", "{place} a {place}.",
    )  # fmt: skip


class Polish(Plain):
    """About the border and what crosses it."""

    places = ("Görlitz", "Guben", "Forst", "Bad Muskau", "Zittau", "Cottbus", "Zgorzelec", "Gubin", "Łęknica", "Żary")
    titles = (
        "Więcej autobusów: {place} i {place}",
        "Ścieżka rowerowa nad Nysą: {place}",
        "Wspólny festyn: {place} i {place}",
    )
    openings = ("Mieszkamy po obu stronach Nysy.", "Proszę o dwujęzyczne informacje.", "Mam prosty pomysł.")
    sentences = (
        "Potrzebujemy więcej autobusów przez granicę.", "Dzieci mogą uczyć się razem.", "Ścieżka rowerowa łączy ludzi.",
        "Chodzi o te miasta: {place}, {place}.", "Chcemy mieć wspólny bilet na autobus i pociąg.",
        "Dziękujemy za każdą pomoc.",
    )  # fmt: skip


class Czech(Plain):
    """About the border and what crosses it."""

    places = ("Zittau", "Görlitz", "Liberec", "Hrádek nad Nisou", "Oybin", "Seifhennersdorf", "Varnsdorf", "Rumburk")
    titles = (
        "Více vlaků: {place} a {place}",
        "Nová cyklostezka přes hranici: {place}",
        "Společná škola: {place} a {place}",
    )
    openings = ("Bydlíme blízko hranice.", "Prosím o informace v češtině.", "Mám jednoduchý nápad.")
    sentences = (
        "Potřebujeme více vlaků přes hranici.", "Děti se mohou učit společně.", "Cyklostezka spojuje lidi.",
        "Jde o tato města: {place}, {place}.", "Chceme mít společnou jízdenku na autobus a vlak.",
        "Děkujeme za každou pomoc.",
    )  # fmt: skip
