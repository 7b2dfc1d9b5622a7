"""German: phrases in their case, clauses with their verb at the right end."""

from collections.abc import Callable, Iterator, Mapping
from random import Random

from ideas.management.words import lexicon
from ideas.management.words.deck import Deck
from ideas.management.words.lexicon import Noun
from ideas.management.words.places import FIRST_NAMES, PLACES, SPOTS, SURNAMES
from ideas.management.words.writer import Wish, Writer

NOMINATIVE, ACCUSATIVE, DATIVE = range(3)
# By case and gender.
_A = (("ein", "eine", "ein"), ("einen", "eine", "ein"), ("einem", "einer", "einem"))
_THE = (("der", "die", "das"), ("den", "die", "das"), ("dem", "der", "dem"))
_AFTER_A = (("er", "e", "es"), ("en", "e", "es"), ("en", "en", "en"))
_AFTER_THE = (("e", "e", "e"), ("en", "e", "e"), ("en", "en", "en"))
_OF_MANY = ("e", "e", "en")

_WHO = Deck([
    ("die Gemeinde", 0), ("wir", 1), ("der Landkreis", 0), ("die Stadt", 0), ("der Verein", 0), ("die Verwaltung", 0),
    ("viele Familien", 1), ("die Vereine", 1), ("Jugendliche", 1), ("die Schule", 0), ("die Feuerwehr", 0),
    ("ältere Menschen", 1), ("das Land", 0), ("die Betriebe", 1), ("der Ortsbeirat", 0), ("die Nachbarn", 1),
    ("die Kinder", 1), ("das Amt", 0), ("Handwerker", 1), ("die Hochschule", 0), ("der Kreistag", 0),
    ("Studierende", 1), ("die Kirchgemeinde", 0), ("Pendlerinnen und Pendler", 1), ("die Bahn", 0), ("alle Orte", 1),
    ("die Genossenschaft", 0), ("junge Eltern", 1), ("der Heimatverein", 0), ("die Krankenkassen", 1),
    ("der Bürgermeister", 0), ("Ehrenamtliche", 1), ("die Sorben", 1), ("der Bund", 0), ("Zugezogene", 1),
    ("die Landwirte", 1), ("der Förster", 0), ("die Wirtschaft", 0), ("Urlauber", 1), ("die Bürgerinitiative", 0),
], exponent=0.8)  # fmt: skip
_MODALS = Deck([
    ("sollte", "sollten"), ("kann", "können"), ("könnte", "könnten"), ("muss", "müssen"), ("will", "wollen"),
    ("möchte", "möchten"), ("darf", "dürfen"),
], exponent=0.7)  # fmt: skip
_PEOPLE = Deck([
    "ältere Menschen", "Familien mit Kindern", "Jugendliche", "Menschen ohne Auto", "Radfahrer", "Gäste", "Vereine",
    "Schulkinder", "Menschen mit Behinderung", "junge Familien", "Rückkehrer", "Pendler", "Alleinstehende", "Landwirte",
    "Auszubildende", "Handwerker", "Kranke", "Großeltern", "Urlauber", "Studierende", "Künstlerinnen", "Gründerinnen",
    "Ehrenamtliche", "Rollstuhlfahrer", "Nachtschwärmer", "Spaziergänger", "Neugierige", "Hundehalter", "Imker",
    "Anglerinnen", "Musikerinnen", "Wanderer", "Schichtarbeiter", "Frühaufsteher", "Mieter", "Pflegekräfte",
], exponent=0.7)  # fmt: skip
_ADVERBS = Deck([
    "gemeinsam", "vor Ort", "endlich", "bei uns", "am Wochenende", "wieder", "mit wenig Geld", "in jedem Ort",
    "in den nächsten Jahren", "langfristig", "schrittweise", "im Sommer", "auch abends", "zusammen mit den Nachbarn",
    "ohne großen Aufwand", "für alle", "zuerst", "das ganze Jahr über", "nach der Schule", "mit eigener Hand",
    "noch in diesem Jahr", "am Ortsrand", "auf dem Land", "im ganzen Kreis", "in den Ferien", "im Winter",
    "mit Fördermitteln", "in Ruhe", "statt neuer Gutachten", "über die Kreisgrenze hinweg", "im Ehrenamt",
    "an der Neiße", "im Spreewald", "in der Heide", "nach Feierabend", "am alten Tagebau", "rund um den See",
    "unter freiem Himmel", "auf beiden Seiten der Grenze", "zweimal in der Woche", "trotz knapper Kassen",
    "barrierefrei", "ehrenamtlich", "rechtzeitig", "zu festen Zeiten", "auf Probe", "spätestens im Herbst",
    "gleich nebenan",
], exponent=0.6)  # fmt: skip
_JOINTS = Deck(
    ["weil", "damit", "wenn", "sobald", "auch wenn", "solange", "denn nur so sehen alle, dass"], exponent=0.9
)

_TITLES = (
    "{noun} in {here} {verb}", "{fresh} für {here}", "{here} braucht {a_acc}", "Mehr {many} für {here}",
    "{a} für {here}", "{noun} {spot} {verb}", "{many} in {here} gemeinsam {verb}", "{fresh} {spot}",
    "Was wird aus {the_dat} in {here}?", "{noun} und {other} unter einem Dach", "{noun} statt Leerstand in {here}",
    "Wie {here} {a_acc} bekommt", "{the} {spot} muss bleiben", "{many} zwischen {here} und {place}",
    "{here}: {a_acc} {verb}", "{noun} {adverb} {verb}",
)  # fmt: skip
_OPENINGS = (
    "{here} braucht {a_acc}.", "In {here} fehlt {a}, und das merken vor allem {people}.",
    "Ich schlage vor, {spot} in {here} {a_acc} einzurichten.", "Seit Jahren wünschen wir uns in {here} {a_acc}.",
    "Es geht mir um {the_acc} {spot} in {here}.", "Mein Vorschlag für {here}: {a_acc} {verb}.",
    "Wer {here} kennt, der kennt auch {the_acc} {spot}.", "Wir möchten in {here} {a_acc} {verb}.",
    "Könnte {here} nicht {a_acc} {verb}, so wie {place}?", "Früher hatte {here} {a_acc}, das war {spot}.",
    "{the} in {here} ist in keinem guten Zustand.", "Für {people} in {here} wäre {a} ein Gewinn.",
)  # fmt: skip
_SENTENCES = (
    "{they_should} {when} {acc} {do}, {joint} {they_do}.", "{when} {should_they} {acc} {do}, {joint} {they_do}.",
    "Ich wünsche mir, dass {they_do}.", "Mit {dat} {should_they} auch {acc} {do}.",
    "Wer in {place} wohnt und in {place} arbeitet, braucht {acc}.", "Wichtig ist mir, dass {they_do}.",
    "In {place} gibt es {acc} schon, und {people} sind begeistert.",
    "Wenn {they_do}, kommen auch {people} nach {here}.", "Dafür eignet sich {nom} {some_spot}.",
    "{they_should} {the_acc} {do} und dabei {acc} nicht vergessen.",
    "Früher gab es in {place} {acc}, heute ist davon wenig übrig.",
    "Das kostet Geld, aber weniger als {nom}, und {they_should} {acc} {do}.",
    "Zwischen {place} und {place} gibt es bisher weder {acc} noch {acc}.",
    "Auch {nom} gehört für mich dazu, {joint} {they_do}.", "Statt über {acc} zu reden, {should_they} {the_acc} {do}.",
    "Für {people} ist {the} wichtiger als {nom}.", "{name} aus {place} hat uns erzählt, dass {they_do}.",
    "Bis {year} {should_they} {acc} {do}.", "{nom} allein hilft wenig, dazu braucht es {acc}.",
    "Der Strukturwandel gelingt nur, wenn {they_do}.", "Der Verein {some_spot} hat gezeigt, wie man {acc} {do} kann.",
    "Aus {dat} ließe sich {nom} machen.", "Vor {number} Jahren stand {some_spot} noch {nom}.",
    "Wir haben {number} Unterschriften gesammelt, {joint} {they_do}.",
    "Seit der Wende hat {here} viel verloren, zuletzt {acc}.", "{should_they} nicht zuerst {acc} {do}?",
    "{people} haben von {dat} mehr als von {dat}.",
    "Unsere Nachbarn in Polen und Tschechien könnten {acc} mit uns {do}.",
    "Viele sagen, dass {they_do}, aber es geschieht nichts.",
    "Am Ende haben alle etwas davon: {people}, {people} und {people}.",
    "Ich bin {number} Jahre alt und komme ohne Auto nicht mehr nach {place}.", "{the} soll offen sein für {people}.",
    "Die alten Werkhallen stehen leer, obwohl {people} Räume suchen.", "Ohne {acc} ziehen {people} weg.",
    "Auf der Strecke von {place} nach {place} sind im letzten Jahr {number} Unfälle passiert.",
    "Ein Schlüssel, ein Raum und {name}, mehr braucht es für den Anfang nicht.", "{name} würde {acc} {do}.",
    "Die sorbische Sprache soll man dort nicht nur lesen, sondern auch hören.",
    "Im Plan steht es unter Nummer {serial}.",
)  # fmt: skip
_COMMENTS = (
    "Gute Idee!", "Das fehlt auch in {place}.", "Dafür!", "Wer bezahlt {acc}?", "Bei uns in {place} klappt das schon.",
    "Bitte auch an {people} denken.", "Ich würde mitmachen und kenne noch {number} andere.",
    "Danke, genau mein Gedanke.", "Warum nicht zuerst in {place} anfangen?", "Ich wünsche mir, dass {they_do}.",
    "Am besten gemeinsam mit {place}.", "Das wurde vor {number} Jahren schon einmal geprüft.",
    "{they_should} lieber {acc} {do}.", "Und was wird aus {dat}?", "Noch wichtiger finde ich {acc}.",
    "{people} haben davon leider nichts.", "{some_spot} wäre Platz für {acc}.", "Ohne {acc} wird das nichts.",
    "{when} {should_they} {acc} {do}.", "Fragen Sie {name} aus {place}.",
)  # fmt: skip
_ANSWERS = {
    "under_review": (
        "Vielen Dank für Ihren Vorschlag. Wir prüfen, ob sich {the} in {here} verwirklichen lässt.",
        "Wir haben {the_acc} an die zuständige Stelle gegeben und melden uns mit dem Ergebnis.",
    ),
    "taken_up": (
        "{the} soll im Haushalt {year} stehen. Bis dahin {should_they} {acc} {do}.",
        "Wir greifen die Idee auf: Eine Arbeitsgruppe plant {the_acc} {spot}, und {they_should} {acc} {do}.",
    ),
    "in_implementation": (
        "Die Arbeiten haben begonnen, und {the} in {here} soll im Jahr {year} fertig sein.",
        "Der Auftrag ist vergeben, {spot} wird schon gebaut. Wir rechnen mit {number} Wochen.",
    ),
    "implemented": (
        "{the} in {here} ist fertig. Wir danken allen, die geholfen haben.",
        "Seit dem Frühjahr gibt es {spot} {a_acc}. Kommen Sie vorbei!",
    ),
    "not_pursued": (
        "Wir können {the_acc} nicht verwirklichen, denn {spot} fehlt der Platz, und die Kosten wären zu hoch.",
        "Für {the_acc} sind wir nicht zuständig. Zuerst {should_they} {acc} {do}.",
    ),
}


def the(noun: Noun, case: int) -> str:
    return f"{_THE[case][noun.gender]} {noun.singular}"


def a(noun: Noun, case: int) -> str:
    return f"{_A[case][noun.gender]} {noun.singular}"


def plural(noun: Noun, case: int) -> str:
    """Without an article; the dative adds an n where the ending has room for it."""
    return f"{noun.plural}n" if case == DATIVE and noun.plural.endswith(("e", "el", "er")) else noun.plural


_Shape = Callable[[Noun, str, int], str]


def _a(noun: Noun, _adjective: str, case: int) -> str:
    return a(noun, case)


def _a_certain(noun: Noun, adjective: str, case: int) -> str:
    return f"{_A[case][noun.gender]} {adjective}{_AFTER_A[case][noun.gender]} {noun.singular}"


def _the(noun: Noun, _adjective: str, case: int) -> str:
    return the(noun, case)


def _the_certain(noun: Noun, adjective: str, case: int) -> str:
    return f"{_THE[case][noun.gender]} {adjective}{_AFTER_THE[case][noun.gender]} {noun.singular}"


def _many_certain(noun: Noun, adjective: str, case: int) -> str:
    return f"{adjective}{_OF_MANY[case]} {plural(noun, case)}"


_ONE: Deck[_Shape] = Deck([_a, _a_certain, _the, _the_certain], exponent=0.6)
_ONE_OR_MANY: Deck[_Shape] = Deck([_a, _a_certain, _many_certain, _the, _the_certain], exponent=0.6)


class German(Writer):
    """Titles, texts, comments and answers."""

    titles, openings, sentences = _TITLES, _OPENINGS, _SENTENCES

    def __init__(self, draw: Random) -> None:
        super().__init__(draw)
        slots = self._slots(draw)
        self._comment = self.stream(_COMMENTS, slots)
        self._answers = {stage: self.stream(templates, slots) for stage, templates in _ANSWERS.items()}

    def comment(self) -> str:
        """One sentence or two; not about the wish at hand."""
        sentence = next(self._comment)
        return f"{sentence} {next(self._comment)}" if self._draw.random() < 0.4 else sentence

    def answer(self, stage: str) -> str:
        """What an authority says when it sets this stage."""
        return next(self._answers[stage])

    def turn_to(self, wish: Wish) -> None:
        noun, fresh = wish.noun, next(self._adjective)
        self._wish.update(
            here=wish.place.name, spot=wish.spot, verb=wish.verb, noun=noun.singular, many=noun.plural,
            a=a(noun, NOMINATIVE), a_acc=a(noun, ACCUSATIVE), the=the(noun, NOMINATIVE), the_acc=the(noun, ACCUSATIVE),
            the_dat=the(noun, DATIVE), fresh=f"{fresh}{_AFTER_A[NOMINATIVE][noun.gender]} {noun.singular}",
        )  # fmt: skip

    def _slots(self, draw: Random) -> Mapping[str, Iterator[str]]:
        self._wish = dict.fromkeys(
            ("here", "spot", "verb", "noun", "many", "a", "a_acc", "the", "the_acc", "the_dat", "fresh"), ""
        )
        self._adjective = lexicon.ADJECTIVES.drawn(draw)
        nouns, verbs = lexicon.nouns().drawn(draw), lexicon.VERBS.drawn(draw)
        spots, places = SPOTS.drawn(draw), (place.name for place in PLACES.drawn(draw))
        adverbs = _ADVERBS.drawn(draw)
        phrases = [self._phrases(case, nouns, draw) for case in (NOMINATIVE, ACCUSATIVE, DATIVE)]
        return {
            **{name: self._of_wish(name) for name in self._wish},
            "nom": phrases[NOMINATIVE], "acc": phrases[ACCUSATIVE], "dat": phrases[DATIVE],
            "other": (noun.singular for noun in nouns), "do": verbs, "adverb": adverbs, "some_spot": spots,
            "place": places, "people": _PEOPLE.drawn(draw), "joint": _JOINTS.drawn(draw),
            "when": _adverbials(draw, adverbs, places, spots), "name": _names(draw),
            "they_should": _clauses(draw, "{who} {modal}"), "should_they": _clauses(draw, "{modal} {who}"),
            "they_do": _subordinate(draw, adverbs, phrases[ACCUSATIVE], verbs),
            "number": (str(number) for number in _numbers(draw, 3, 95)),
            "year": (str(number) for number in _numbers(draw, 2027, 2041)),
            "serial": (str(number) for number in _numbers(draw, 10_000, 1_000_000)),
        }  # fmt: skip

    def _phrases(self, case: int, nouns: Iterator[Noun], draw: Random) -> Iterator[str]:
        adjectives = self._adjective
        # Their verb stands in the singular.
        shapes = _ONE if case == NOMINATIVE else _ONE_OR_MANY
        for shape in shapes.drawn(draw):
            yield shape(next(nouns), next(adjectives), case)


def _clauses(draw: Random, pattern: str) -> Iterator[str]:
    modals = _MODALS.drawn(draw)
    for who, number in _WHO.drawn(draw):
        yield pattern.format(who=who, modal=next(modals)[number])


def _subordinate(draw: Random, adverbs: Iterator[str], objects: Iterator[str], verbs: Iterator[str]) -> Iterator[str]:
    modals = _MODALS.drawn(draw)
    for who, number in _WHO.drawn(draw):
        yield f"{who} {next(adverbs)} {next(objects)} {next(verbs)} {next(modals)[number]}"


def _adverbials(draw: Random, adverbs: Iterator[str], places: Iterator[str], spots: Iterator[str]) -> Iterator[str]:
    while True:
        for kind in draw.choices((0, 1, 2), (6, 3, 2), k=500):
            yield next(adverbs) if kind == 0 else f"in {next(places)}" if kind == 1 else next(spots)


def _names(draw: Random) -> Iterator[str]:
    first = FIRST_NAMES.drawn(draw)
    for last in SURNAMES.drawn(draw):
        yield f"{next(first)} {last}"


def _numbers(draw: Random, low: int, high: int) -> Iterator[int]:
    while True:
        yield from (int(low + (high - low) * draw.random()) for _ in range(200))
