"""The project office with clear gaps where only the operator knows the fact."""

from django.db import migrations

OFFICE = {
    "name": "Projektbüro Zukunftswerkstatt Lausitz",
    "organisation": "Wirtschaftsregion Lausitz GmbH",
    "street": "[Straße und Hausnummer eintragen]",
    "city": "[Postleitzahl und Ort eintragen]",
    "phone": "0000 000000",
    "hours_texts": {"de": "[Sprechzeiten eintragen]", "en": "[enter telephone hours]"},
    "email": "projektbuero@example.org",
    "press_email": "",
    "funding_notes": {
        "de": "Gefördert aus Mitteln des Bundes, des Freistaates Sachsen und des Landes Brandenburg im Rahmen der "
        "Gemeinschaftsaufgabe „Verbesserung der regionalen Wirtschaftsstruktur“ (GRW).",
        "en": "Funded by the Federal Government, the Free State of Saxony and the State of Brandenburg under the "
        "joint task “Improvement of the Regional Economic Structure” (GRW).",
    },
}


def seed(apps, schema_editor):
    apps.get_model("pages", "Office").objects.get_or_create(pk=1, defaults=OFFICE)


class Migration(migrations.Migration):
    dependencies = [("pages", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
