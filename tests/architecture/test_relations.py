"""Foreign keys point downwards, like imports. Strings hide them from import checkers."""

from django.apps import apps

from tests.architecture.source import APPS, height

# (from, field, to): who did it, and who may see it
WRITTEN_EXCEPTIONS = {
    ("core", "people.User"),
    ("core", "people.Audience"),
}


def relations():
    """Yield (model, field name, model pointed at) for each relation between two of our apps."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if field.concrete and field.is_relation and field.related_model:
                yield model, field, field.related_model


def test_relations_point_downwards_with_two_written_exceptions():
    upwards = set()
    for model, field, target in relations():
        source_app, target_app = model._meta.app_label, target._meta.app_label
        if source_app not in APPS or target_app not in APPS or source_app == target_app:
            continue
        exception = (source_app, target._meta.label)
        if height(target_app) >= height(source_app) and exception not in WRITTEN_EXCEPTIONS:
            upwards.add(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert upwards == set()


def test_no_model_of_ours_has_a_generic_relation():
    """What must point at anything points at a core.Record."""
    generic = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in APPS
        for field in model._meta.private_fields
        if type(field).__name__ == "GenericForeignKey"
    ]
    assert generic == []
