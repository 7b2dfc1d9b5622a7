"""Who takes names and addresses of people out, and who reads the record of all exports."""

from importlib import import_module

from django.db import migrations

GROUPS = {"Administration": ["reports.export_persons", "reports.view_export"]}


def grant(apps, schema_editor):
    import_module("lausitz_portal.migrations.0001_groups").grant(apps, schema_editor, GROUPS)


class Migration(migrations.Migration):
    dependencies = [("lausitz_portal", "0007_curating"), ("reports", "0002_exports_and_saved_filters")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
