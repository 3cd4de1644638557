"""The import contracts of pyproject.toml (run by ``make check``) cover every app there is."""

import tomllib

from tests.architecture.source import APPS, LAYERS, ROOT


def test_contract_names_every_app_in_the_order_of_the_architecture():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = settings["contracts"][0]["layers"]
    assert layers == [" | ".join(app for app in group if app in APPS) for group in LAYERS
                      if set(group) & set(APPS)]  # fmt: skip
    assert set(settings["root_packages"]) == set(APPS)
