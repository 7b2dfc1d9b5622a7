"""What is done in an emergency: a table that staff edit."""

import texts.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0002_queue_view"),
    ]

    operations = [
        migrations.CreateModel(
            name="Procedure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        choices=[("threat", "threat"), ("self_harm", "self-harm")],
                        editable=False,
                        max_length=10,
                        unique=True,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("steps", models.TextField(max_length=4000, verbose_name="what to do")),
                ("contacts", models.TextField(max_length=4000, verbose_name="whom to call")),
                ("message", texts.fields.TranslatedField(default=dict, verbose_name="what is written to the author")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last changed")),
            ],
            options={
                "verbose_name": "procedure in an emergency",
                "verbose_name_plural": "procedures in an emergency",
                "ordering": ("pk",),
                "default_permissions": ("view", "change"),
            },
        ),
    ]
