"""First steps for threats and self-harm; what only the operator knows stands in brackets.

Numbers that hold in all of Germany: 112, 110, TelefonSeelsorge, Nummer gegen Kummer.
"""

from django.db import migrations

THREAT_STEPS = """\
1. Besteht jetzt Gefahr für einen Menschen? Rufen Sie die 110 an. Nennen Sie, was geschrieben wurde, wer gemeint ist und welcher Ort genannt ist.

2. Sind Sie unsicher? Rufen Sie die Projektleitung an und entscheiden Sie zu zweit. Warten Sie damit nicht bis zum nächsten Tag.

3. Sorgen Sie dafür, dass niemand den Text mehr lesen kann: „Nicht zeigen und die Person ansprechen“. Wer für Notfälle zuständig ist, bekommt sofort eine E-Mail.

4. Liegt der Verdacht einer Straftat nahe, die das Leben oder die Sicherheit von Menschen bedroht, melden Sie das unverzüglich der Polizei (Verordnung (EU) 2022/2065, Artikel 18).

5. Löschen Sie nichts und schwärzen Sie nichts. Das Portal bewahrt auf, was geschrieben wurde und wann. Notieren Sie Nummer und Uhrzeit. Schicken Sie keine Bildschirmfotos herum.

6. Wird jemand namentlich bedroht: Sprechen Sie mit der Polizei ab, wer diesen Menschen warnt.
"""
THREAT_CONTACTS = """\
Polizei, Notruf: 110
Rettungsdienst und Feuerwehr: 112
Örtliche Polizeidienststelle: [Telefonnummer eintragen]
Projektleitung, auch abends: [Name und Telefonnummer eintragen]
Rechtsberatung: [Telefonnummer eintragen]
"""
THREAT_MESSAGE = {
    "de": "In Ihrem Text steht etwas, das andere als Drohung verstehen müssen. Deshalb zeigen wir den Text nicht. Drohungen nehmen wir ernst: Wir prüfen, ob wir die Polizei informieren. Wenn Sie es anders gemeint haben, schreiben Sie uns bitte oder rufen Sie uns an.",
    "en": "Your text says something that others must take for a threat. That is why we do not show it. We take threats seriously: we consider whether to inform the police. If you meant it differently, please write to us or call us.",
}
HARM_STEPS = """\
1. Kündigt jemand an, sich jetzt etwas anzutun, und lässt sich erkennen, wer oder wo? Rufen Sie die 112 oder die 110 an. Auch eine vage Angabe hilft.

2. Sie müssen das nicht allein tragen. Rufen Sie die Projektleitung an.

3. Sorgen Sie dafür, dass niemand den Text mehr lesen kann: „Nicht zeigen und die Person ansprechen“. Das schützt die Person und alle, die mitlesen. In der E-Mail an die Person steht keine Regel: Sie ist ein Gesprächsangebot.

4. Lesen Sie die vorbereitete E-Mail noch einmal: Passt sie zu dem, was geschrieben wurde? Schreiben Sie freundlich, machen Sie keine Vorwürfe, versprechen Sie nichts, was Sie nicht halten können.

5. Löschen Sie nichts. Das Portal bewahrt auf, was geschrieben wurde. Nur wer für Notfälle zuständig ist, kann es lesen.

6. Antwortet die Person, antworten Sie am selben Tag. Sprechen Sie danach mit jemandem darüber, wie es Ihnen selbst geht.
"""
HARM_CONTACTS = """\
Rettungsdienst: 112
Polizei: 110
TelefonSeelsorge, kostenlos, Tag und Nacht: 0800 1110111 oder 0800 1110222
Nummer gegen Kummer für Kinder und Jugendliche, kostenlos: 116111
Psychiatrischer Krisendienst vor Ort: [Telefonnummer eintragen]
Projektleitung, auch abends: [Name und Telefonnummer eintragen]
"""
HARM_MESSAGE = {
    "de": "Danke, dass Sie uns geschrieben haben. Wir machen uns Sorgen um Sie. Damit es nicht alle lesen, haben wir Ihren Text nicht veröffentlicht oder wieder herausgenommen. Das ist kein Vorwurf.\n\nBitte sprechen Sie mit jemandem, am besten gleich:\n\nTelefonSeelsorge, kostenlos, Tag und Nacht: 0800 1110111 oder 0800 1110222\nNummer gegen Kummer für Kinder und Jugendliche, kostenlos: 116111\nWenn es sehr dringend ist: Notruf 112\n\nWenn wir Sie falsch verstanden haben, schreiben Sie uns bitte.",
    "en": "Thank you for writing to us. What you write makes us worry about you. So that not everybody reads it, we have not published your text or have taken it out again. We do not blame you for anything.\n\nPlease talk to somebody, best right now (these lines speak German):\n\nTelefonSeelsorge, free, day and night: 0800 1110111 or 0800 1110222\nNummer gegen Kummer for children and young people, free: 116111\nIf it is very urgent: emergency number 112\n\nIf we have misunderstood you, please write to us.",
}
PROCEDURES = {
    "threat": ("Drohung gegen andere", THREAT_STEPS, THREAT_CONTACTS, THREAT_MESSAGE),
    "self_harm": ("Jemand will sich etwas antun", HARM_STEPS, HARM_CONTACTS, HARM_MESSAGE),
}


def seed(apps, schema_editor):
    Procedure = apps.get_model("moderation", "Procedure")
    for key, (title, steps, contacts, message) in PROCEDURES.items():
        fields = {"title": title, "steps": steps, "contacts": contacts, "message": message}
        Procedure.objects.get_or_create(key=key, defaults=fields)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0003_procedures")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
