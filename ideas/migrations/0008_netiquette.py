"""The netiquette's first text, with the rules as they are now; agreements may name versions of pages."""

from django.db import migrations, models

from pages import defaults


def seed(apps, schema_editor):
    rules = list(apps.get_model("ideas", "Rule").objects.filter(is_active=True).order_by("number"))
    defaults.add_versions(
        apps,
        "netiquette",
        appendix=lambda language: [
            {
                "number": rule.number,
                "name": rule.name.get(language, rule.name["de"]),
                "text": rule.text.get(language, rule.text["de"]),
            }
            for rule in rules
        ],
    )


class Migration(migrations.Migration):
    dependencies = [("ideas", "0007_first_phases"), ("pages", "0004_built_in")]
    operations = [
        migrations.AlterField(
            "agreement",
            "kind",
            models.CharField(
                choices=[
                    ("licence", "publication and reuse under CC BY 4.0"),
                    ("privacy", "privacy notice"),
                    ("rights", "own text, nobody's rights harmed"),
                    ("rules", "netiquette"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
