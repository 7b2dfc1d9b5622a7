from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ideas", "0012_places_of_ideas")]
    operations = [migrations.RenameModel("SupportChange", "CounterChange")]
