"""Who answers messages to the office, writes banners and may switch the portal."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

EDITORIAL = [
    "pages.view_ticket", "pages.answer_ticket",
    "pages.view_notice", "pages.add_notice", "pages.change_notice", "pages.delete_notice",
]  # fmt: skip
GROUPS = {"Redaktion": EDITORIAL, "Administration": [*EDITORIAL, "pages.switch_portal"]}


def give_rights(apps, schema_editor):
    from django.apps import apps as installed

    create_permissions(installed.get_app_config("pages"), verbosity=0, using=schema_editor.connection.alias)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, wanted in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        for permission in wanted:
            label, codename = permission.split(".")
            group.permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))


class Migration(migrations.Migration):
    dependencies = [("lausitz_portal", "0001_groups"), ("pages", "0003_tickets_and_notices")]
    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
