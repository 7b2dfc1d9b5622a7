"""Municipalities."""

import django.core.validators
import django.db.models.deletion
import texts.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("themes", "0002_seed"),
    ]

    operations = [
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", texts.fields.TranslatedField(default=dict, verbose_name="name")),
                (
                    "ags",
                    models.CharField(
                        max_length=8,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("\\A[0-9]{8}\\Z")],
                        verbose_name="official key (AGS)",
                    ),
                ),
                ("lon", models.DecimalField(decimal_places=5, max_digits=8, verbose_name="longitude")),
                ("lat", models.DecimalField(decimal_places=5, max_digits=8, verbose_name="latitude")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="themes.authority",
                        verbose_name="authority",
                    ),
                ),
            ],
            options={
                "verbose_name": "place",
                "verbose_name_plural": "places",
                "ordering": ("ags",),
            },
        ),
    ]
