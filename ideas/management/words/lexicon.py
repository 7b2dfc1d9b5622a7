"""Nouns with gender and plural, adjectives and verbs; rare nouns are compounds made of parts.

"Rad" and "Weg" make "Radweg", "Dorf", "gemeinschafts" and "haus" make "Dorfgemeinschaftshaus".
"""

from functools import cache
from itertools import product
from random import Random
from typing import NamedTuple

from ideas.management.words.deck import Deck


class Noun(NamedTuple):
    """A noun; `gender` is 0 masculine, 1 feminine, 2 neuter; `subject` the slot of the theme it belongs to."""

    singular: str
    plural: str
    gender: int
    subject: int


RARE = 90_000


def _page(words: str) -> list[str]:
    return words.split()


# First parts of compounds, with what links them, by the slot of their theme.
FIRSTS = {
    1: _page("""
    Betriebs Gewerbe Handwerks Handels Industrie Gründer Meister Lehrlings Ausbildungs Forschungs Labor Markt Laden
    Messe Bau Holz Metall Glas Textil Ton Ziegel Werkzeug Maschinen Möbel Brauerei Bäcker Fleischer Käse Milch
    Kartoffel Gurken Leinöl Honig Obst Gemüse Kräuter Tourismus Gäste Ferien Camping Wander Boots Kanu Angel Hotel
    Kur Export Rohstoff Batterie Chemie Fach Finanz Kredit Kohle Bergbau Tagebau Kraftwerks Zukunfts Struktur
    Standort Investitions Arbeits Tausch Reparatur Recycling
"""),
    2: _page("""
    Rad Fuß Bus Rufbus Bürgerbus Nacht Bahn Zug Straßenbahn Auto Elektro Lade Park Parkplatz Straßen Wege Brücken
    Kreuzungs Ampel Kreisel Tempo Fahrrad Lastenrad Roller Pendler Mitfahr Takt Fahrplan Ticket Bahnhofs Gleis Güter
    Hafen Fähr Grenz Schüler Digital Internet Glasfaser Funk Mobilfunk Daten Medien Computer Netz Server Software
    Karten Verkehrs Stau Unfall Schilder Laternen Licht Zebra Schulweg Umgehungs Zubringer Draisinen
"""),
    3: _page("""
    Dorf Stadt Gemeinde Kreis Land Heimat Nachbarschafts Vereins Jugend Kinder Kita Familien Senioren Mütter Eltern
    Großeltern Frauen Männer Feuerwehr Rettungs Notfall Gesundheits Arzt Zahnarzt Apotheken Pflege Kranken Hebammen
    Hospiz Wohn Miet Haus Bürger Rathaus Amts Verwaltungs Beteiligungs Service Beratungs Begegnungs Ehrenamts
    Freiwilligen Sport Fußball Turn Schwimm Kegel Tischtennis Kletter Skate Spiel Grill Picknick Koch Back Tafel
    Kleider Leih Inklusions Willkommens Sicherheits Hochwasser Brandschutz Friedhofs Hunde
"""),
    4: _page("""
    Kultur Musik Kunst Theater Film Kino Tanz Chor Orgel Trachten Oster Advents Fastnachts Ernte Volks Sprach Lese
    Bücher Bibliotheks Schul Grundschul Berufsschul Hochschul Lern Lehr Vorschul Museums Denkmal Schloss Kirchen
    Burg Mühlen Archiv Geschichts Zeitzeugen Erinnerungs Sagen Märchen Literatur Zeitungs Radio Ausstellungs Galerie
    Atelier Töpfer Weber Sommer Winter Ferienlager Partnerschafts Europa Austausch Brauchtums Bildungs Wissens
    Technik Robotik Umweltbildungs
"""),
    5: _page("""
    Wald Forst Baum Obstbaum Wiesen Blumen Bienen Garten Acker Feld Moor Heide Natur Umwelt Klima Wasser Trinkwasser
    Regenwasser See Strand Ufer Bade Fluss Spree Neiße Teich Insel Fisch Vogel Storchen Biber Wolfs Tier Schaf
    Pferde Energie Solar Wind Wärme Fernwärme Strom Speicher Wasserstoff Gas Biogas Sonnen Dach Fassaden Müll Abfall
    Kompost Boden Sand Kies Halden Gruben Restloch Landschafts Aussichts Lärm Schatten Trocken Kühl Quell Brunnen
    Hecken Alleen Streuobst
"""),
}  # fmt: skip
MIDDLES = _page("""
    gemeinschafts bildungs erlebnis begegnungs informations ausleih service förder schutz pflege versorgungs
    vermittlungs freizeit lern museums beratungs betreuungs planungs forschungs entwicklungs wander spiel sport
    sammel tausch werkstatt garten markt wege haltestellen nutzungs beteiligungs ausbildungs gründer kultur
""")
# Last parts: they decide about gender and plural.
HEADS = _page("""
    weg:m:wege straße:f:straßen pfad:m:pfade platz:m:plätze brücke:f:brücken haus:n:häuser halle:f:hallen hof:m:höfe
    werkstatt:f:werkstätten laden:m:läden markt:m:märkte fest:n:feste verein:m:vereine gruppe:f:gruppen
    zentrum:n:zentren stelle:f:stellen station:f:stationen linie:f:linien netz:n:netze karte:f:karten plan:m:pläne
    projekt:n:projekte kurs:m:kurse schule:f:schulen garten:m:gärten park:m:parks wiese:f:wiesen hütte:f:hütten
    turm:m:türme steg:m:stege hafen:m:häfen bad:n:bäder bank:f:bänke tafel:f:tafeln säule:f:säulen anlage:f:anlagen
    börse:f:börsen stiftung:f:stiftungen preis:m:preise tag:m:tage woche:f:wochen camp:n:camps café:n:cafés
    treff:m:treffs klub:m:klubs raum:m:räume zimmer:n:zimmer büro:n:büros labor:n:labore museum:n:museen
    bühne:f:bühnen archiv:n:archive bibliothek:f:bibliotheken praxis:f:praxen klinik:f:kliniken dienst:m:dienste
    beratung:f:beratungen angebot:n:angebote programm:n:programme rat:m:räte forum:n:foren konferenz:f:konferenzen
    route:f:routen tour:f:touren führung:f:führungen fähre:f:fähren boot:n:boote bus:m:busse taxi:n:taxis
    bahn:f:bahnen zug:m:züge halt:m:halte kreuzung:f:kreuzungen dach:n:dächer wand:f:wände tor:n:tore küche:f:küchen
    mühle:f:mühlen gärtnerei:f:gärtnereien genossenschaft:f:genossenschaften gemeinschaft:f:gemeinschaften
    initiative:f:initiativen patenschaft:f:patenschaften akademie:f:akademien institut:n:institute werk:n:werke
    fabrik:f:fabriken betrieb:m:betriebe speicher:m:speicher pumpe:f:pumpen quelle:f:quellen brunnen:m:brunnen
    teich:m:teiche insel:f:inseln ufer:n:ufer strand:m:strände hecke:f:hecken allee:f:alleen beet:n:beete
    denkmal:n:denkmäler ausstellung:f:ausstellungen sammlung:f:sammlungen zeitung:f:zeitungen sender:m:sender
    app:f:apps portal:n:portale stammtisch:m:stammtische mobil:n:mobile kiosk:m:kioske stand:m:stände lager:n:lager
    container:m:container scheune:f:scheunen stall:m:ställe siedlung:f:siedlungen quartier:n:quartiere
    schild:n:schilder spur:f:spuren tunnel:m:tunnel rampe:f:rampen treppe:f:treppen aufzug:m:aufzüge
    lehrpfad:m:lehrpfade spielplatz:m:spielplätze parkplatz:m:parkplätze bahnhof:m:bahnhöfe
    haltestelle:f:haltestellen tagesstätte:f:tagesstätten wohnung:f:wohnungen herberge:f:herbergen
    zeltplatz:m:zeltplätze kalender:m:kalender wettbewerb:m:wettbewerbe gutschein:m:gutscheine vertrag:m:verträge
    fonds:m:fonds kasse:f:kassen leitstelle:f:leitstellen
""")
# What people wish for most, so most often drawn; the number is the slot of the theme.
COMMON = _page("""
    Radweg:m:Radwege:2 Bus:m:Busse:2 Spielplatz:m:Spielplätze:3 Straße:f:Straßen:2 Haltestelle:f:Haltestellen:2
    Schule:f:Schulen:4 Dorfladen:m:Dorfläden:3 Bahnhof:m:Bahnhöfe:2 See:m:Seen:5 Arztpraxis:f:Arztpraxen:3
    Jugendklub:m:Jugendklubs:3 Park:m:Parks:5 Werkstatt:f:Werkstätten:1 Verein:m:Vereine:3 Halle:f:Hallen:1
    Rufbus:m:Rufbusse:2 Brücke:f:Brücken:2 Wald:m:Wälder:5 Marktplatz:m:Marktplätze:3 Solarpark:m:Solarparks:5
    Dorfgemeinschaftshaus:n:Dorfgemeinschaftshäuser:3 Bibliothek:f:Bibliotheken:4 Museum:n:Museen:4 Kita:f:Kitas:3
    Bahnlinie:f:Bahnlinien:2 Freibad:n:Freibäder:3 Betrieb:m:Betriebe:1 Garten:m:Gärten:5 Fest:n:Feste:4
    Weg:m:Wege:2 Sprachkurs:m:Sprachkurse:4 Gründerzentrum:n:Gründerzentren:1 Kreuzung:f:Kreuzungen:2
    Badestrand:m:Badestrände:5 Pflegeheim:n:Pflegeheime:3 Ladesäule:f:Ladesäulen:2 Sporthalle:f:Sporthallen:3
    Theater:n:Theater:4 Bach:m:Bäche:5 Musikschule:f:Musikschulen:4 Wochenmarkt:m:Wochenmärkte:1
    Windrad:n:Windräder:5 Funkmast:m:Funkmasten:2 Gewerbegebiet:n:Gewerbegebiete:1 Baum:m:Bäume:5 Kirche:f:Kirchen:4
    Fähre:f:Fähren:2 Aussichtsturm:m:Aussichtstürme:5 Forschungsinstitut:n:Forschungsinstitute:1
    Wohnung:f:Wohnungen:3 Wärmenetz:n:Wärmenetze:5 Chor:m:Chöre:4 Feuerwehrhaus:n:Feuerwehrhäuser:3
    Rufbushaltestelle:f:Rufbushaltestellen:2 Café:n:Cafés:3 Kino:n:Kinos:4 Streuobstwiese:f:Streuobstwiesen:5
    Lehrwerkstatt:f:Lehrwerkstätten:1 Fahrradständer:m:Fahrradständer:2 Bühne:f:Bühnen:4 Bank:f:Bänke:3
    Brunnen:m:Brunnen:5 Laterne:f:Laternen:2 Apotheke:f:Apotheken:3 Hochschule:f:Hochschulen:4
    Wanderweg:m:Wanderwege:5 Hofladen:m:Hofläden:1 Tierheim:n:Tierheime:3 Zebrastreifen:m:Zebrastreifen:2
    Gasthof:m:Gasthöfe:1 Steg:m:Stege:5 Archiv:n:Archive:4 Kraftwerk:n:Kraftwerke:5 Tagespflege:f:Tagespflegen:3
    Notaufnahme:f:Notaufnahmen:3 Umgehungsstraße:f:Umgehungsstraßen:2 Schloss:n:Schlösser:4 Kiosk:m:Kioske:1
    Campingplatz:m:Campingplätze:1 Repaircafé:n:Repaircafés:3
""")
ADJECTIVES = Deck(
    _page("""
    neu klein alt groß gemeinsam sicher öffentlich gut schön modern barrierefrei regional offen digital mobil
    günstig kostenlos zweisprachig sorbisch ehrenamtlich überdacht historisch nachhaltig lebendig ruhig sauber grün
    hell breit schmal eigen zentral ländlich städtisch kommunal kirchlich privat bezahlbar erreichbar zuverlässig
    kinderfreundlich familienfreundlich altersgerecht fahrradfreundlich klimafreundlich insektenfreundlich
    deutsch-polnisch deutsch-tschechisch grenzüberschreitend ehemalig leerstehend verfallen denkmalgeschützt saniert
    beheizt beleuchtet begrünt schattig sonnig windgeschützt sandig steinig holprig gepflastert asphaltiert kurz
    lang kurvig schnell langsam geräuscharm laut bunt schlicht gemütlich gastlich würdig fair ehrlich ernsthaft mutig
    klug einfach praktisch wichtig nötig sinnvoll dringend jährlich monatlich wöchentlich täglich nächtlich sommerlich
    winterlich festlich handwerklich technisch wissenschaftlich künstlerisch musikalisch sportlich medizinisch
    pflegerisch sozial genossenschaftlich gemeinnützig gewerblich touristisch landwirtschaftlich ökologisch
    solarbetrieben elektrisch tragbar drehbar schwimmend begehbar befahrbar unterirdisch dreisprachig mehrsprachig
    inklusiv
"""),
    exponent=0.8,
)
# Of what is done with something; an ampersand holds two words together.
VERBS = Deck(
    [verb.replace("&", " ") for verb in _page("""
    bauen schaffen erhalten planen fördern öffnen nutzen erneuern betreiben unterstützen finanzieren einrichten
    ausbauen sanieren retten erweitern verbessern sichern eröffnen entwickeln modernisieren pflegen gestalten
    ermöglichen organisieren schützen beleben anlegen aufbauen umbauen prüfen beantragen übernehmen kaufen mieten
    renovieren vorbereiten anbieten veranstalten verbinden verschönern vergrößern reparieren beleuchten ausschildern
    erproben vernetzen bekannt&machen neu&denken zurückholen wiederbeleben mitdenken ausprobieren begleiten gründen
    vermitteln vergleichen besichtigen beschreiben bewahren bewerben dokumentieren erforschen erklären ersetzen
    ergänzen freihalten freigeben weiterführen weiterentwickeln zusammenlegen überdachen begrünen entsiegeln
    bepflanzen aufwerten auszeichnen digitalisieren elektrifizieren umwidmen umsetzen vereinfachen verkleinern
    verlegen verlängern verpachten verschenken versichern vorstellen bezuschussen beschildern zugänglich&machen
    instand&setzen
""")],
    exponent=0.7,
)  # fmt: skip


@cache
def nouns() -> Deck[Noun]:
    """Common ones first, then compounds of two parts, then very many of three; always in the same order."""
    shuffle = Random(1)  # noqa: S311 - an order that is always the same
    heads = [tuple(head.split(":")) for head in HEADS]
    firsts = [(part, slot) for slot, parts in FIRSTS.items() for part in parts]
    twos = [_compound(first, "", head, slot) for (first, slot), head in product(firsts, heads)]
    shuffle.shuffle(twos)
    threes = [
        _compound(first, shuffle.choice(MIDDLES), shuffle.choice(heads), slot)
        for first, slot in shuffle.choices(firsts, k=RARE)
    ]
    common = [_noun(*entry.split(":")) for entry in COMMON]
    return Deck(list(dict.fromkeys([*common, *twos, *threes])), exponent=0.95)


def _compound(first: str, middle: str, head: tuple[str, ...], slot: int) -> Noun:
    singular, gender, plural = head
    start = first + middle
    return _noun(start + singular, gender, start + plural, slot)


def _noun(singular: str, gender: str, plural: str, subject: str | int) -> Noun:
    return Noun(singular, plural, "mfn".index(gender), int(subject))
