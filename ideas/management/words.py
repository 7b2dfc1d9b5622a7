"""Sentences for synthetic ideas: enough different words that search has common and rare ones."""

from random import Random

PLACES = (
    "Cottbus", "Görlitz", "Guben", "Forst", "Spremberg", "Senftenberg", "Lübben", "Lübbenau", "Calau", "Vetschau",
    "Finsterwalde", "Herzberg", "Elsterwerda", "Bad Liebenwerda", "Doberlug-Kirchhain", "Sonnewalde", "Falkenberg",
    "Weißwasser", "Niesky", "Rothenburg", "Zittau", "Löbau", "Ebersbach", "Herrnhut", "Ostritz", "Reichenbach",
    "Bad Muskau", "Krauschwitz", "Boxberg", "Rietschen", "Peitz", "Drebkau", "Kolkwitz", "Burg", "Straupitz",
    "Lieberose", "Luckau", "Golßen", "Schönefeld", "Königs Wusterhausen", "Wildau", "Lauchhammer", "Schwarzheide",
    "Ruhland", "Ortrand", "Großräschen", "Altdöbern", "Welzow", "Döbern", "Jänschwalde", "Schenkendöbern",
    "Hirschfelde",
)  # fmt: skip
THINGS = (
    "ein Radweg", "ein Rufbus", "eine Werkstatt für Gründerinnen", "ein Dorfladen", "eine Bücherei", "ein Badestrand",
    "ein Gesundheitszentrum", "eine Musikschule", "ein Spielplatz", "ein Solarfeld", "ein Genossenschaftshaus",
    "eine Lehrwerkstatt", "ein Jugendtreff", "eine Streuobstwiese", "ein Bahnhalt", "eine Fähre", "ein Sprachkurs",
    "ein Forschungsinstitut", "ein Wärmenetz", "ein Aussichtsturm", "eine Ladesäule", "ein Repaircafé", "ein Chor",
    "eine Tagespflege", "ein Funkmast", "ein Marktplatz", "eine Waldschule", "ein Handwerkerhof", "ein Kulturspeicher",
    "eine Notaufnahme", "ein Lehrpfad", "eine Brücke", "ein Wochenmarkt", "eine Hebammenpraxis", "ein Freibad",
)  # fmt: skip
WISHES = (
    "schaffen", "erhalten", "ausbauen", "neu denken", "endlich bauen", "wieder öffnen", "gemeinsam betreiben",
    "für alle zugänglich machen", "mit Nachbarn planen", "bis 2035 einrichten",
)  # fmt: skip
SENTENCES = (
    "In {place} fehlt {thing}, und das merken vor allem Familien und ältere Menschen.",
    "Früher gab es in {place} so etwas, nach der Wende wurde es geschlossen.",
    "Wer in {place} wohnt und in {other} arbeitet, ist ohne Auto mehr als eine Stunde unterwegs.",
    "Ich schlage vor, dass sich {place} und {other} zusammentun, statt dass jeder für sich plant.",
    "Viele junge Leute ziehen weg, weil sie hier nach der Ausbildung nichts finden.",
    "Die Gruben werden zu Seen; daraus kann mehr werden als ein Ziel für den Sonntag.",
    "Das kostet Geld, aber weniger als noch ein Gutachten.",
    "Der Verein in {other} hat gezeigt, wie es mit wenigen Mitteln und vielen Händen geht.",
    "Wichtig ist, dass es auch am Abend und am Wochenende offen ist.",
    "Auf den Dächern der Schule von {place} wäre Platz für Strom aus der Sonne.",
    "Unsere Nachbarn in Polen und Tschechien sollten von Anfang an mitreden.",
    "Die sorbische Sprache soll man dort nicht nur lesen, sondern hören können.",
    "Für den Anfang reicht ein Raum, ein Schlüssel und jemand, der sich kümmert.",
    "Mit dem Strukturwandel kommen Fördermittel, sie müssen nur bei uns ankommen.",
    "Meine Mutter ist {number} und kommt nicht mehr allein zum Arzt nach {other}.",
    "Ein Fahrplan, der zur Schicht passt, hilft mehr als jede Werbung.",
    "An der Straße von {place} nach {other} sind im letzten Jahr {number} Unfälle passiert.",
    "Ohne schnelles Internet wird sich in {place} kein Betrieb mehr ansiedeln.",
    "Die alten Werkhallen stehen leer und verfallen, obwohl Handwerker Räume suchen.",
    "Wir haben schon {number} Unterschriften gesammelt und helfen gern beim Aufbau.",
)
COMMENTS = (
    "Das fehlt auch in {place}.", "Gute Idee, aber wer bezahlt den Unterhalt?", "Bei uns in {place} klappt das schon.",
    "Bitte auch an Menschen mit Rollstuhl denken.", "Ich würde mitmachen und kenne noch {number} andere.",
    "Das wurde vor Jahren schon einmal geprüft. Was ist daraus geworden?", "Dafür! Am besten gemeinsam mit {place}.",
    "Warum nicht zuerst in {place} anfangen?", "Der Bus müsste dann aber öfter fahren.", "Danke, genau mein Gedanke.",
)  # fmt: skip


def _filled(sentence: str, draw: Random) -> str:
    return sentence.format(
        place=draw.choice(PLACES), other=draw.choice(PLACES), thing=draw.choice(THINGS), number=draw.randrange(3, 95)
    )


def title(draw: Random) -> str:
    thing = draw.choice(THINGS)
    return f"{thing[0].upper()}{thing[1:]} in {draw.choice(PLACES)}: {draw.choice(WISHES)}"


def text(draw: Random) -> str:
    """Two to ten sentences in paragraphs, now and then with a number nobody else has."""
    sentences = [_filled(draw.choice(SENTENCES), draw) for _ in range(draw.randrange(2, 11))]
    if draw.random() < 0.2:
        sentences.append(f"Im Plan steht es unter Nummer {draw.randrange(10_000, 1_000_000)}.")
    half = (len(sentences) + 1) // 2
    return " ".join(sentences[:half]) + "\n\n" + " ".join(sentences[half:])


def comment(draw: Random) -> str:
    return _filled(draw.choice(COMMENTS), draw)
