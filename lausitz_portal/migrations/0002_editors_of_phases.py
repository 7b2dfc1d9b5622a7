"""Staff of the editorial team set the phases."""

from importlib import import_module

from django.db import migrations

PHASES = ["ideas.view_phase", "ideas.add_phase", "ideas.change_phase", "ideas.delete_phase"]
GROUPS = {"Redaktion": PHASES, "Administration": PHASES}


def grant(apps, schema_editor):
    import_module("lausitz_portal.migrations.0001_groups").grant(apps, schema_editor, GROUPS)


class Migration(migrations.Migration):
    dependencies = [("lausitz_portal", "0001_groups"), ("ideas", "0006_phases")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
