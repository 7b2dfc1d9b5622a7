"""The municipalities of the authorities that are there; for one that comes later: `manage.py load_places`."""

from django.db import migrations

from themes import places


def seed(apps, schema_editor):
    places.load(apps.get_model("themes", "Place"), apps.get_model("themes", "Authority"))


class Migration(migrations.Migration):
    dependencies = [("themes", "0003_places")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
