"""Secrets of second factors stored so far are encrypted; going back leaves them readable by the same code only."""

from django.db import migrations

from people.encryption import encrypt

PLAIN = ("secret", "seed")


def encrypt_stored(apps, _schema_editor) -> None:
    for row in apps.get_model("mfa", "Authenticator").objects.all():
        found = {name: encrypt(row.data[name]) for name in PLAIN if name in row.data}
        if "migrated_codes" in row.data:
            found["migrated_codes"] = [encrypt(code) for code in row.data["migrated_codes"]]
        if found:
            row.data |= found
            row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_organisations_kept"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(encrypt_stored, migrations.RunPython.noop)]
