"""Tables that are created together are those that Django creates one by one."""

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from config.migrating import fewer_renderings

pytestmark = pytest.mark.django_db(transaction=True)


class Weaving(migrations.Migration):
    """Tables that point at each other and at themselves; one changes between two groups of them."""

    operations = [
        migrations.CreateModel("Weaver", [("id", models.AutoField(primary_key=True))]),
        migrations.CreateModel(
            "Loom", [("id", models.AutoField(primary_key=True)), ("name", models.TextField())]
        ),
        migrations.CreateModel(
            "Warp",
            [
                ("id", models.AutoField(primary_key=True)),
                ("loom", models.ForeignKey("weaving.Loom", models.CASCADE, related_name="warps")),
                ("owner", models.ForeignKey("weaving.Weaver", models.PROTECT)),
                ("other_looms", models.ManyToManyField("weaving.Loom")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("owner"),
                        condition=models.Q(loom__isnull=False),
                        name="one_warp_each",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            "Weft",
            [
                ("id", models.AutoField(primary_key=True)),
                ("before", models.ForeignKey("weaving.Weft", models.SET_NULL, null=True)),
                ("warp", models.OneToOneField("weaving.Warp", models.CASCADE)),
            ],
        ),
        migrations.AddField("Loom", "width", models.IntegerField(default=3, db_index=True)),
        migrations.CreateModel("Cloth", [], bases=("weaving.weft",)),
        migrations.RenameField("Weft", "before", "earlier"),
    ]


class Mending(migrations.Migration):
    """A later one that begins with one more table and changes what the first made."""

    operations = [
        migrations.CreateModel(
            "Patch",
            [
                ("id", models.AutoField(primary_key=True)),
                ("cloth", models.ForeignKey("weaving.Cloth", models.CASCADE)),
            ],
        ),
        migrations.RunPython(lambda apps, _: apps.get_model("weaving", "Loom")(width=1).save()),
        migrations.RemoveField("Warp", "other_looms"),
    ]


def applied() -> tuple[list[object], dict[str, object], list[str]]:
    """What the migrations leave in the database, in their state and in its rendered models."""
    state = ProjectState()
    for migration in (Weaving("0001", "weaving"), Mending("0002", "weaving")):
        with connection.schema_editor() as editor:
            state = migration.apply(state, editor)
    with connection.cursor() as cursor:
        names = sorted(
            name for name in connection.introspection.table_names(cursor) if "weaving" in name
        )
        tables = [
            (
                name,
                connection.introspection.get_table_description(cursor, name),
                sorted(map(repr, connection.introspection.get_constraints(cursor, name).items())),
                connection.introspection.get_relations(cursor, name),
            )
            for name in names
        ]
    states = {
        f"{app}.{name}": [repr((name, field.deconstruct())) for name, field in one.fields.items()]
        for (app, name), one in state.models.items()
        if app == "weaving"
    }
    fields = [
        f"{model._meta.label} {field.name} {field.related_model and field.related_model._meta.label}"
        for model in state.apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
    ]
    rows = list(state.apps.get_model("weaving", "Loom").objects.values())
    return [*tables, *rows], states, sorted(fields)


def undone() -> None:
    names = ["patch", "cloth", "weft", "warp_other_looms", "warp", "loom", "weaver"]
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TABLE IF EXISTS weaving_{name}")


def test_tables_states_and_models_are_those_of_one_by_one():
    plain = applied()
    undone()
    with fewer_renderings():
        together = applied()
    undone()
    assert together == plain
    assert [row[0] for row in plain[0][:-1]] == [
        "weaving_cloth", "weaving_loom", "weaving_patch", "weaving_warp", "weaving_weaver",
        "weaving_weft",
    ]  # fmt: skip


def test_models_are_rendered_less_often_and_django_is_left_as_it_was(monkeypatch):
    rendered: list[int] = []
    render = type(ProjectState().apps).render_multiple
    monkeypatch.setattr(
        "django.db.migrations.state.StateApps.render_multiple",
        lambda self, states: rendered.append(len(states)) or render(self, states),
    )
    apply = migrations.Migration.apply
    applied()
    undone()
    alone, rendered[:] = sum(rendered), []
    with fewer_renderings():
        assert migrations.Migration.apply is not apply
        applied()
    undone()
    assert sum(rendered) < alone
    assert migrations.Migration.apply is apply
    assert "get_swappable_settings_name" not in vars(apps)
