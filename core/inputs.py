"""Inputs of forms that several apps use."""

from typing import Any

from django import forms


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class AmountField(forms.DecimalField):
    """An amount of money as people write it: "1 250 000,50 Kč" in Czech; hellers at most."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(min_value=0, max_digits=14, decimal_places=2, localize=True, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Leave out blanks between digits and the name of the currency."""
        if isinstance(value, str):
            value = "".join(value.removesuffix("Kč").removesuffix("CZK").split())
        return super().to_python(value)


class MomentInput(forms.DateTimeInput):
    """The browser's own field of date and time."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)
