"""Ideas there are get the municipality that their place names, where only one is meant."""

from django.db import migrations

from themes.places import Gazetteer

# The guard of versions looks away: nothing that anybody wrote is changed.
# Keys are checked at the end of a transaction; a table with checks to come cannot be altered.
BEFORE = "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE ideas_ideaversion DISABLE TRIGGER ideas_version_immutable"
MATCH = """
UPDATE {} AS written SET place_id = meant.place_id
FROM unnest(%s::bigint[], %s::text[]) AS meant(place_id, name) WHERE written.place_name = meant.name
"""
AFTER = "ALTER TABLE ideas_ideaversion ENABLE TRIGGER ideas_version_immutable; SET CONSTRAINTS ALL DEFERRED"


def match(apps, schema_editor):
    gazetteer = Gazetteer(apps.get_model("themes", "Place").objects.all())
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT place_name FROM ideas_ideaversion UNION SELECT place_name FROM ideas_idea")
        meant = [(places[0].pk, name) for (name,) in cursor.fetchall() if len(places := gazetteer.meant_by(name)) == 1]
        columns = [[place_id for place_id, _name in meant], [name for _place_id, name in meant]]
        cursor.execute(BEFORE)
        for table in ("ideas_ideaversion", "ideas_idea"):
            cursor.execute(MATCH.format(table), columns)
        cursor.execute(AFTER)


class Migration(migrations.Migration):
    dependencies = [("ideas", "0011_places"), ("themes", "0004_first_places")]
    operations = [migrations.RunPython(match, migrations.RunPython.noop)]
