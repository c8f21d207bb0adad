"""With each sum of needs, how many households are in it."""

from django.db import migrations, models

from councils.store.recounting import recount


def count(apps, schema_editor):
    recount(apps.get_model, schema_editor.connection.alias)


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0014_invitation_person'),
    ]

    operations = [
        migrations.AddField(
            model_name='needsum',
            name='households',
            field=models.IntegerField(default=0),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
