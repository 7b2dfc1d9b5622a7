"""The months of the census stand in its row, so that no page looks for them among all combinations."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

_FILL = """
UPDATE ideas_census SET months = ARRAY(SELECT DISTINCT month FROM ideas_facetmonth ORDER BY month DESC)
"""


class Migration(migrations.Migration):
    dependencies = [("ideas", "0016_map")]

    operations = [
        migrations.AddField("census", "months", ArrayField(models.DateField(), default=list)),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
