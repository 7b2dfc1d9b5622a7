"""Text search configurations, the guard of immutable versions, room for HOT updates."""

from django.db import migrations

SEARCH = """
CREATE TEXT SEARCH DICTIONARY portal_german_stop (TEMPLATE = simple, STOPWORDS = german, ACCEPT = false);
CREATE TEXT SEARCH CONFIGURATION portal_german (COPY = german);
ALTER TEXT SEARCH CONFIGURATION portal_german
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part
    WITH portal_german_stop, unaccent, german_stem;
CREATE TEXT SEARCH DICTIONARY portal_english_stop (TEMPLATE = simple, STOPWORDS = english, ACCEPT = false);
CREATE TEXT SEARCH CONFIGURATION portal_english (COPY = english);
ALTER TEXT SEARCH CONFIGURATION portal_english
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part
    WITH portal_english_stop, unaccent, english_stem;
CREATE TEXT SEARCH CONFIGURATION portal_simple (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION portal_simple
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part
    WITH unaccent, simple;
"""
SEARCH_BACK = """
DROP TEXT SEARCH CONFIGURATION portal_simple;
DROP TEXT SEARCH CONFIGURATION portal_english;
DROP TEXT SEARCH DICTIONARY portal_english_stop;
DROP TEXT SEARCH CONFIGURATION portal_german;
DROP TEXT SEARCH DICTIONARY portal_german_stop;
"""
GUARD = """
CREATE FUNCTION ideas_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.erased_at IS NULL OR (NEW.id, NEW.idea_id, NEW.number, NEW.created_at)
        IS DISTINCT FROM (OLD.id, OLD.idea_id, OLD.number, OLD.created_at)
    THEN
        RAISE EXCEPTION 'versions are not changed, only erased' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ideas_version_immutable BEFORE UPDATE ON ideas_ideaversion
    FOR EACH ROW EXECUTE FUNCTION ideas_version_guard();
"""
ROOM = "ALTER TABLE ideas_ideacounter SET (fillfactor = 70); ALTER TABLE ideas_idea SET (fillfactor = 90);"
ROOM_BACK = "ALTER TABLE ideas_ideacounter RESET (fillfactor); ALTER TABLE ideas_idea RESET (fillfactor);"


class Migration(migrations.Migration):
    dependencies = [("ideas", "0001_initial")]
    operations = [
        migrations.RunSQL(SEARCH, SEARCH_BACK),
        migrations.RunSQL(
            GUARD,
            "DROP TRIGGER ideas_version_immutable ON ideas_ideaversion; DROP FUNCTION ideas_version_guard();",
        ),
        migrations.RunSQL(ROOM, ROOM_BACK),
    ]
