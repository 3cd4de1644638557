"""Lists in Czech order from any database.

SQLite and PostgreSQL sort by their own rules ("Č" after "Z"), so a key is stored beside the name it is made of.
"""

from typing import Any

from django.db import models

from core.czech import sort_key


class SortKeyField(models.CharField):
    """The Czech sort key of another text field of the row (``of``), made anew whenever the row is saved.

    Name it in ``update_fields`` together with that field; ``QuerySet.update`` does not make it.
    """

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        kwargs.setdefault("editable", False)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Make the key; at most three characters for each of the name, plus one: cut where the column ends."""
        key = sort_key(getattr(model_instance, self.of))[: self.max_length]
        setattr(model_instance, self.attname, key)
        return key
