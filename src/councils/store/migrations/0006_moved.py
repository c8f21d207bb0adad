"""A federation that has moved to another database takes no more acts in this one: the database itself refuses them."""

from typing import ClassVar

from django.db import migrations, models

SAYING = "this federation has moved to another database"
REFUSE = {
    "sqlite": (
        f"""
        CREATE TRIGGER store_act_moved BEFORE INSERT ON store_act WHEN EXISTS (SELECT 1 FROM store_moved)
        BEGIN SELECT RAISE(ABORT, '{SAYING}'); END
        """,
    ),
    "postgresql": (
        f"""
        CREATE OR REPLACE FUNCTION store_act_moved() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF EXISTS (SELECT 1 FROM store_moved) THEN RAISE EXCEPTION '{SAYING}'; END IF; RETURN NULL; END $$
        """,
        """
        CREATE TRIGGER store_act_moved BEFORE INSERT ON store_act FOR EACH STATEMENT EXECUTE FUNCTION store_act_moved()
        """,
    ),
}


def refuse(apps, schema_editor):
    for statement in REFUSE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0005_access_tokens")]
    operations: ClassVar = [
        migrations.CreateModel(
            "Moved",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("to", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(refuse, migrations.RunPython.noop),
    ]
