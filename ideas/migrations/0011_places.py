"""An idea can name its municipality and a point on the ground."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0010_pictures"),
        ("themes", "0003_places"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="idea",
            name="lat",
            field=models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True, verbose_name="latitude"),
        ),
        migrations.AddField(
            model_name="idea",
            name="lon",
            field=models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True, verbose_name="longitude"),
        ),
        migrations.AddField(
            model_name="idea",
            name="place",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="themes.place",
                verbose_name="municipality",
            ),
        ),
        migrations.AddField(
            model_name="ideaversion",
            name="lat",
            field=models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True, verbose_name="latitude"),
        ),
        migrations.AddField(
            model_name="ideaversion",
            name="lon",
            field=models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True, verbose_name="longitude"),
        ),
        migrations.AddField(
            model_name="ideaversion",
            name="place",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="themes.place",
                verbose_name="municipality",
            ),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(condition=models.Q(("place__isnull", False)), fields=["place"], name="idea_place"),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lat__isnull", True), ("lon__isnull", True)),
                    models.Q(
                        ("lat__isnull", False),
                        ("lat__range", (50.7, 52.6)),
                        ("lon__isnull", False),
                        ("lon__range", (12.9, 15.2)),
                    ),
                    _connector="OR",
                ),
                name="idea_point_in_region",
            ),
        ),
        migrations.AddConstraint(
            model_name="ideaversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lat__isnull", True), ("lon__isnull", True)),
                    models.Q(
                        ("lat__isnull", False),
                        ("lat__range", (50.7, 52.6)),
                        ("lon__isnull", False),
                        ("lon__range", (12.9, 15.2)),
                    ),
                    _connector="OR",
                ),
                name="version_point_in_region",
            ),
        ),
    ]
