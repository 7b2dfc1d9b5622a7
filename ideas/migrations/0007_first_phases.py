"""The four phases of the process, without days: staff set them, then they count."""

from django.db import migrations

# Name, and whether ideas, supports, comments are open.
PHASES = [
    ({"de": "Informieren", "en": "Inform"}, (False, False, False)),
    ({"de": "Ideen sammeln", "en": "Collect ideas"}, (True, True, True)),
    ({"de": "Prüfen und bündeln", "en": "Review and combine"}, (False, True, True)),
    ({"de": "Umsetzen", "en": "Implement"}, (False, False, True)),
]


def seed(apps, schema_editor):
    Phase = apps.get_model("ideas", "Phase")
    if Phase.objects.exists():
        return
    for position, (name, (ideas, supports, comments)) in enumerate(PHASES, start=1):
        Phase.objects.create(
            name=name, position=10 * position,
            allows_ideas=ideas, allows_supports=supports, allows_comments=comments,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("ideas", "0006_phases")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
