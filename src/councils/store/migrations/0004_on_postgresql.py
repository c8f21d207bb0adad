"""PostgreSQL minds what SQLite doesn't: texts from outside have no bounds, and TRUNCATE is refused on the record too.

SQLite never looked at the bounds, and to alter a table there is to make it anew, without its triggers: so only
PostgreSQL's tables are touched.
"""

from typing import ClassVar

from django.db import migrations, models

LEDGER = ("store_act", "store_chartertext", "store_signedhead")
TEXTS = {
    "Act": ("council",),
    "Federation": ("name", "root"),
    "PlaceRow": ("code", "name", "level", "parent", "kind"),
    "CouncilRow": ("id", "name", "level", "parent", "place"),
    "MatterRow": ("council", "matter", "sort", "title", "state"),
    "Membership": ("council", "member"),
    "Invitation": ("council", "name"),
}
MORE = {
    ("PlaceRow", "code"): {"primary_key": True, "serialize": False},
    ("CouncilRow", "id"): {"primary_key": True, "serialize": False},
    ("PlaceRow", "parent"): {"blank": True},
    ("PlaceRow", "kind"): {"blank": True},
    ("CouncilRow", "parent"): {"blank": True, "db_index": True},
    ("Invitation", "name"): {"blank": True},
}


def unbound(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for model, names in TEXTS.items():
        columns = ", ".join(f'ALTER COLUMN "{name}" TYPE text' for name in names)
        schema_editor.execute(f"ALTER TABLE store_{model.lower()} {columns}")
    for table in LEDGER:
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {table}_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION 'the record only grows: TRUNCATE on {table} is refused'; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_no_truncate()"
        )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0003_federation_outline")]
    operations: ClassVar = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(unbound, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(model, name, models.TextField(**MORE.get((model, name), {})))
                for model, names in TEXTS.items()
                for name in names
            ],
        )
    ]
