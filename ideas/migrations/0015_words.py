import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    """Rows of the search are written anew by the sweep, since their edition is none."""

    dependencies = [("ideas", "0014_facets")]
    operations = [
        migrations.RemoveIndex(model_name="idea", name="idea_title_trigrams"),
        migrations.AddField(
            model_name="ideasearch",
            name="edition",
            field=models.PositiveSmallIntegerField(default=0, db_default=0),
        ),
        migrations.AddIndex(
            model_name="ideasearch", index=models.Index(fields=["edition"], name="idea_search_edition")
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "word", "lexeme", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("word", models.CharField(max_length=40)),
                ("lexeme", models.CharField(max_length=40)),
                ("plain", models.CharField(max_length=60)),
                ("share", models.FloatField()),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["plain"], name="word_plain"),
                    models.Index(fields=["lexeme"], name="word_lexeme"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("plain", "gin_trgm_ops"), name="word_plain_trigrams"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("lexeme", "gin_trgm_ops"), name="word_lexeme_trigrams"
                    ),
                ],
            },
        ),
    ]
