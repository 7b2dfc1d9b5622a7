from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ideas", "0010_pictures")]
    operations = [migrations.RenameModel("SupportChange", "CounterChange")]
