"""What came in lately or within a period, without reading all ideas."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ideas", "0021_merging")]
    operations = [
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(fields=["-submitted_at"], name="idea_received"),
        ),
    ]
