"""Who edits the places: those who edit themes and authorities."""

from importlib import import_module

from django.db import migrations

EDITORIAL = ["themes.view_place", "themes.change_place"]
GROUPS = {"Redaktion": EDITORIAL, "Administration": [*EDITORIAL, "themes.add_place"]}


def grant(apps, schema_editor):
    import_module("lausitz_portal.migrations.0001_groups").grant(apps, schema_editor, GROUPS)


class Migration(migrations.Migration):
    dependencies = [("lausitz_portal", "0005_office_rights"), ("themes", "0003_places")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
