"""Notices by mail. Whoever gave an address before did so for a forgotten password alone: they get none until they ask."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def none_for_earlier_addresses(apps, schema_editor):
    person, subscription = apps.get_model("store", "Person"), apps.get_model("store", "Subscription")
    using, now = schema_editor.connection.alias, timezone.now()
    rows = (
        subscription(person=one, waiting="none", decisions="none", waiting_told=now, decisions_told=now)
        for one in person.objects.using(using).exclude(email="").iterator()
    )
    subscription.objects.using(using).bulk_create(rows, batch_size=1000)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0006_moved")]
    operations: ClassVar = [
        migrations.CreateModel(
            "Subscription",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("waiting", models.CharField(default="daily", max_length=10)),
                ("decisions", models.CharField(default="daily", max_length=10)),
                ("waiting_told", models.DateTimeField()),
                ("decisions_told", models.DateTimeField()),
                ("seq", models.BigIntegerField(default=0)),
                ("looked", models.BigIntegerField(default=0)),
                ("seen", models.JSONField(default=dict)),
                ("not_before", models.DateTimeField(null=True)),
                ("problem", models.TextField(blank=True, default="")),
                ("feed", models.CharField(max_length=64, null=True, unique=True)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscription",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.RunPython(none_for_earlier_addresses, migrations.RunPython.noop),
    ]
