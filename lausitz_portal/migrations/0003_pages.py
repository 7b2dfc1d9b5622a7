"""Who may edit and publish pages."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

PERMISSIONS = ["view_page", "add_page", "change_page", "publish_page"]
GROUPS = ["Redaktion", "Administration"]


def give(apps, schema_editor):
    from django.apps import apps as installed

    # Django makes permissions after all migrations; here they are needed now.
    create_permissions(installed.get_app_config("pages"), verbosity=0, using=schema_editor.connection.alias)
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="pages", codename__in=PERMISSIONS
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [("lausitz_portal", "0002_editors_of_phases"), ("pages", "0004_built_in")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
