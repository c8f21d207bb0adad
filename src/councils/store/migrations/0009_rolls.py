import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0008_former_memberships'),
    ]

    operations = [
        migrations.AddField(
            model_name='invitation',
            name='email',
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name='invitation',
            name='failed',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='invitation',
            name='number',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='invitation',
            name='printed',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='invitation',
            name='sent',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='membership',
            name='number',
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name='invitation',
            name='digest',
            field=models.CharField(max_length=64, null=True, unique=True),
        ),
        migrations.CreateModel(
            name='RollImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('council', models.TextField()),
                ('file', models.TextField()),
                ('made', models.DateTimeField()),
                ('content', models.BinaryField(default=bytes)),
                ('draft', models.JSONField(default=dict)),
                ('confirmed', models.DateTimeField(null=True)),
                ('undone', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='invitation',
            name='source',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='invitations', to='store.rollimport'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(fields=['council', 'used'], name='store_invit_council_4483cc_idx'),
        ),
    ]
