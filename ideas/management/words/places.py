"""Where ideas belong: municipalities and villages of each authority, larger ones first; invented streets and names."""

from itertools import product, zip_longest
from random import Random
from typing import NamedTuple

from ideas.management.words.deck import Deck


class Place(NamedTuple):
    """A place and the address (slug) of the authority it lies in."""

    name: str
    authority: str


BY_AUTHORITY = {
    "cottbus": (
        "Cottbus", "Sandow", "Ströbitz", "Sachsendorf", "Schmellwitz", "Sielow", "Gallinchen", "Groß Gaglow", "Branitz",
        "Döbbrick", "Dissenchen", "Kahren", "Kiekebusch", "Madlow", "Merzdorf", "Saspow", "Skadow", "Willmersdorf",
    ),
    "goerlitz": (
        "Görlitz", "Zittau", "Weißwasser", "Löbau", "Niesky", "Ebersbach-Neugersdorf", "Oderwitz", "Großschönau",
        "Herrnhut", "Reichenbach", "Rothenburg", "Boxberg", "Bad Muskau", "Olbersdorf", "Rietschen", "Seifhennersdorf",
        "Markersdorf", "Krauschwitz", "Kottmar", "Mittelherwigsdorf", "Neusalza-Spremberg", "Bernstadt", "Leutersdorf",
        "Schleife", "Kodersdorf", "Waldhufen", "Ostritz", "Oppach", "Hirschfelde", "Jonsdorf", "Oybin", "Horka",
        "Hohendubrau", "Schöpstal", "Neißeaue", "Rosenbach", "Lawalde", "Beiersdorf", "Schönbach", "Hainewalde",
        "Dürrhennersdorf", "Großschweidnitz", "Bertsdorf-Hörnitz", "Schönau-Berzdorf", "Königshain", "Vierkirchen",
        "Mücka", "Kreba-Neudorf", "Quitzdorf am See", "Hähnichen", "Weißkeißel", "Gablenz", "Groß Düben", "Trebendorf",
    ),
    "dahme-spreewald": (
        "Königs Wusterhausen", "Lübben", "Schönefeld", "Luckau", "Wildau", "Zeuthen", "Mittenwalde", "Schulzendorf",
        "Bestensee", "Heidesee", "Eichwalde", "Lieberose", "Golßen", "Märkische Heide", "Heideblick", "Groß Köris",
        "Halbe", "Teupitz", "Märkisch Buchholz", "Straupitz", "Schlepzig", "Schwielochsee", "Goyatz", "Neu Zauche",
        "Byhleguhre", "Krausnick", "Schönwald", "Kasel-Golzig", "Drahnsdorf", "Bersteland", "Steinreich",
    ),
    "spree-neisse": (
        "Spremberg", "Forst", "Guben", "Kolkwitz", "Drebkau", "Neuhausen", "Peitz", "Burg", "Welzow", "Döbern",
        "Schenkendöbern", "Jänschwalde", "Werben", "Tschernitz", "Briesen", "Dissen-Striesow", "Turnow-Preilack",
        "Felixsee", "Neiße-Malxetal", "Wiesengrund", "Heinersbrück", "Drachhausen", "Drehnow", "Teichland", "Tauer",
        "Guhrow", "Schmogrow-Fehrow",
    ),
    "oberspreewald-lausitz": (
        "Senftenberg", "Lübbenau", "Lauchhammer", "Großräschen", "Schipkau", "Vetschau", "Calau", "Schwarzheide",
        "Ruhland", "Altdöbern", "Ortrand", "Raddusch", "Lehde", "Hohenbocka", "Guteborn", "Neupetershain",
        "Neu-Seeland", "Bronkow", "Luckaitztal", "Schwarzbach", "Hermsdorf", "Grünewald", "Tettau", "Lindenau",
        "Kroppen", "Großkmehlen", "Frauendorf",
    ),
    "elbe-elster": (
        "Finsterwalde", "Herzberg", "Bad Liebenwerda", "Elsterwerda", "Doberlug-Kirchhain", "Falkenberg", "Röderland",
        "Uebigau-Wahrenbrück", "Mühlberg", "Schönewalde", "Sonnewalde", "Plessa", "Massen", "Schlieben", "Crinitz",
        "Hohenleipisch", "Sallgast", "Tröbitz", "Gröden", "Hirschfeld", "Großthiemig", "Rückersdorf", "Schönborn",
        "Lebusa", "Fichtwald", "Kremitzaue", "Hohenbucko", "Lichterfeld",
    ),
}  # fmt: skip

# The largest of each authority first, then the second of each: so the deck's long tail is its villages.
PLACES = Deck(
    [
        Place(name, authority)
        for names in zip_longest(*BY_AUTHORITY.values())
        for authority, name in zip(BY_AUTHORITY, names, strict=True)
        if name
    ],
    exponent=0.7,
)

_TREES = (
    "Linden", "Kastanien", "Birken", "Eichen", "Ahorn", "Erlen", "Kiefern", "Eschen", "Ulmen", "Weiden", "Holunder",
    "Schlehen", "Rosen", "Flieder", "Quitten", "Kirsch", "Apfel", "Birnen", "Nuss", "Hasel", "Lerchen", "Amsel",
    "Storchen", "Reiher", "Kranich", "Fuchs", "Hasen", "Dachs", "Biber", "Otter", "Bienen", "Hummel", "Falter", "Mühl",
    "Teich", "Quell", "Brunnen", "Sand", "Ton", "Lehm", "Ziegel", "Glas", "Tuch", "Weber", "Spinner", "Gerber",
    "Töpfer", "Schmiede", "Zimmer", "Schäfer", "Fischer", "Müller", "Förster", "Köhler", "Bergmanns", "Kumpel",
    "Gruben", "Halden", "Flöz", "Kohlen", "Heide", "Moor", "Wiesen", "Feld", "Wald", "Berg", "Tal", "Hang", "Ufer",
    "Insel", "Brücken", "Graben", "Deich", "Wehr", "Schleusen", "Markt", "Kirch", "Schul", "Turm", "Tor", "Mauer",
    "Garten", "Park", "Schloss", "Guts", "Anger", "Bahn", "Hafen", "Post", "Rathaus", "Sonnen", "Morgen", "Abend",
    "Winter", "Sommer", "Frühlings", "Herbst", "Regenbogen", "Sternen",
)  # fmt: skip
_WAYS = (
    ("in der", "straße"), ("am", "weg"), ("in der", "gasse"), ("am", "platz"), ("am", "ring"), ("an der", "allee"),
    ("am", "steig"), ("an der", "promenade"), ("am", "damm"), ("am", "winkel"), ("an der", "kreuzung"),
    ("in der", "siedlung"),
)  # fmt: skip
_FIRST_NAMES = (
    "Anke", "Bernd", "Carla", "Detlef", "Edda", "Falk", "Gesine", "Holger", "Ines", "Jens", "Karla", "Lutz", "Marlies",
    "Norbert", "Ottilie", "Pia", "Ronny", "Silke", "Tilo", "Ulrike", "Veit", "Wenke", "Jurij", "Marko", "Hanka", "Měto",
)  # fmt: skip
_SURNAMES = ("weiler", "brück", "rade", "stegen", "moos", "hügler", "winkler", "bachner", "haller", "mander")


def _shuffled(words: list[str]) -> list[str]:
    Random(1).shuffle(words)  # noqa: S311 - an order that is always the same
    return words


# With their preposition, such as "in der Lindenstraße": invented, some will exist.
SPOTS = Deck(_shuffled([f"{where} {tree}{way}" for tree, (where, way) in product(_TREES, _WAYS)]))
SURNAMES = Deck(_shuffled([f"{tree}{end}" for tree, end in product(_TREES, _SURNAMES)]), exponent=0.8)
FIRST_NAMES = Deck(_FIRST_NAMES, exponent=0.6)
