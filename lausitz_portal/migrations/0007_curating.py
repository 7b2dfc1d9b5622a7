"""Who changes tags, translates, recommends and collects ideas: those who say what becomes of them."""

from importlib import import_module

from django.db import migrations

EDITORIAL = ["ideas.curate"]
GROUPS = {"Redaktion": EDITORIAL, "Administration": EDITORIAL}


def grant(apps, schema_editor):
    import_module("lausitz_portal.migrations.0001_groups").grant(apps, schema_editor, GROUPS)


class Migration(migrations.Migration):
    dependencies = [("lausitz_portal", "0006_place_rights"), ("ideas", "0018_curating")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
