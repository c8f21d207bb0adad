"""A person may have had another id in an assembly before a merger; one of them is theirs now."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0007_subscription")]
    operations: ClassVar = [
        migrations.AddField("Membership", "former", models.BooleanField(default=False)),
        migrations.RemoveConstraint("Membership", "one_membership_per_assembly"),
        migrations.AddConstraint(
            "Membership",
            models.UniqueConstraint(
                fields=["person", "council"], condition=models.Q(former=False), name="one_membership_per_assembly"
            ),
        ),
    ]
