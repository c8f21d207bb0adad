"""INSERT OR REPLACE, which SQLite has, takes a row away without a word to the triggers on DELETE: refuse it as well."""

from typing import ClassVar

from django.db import migrations

SAME = {
    "store_act": "seq = NEW.seq OR (council = NEW.council AND version = NEW.version)",
    "store_chartertext": "digest = NEW.digest OR place = NEW.place",
    "store_signedhead": "id = NEW.id",
}


def refuse(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    for table, same in SAME.items():
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"
            f" BEGIN SELECT RAISE(ABORT, 'the record only grows: REPLACE on {table} is refused'); END"
        )


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in SAME:
            schema_editor.execute(f"DROP TRIGGER {table}_no_replace")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0009_rolls")]
    operations: ClassVar = [migrations.RunPython(refuse, allow)]
