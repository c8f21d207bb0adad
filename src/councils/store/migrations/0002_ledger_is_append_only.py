"""The ledger only grows: triggers refuse to change or to remove what is written in it (R17)."""

from typing import ClassVar

from django.db import migrations

TABLES = ("store_act", "store_chartertext", "store_signedhead")


def refuse(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table in TABLES:
        for event in ("UPDATE", "DELETE"):
            schema_editor.execute(TRIGGERS[vendor].format(table=table, event=event, name=f"{table}_no_{event.lower()}"))


def allow(apps, schema_editor):
    on = {"sqlite": "", "postgresql": " ON {table}"}[schema_editor.connection.vendor]
    for table in TABLES:
        for event in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{event}" + on.format(table=table))


TRIGGERS = {
    "sqlite": """
        CREATE TRIGGER {name} BEFORE {event} ON {table}
        BEGIN SELECT RAISE(ABORT, 'the record only grows: {event} on {table} is refused'); END
    """,
    "postgresql": """
        CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the record only grows: {event} on {table} is refused'; END $$;
        CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
    """,
}


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(refuse, allow)]
