"""The first rules of the netiquette; staff can change them in the administration."""

from django.db import migrations

RULES = [
    (1, "respekt",
     {"de": "Respektvoller Umgang", "en": "Respect"},
     {"de": "Beleidigen, bedrohen oder verhöhnen Sie niemanden.",
      "en": "Do not insult, threaten or mock anybody."}),
    (2, "menschenwuerde",
     {"de": "Keine Hetze", "en": "No hatred"},
     {"de": "Texte, die Menschen wegen ihrer Herkunft, Sprache, Religion, Behinderung, ihres Geschlechts oder ihrer Lebensweise herabsetzen, werden nicht veröffentlicht.",
      "en": "Texts that degrade people for their origin, language, religion, disability, gender or way of life are not published."}),
    (3, "persoenliche-angaben",
     {"de": "Keine persönlichen Angaben über andere", "en": "No personal data about others"},
     {"de": "Nennen Sie keine Namen, Adressen oder Telefonnummern anderer Menschen ohne deren Einverständnis.",
      "en": "Do not give names, addresses or telephone numbers of other people without their consent."}),
    (4, "recht",
     {"de": "Nichts Rechtswidriges", "en": "Nothing unlawful"},
     {"de": "Texte, die gegen Gesetze verstoßen, und fremde Texte ohne Erlaubnis werden nicht veröffentlicht.",
      "en": "Unlawful content and other people's texts without permission are not published."}),
    (5, "werbung",
     {"de": "Keine Werbung", "en": "No advertising"},
     {"de": "Werbung für Waren, Dienste oder Parteien gehört nicht hierher.",
      "en": "Advertising for goods, services or political parties does not belong here."}),
    (6, "thema",
     {"de": "Beim Thema bleiben", "en": "Keep to the subject"},
     {"de": "Ihr Text soll mit der Zukunft der Lausitz zu tun haben und verständlich sein.",
      "en": "Your contribution should be about the future of the Lausitz and understandable."}),
]  # fmt: skip


def seed(apps, schema_editor):
    Rule = apps.get_model("ideas", "Rule")
    for number, key, name, text in RULES:
        Rule.objects.get_or_create(key=key, defaults={"number": number, "name": name, "text": text})


class Migration(migrations.Migration):
    dependencies = [("ideas", "0002_search_and_guards")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
