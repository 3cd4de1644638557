"""The number printed on an invitation is a record number (č. j.), as everywhere else."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("working_groups", "0008_meetings_attended")]

    operations = [
        migrations.RenameField("meeting", "file_number", "record_number"),
        migrations.AlterField(
            "meeting",
            "record_number",
            models.CharField(blank=True, max_length=80, verbose_name="record number"),
        ),
    ]
