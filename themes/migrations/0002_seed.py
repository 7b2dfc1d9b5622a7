"""Working titles of the five themes and the six authorities; staff can change both."""

from django.db import migrations

THEMES = [
    (1, "wirtschaft-innovation", {"de": "Wirtschaft & Innovation", "en": "Economy & Innovation"},
     {"de": "Neue Arbeit, Gründung, Forschung und Handwerk", "en": "New work, start-ups, research and crafts"}),
    (2, "mobilitaet-digitales", {"de": "Mobilität & Digitales", "en": "Mobility & Digital Life"},
     {"de": "Bahn, Bus, Rad und schnelle Netze", "en": "Rail, bus, bicycle and fast networks"}),
    (3, "zusammenleben-daseinsvorsorge",
     {"de": "Zusammenleben & Daseinsvorsorge", "en": "Community & Public Services"},
     {"de": "Ärzte, Schulen, Wohnen und Ehrenamt: was man zum Leben vor Ort braucht",
      "en": "Doctors, schools, housing and volunteering: what life on the spot needs"}),
    (4, "kultur-sprache-bildung",
     {"de": "Kultur, Sprache & Bildung", "en": "Culture, Language & Education"},
     {"de": "Sorbische und deutsche Kultur, Lernen und Feste", "en": "Sorbian and German culture, learning and festivals"}),
    (5, "landschaft-energie", {"de": "Landschaft & Energie", "en": "Landscape & Energy"},
     {"de": "Seen, Heide, Wald und saubere Energie", "en": "Lakes, heath, forest and clean energy"}),
]  # fmt: skip

AUTHORITIES = [
    ("cottbus", {"de": "Cottbus", "dsb": "Chóśebuz", "hsb": "Choćebuz"}, "city", "BB", "12052", "Cottbus/Chóśebuz", "14.33", "51.76"),
    ("dahme-spreewald", {"de": "Dahme-Spreewald"}, "district", "BB", "12061", "Lübben (Spreewald)/Lubin (Błota)", "13.89", "51.94"),
    ("elbe-elster", {"de": "Elbe-Elster"}, "district", "BB", "12062", "Herzberg (Elster)", "13.24", "51.69"),
    ("goerlitz", {"de": "Görlitz", "hsb": "Zhorjelc"}, "district", "SN", "14626", "Görlitz", "14.99", "51.15"),
    ("oberspreewald-lausitz", {"de": "Oberspreewald-Lausitz", "dsb": "Górne Błota-Łužyca"}, "district", "BB", "12066", "Senftenberg/Zły Komorow", "14.00", "51.52"),
    ("spree-neisse", {"de": "Spree-Neiße", "dsb": "Sprjewja-Nysa", "hsb": "Sprjewja-Nysa"}, "district", "BB", "12071", "Forst (Lausitz)/Baršć (Łužyca)", "14.64", "51.74"),
]  # fmt: skip


def seed(apps, schema_editor):
    Theme = apps.get_model("themes", "Theme")
    Authority = apps.get_model("themes", "Authority")
    for slot, slug, name, explanation in THEMES:
        Theme.objects.get_or_create(
            slug=slug, defaults={"slot": slot, "position": slot * 10, "name": name, "explanation": explanation}
        )
    for position, (slug, name, kind, state, ags, seat, lon, lat) in enumerate(AUTHORITIES, start=1):
        Authority.objects.get_or_create(
            slug=slug,
            defaults={
                "name": name, "kind": kind, "state": state, "ags": ags, "seat": seat,
                "seat_lon": lon, "seat_lat": lat, "position": position * 10,
            },
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("themes", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
