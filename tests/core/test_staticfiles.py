"""Style sheets are written apart and sent as one, under names that change with their content."""

import re

import pytest
from django.contrib.staticfiles.storage import StaticFilesStorage, staticfiles_storage

from core.staticfiles import join


def sent(name):
    with staticfiles_storage.open(staticfiles_storage.stored_name(name)) as opened:
        return opened.read().decode()


def test_the_page_asks_for_one_style_sheet():
    text = sent("css/main.css")

    assert "@import" not in text
    assert text.count("@layer components {") == sum(
        1 for name in staticfiles_storage.hashed_files if name.startswith("css/components/")
    )


def test_files_a_style_sheet_names_are_found_under_their_hashed_names():
    named = re.findall(r'url\("([^"#]+)"\)', sent("css/main.css"))

    assert any(re.fullmatch(r"\.\./fonts/literata-czech\.\w{12}\.woff2", name) for name in named)
    assert any(re.fullmatch(r"\.\./images/weave\.\w{12}\.svg", name) for name in named)
    for name in named:
        assert staticfiles_storage.exists(f"css/{name}"), name


@pytest.mark.parametrize(
    ("address", "joined"),
    [
        ("../../images/a.svg", "../images/a.svg"),
        ("a.svg", "parts/a.svg"),
        ("/images/a.svg", "/images/a.svg"),
        ("data:image/svg+xml,a", "data:image/svg+xml,a"),
        ("#a", "#a"),
    ],
)
def test_relative_addresses_follow_their_file(tmp_path, address, joined):
    (tmp_path / "css/parts").mkdir(parents=True)
    (tmp_path / "css/main.css").write_text('@import url("parts/a.css") layer(parts);\n')
    (tmp_path / "css/parts/a.css").write_text(f'a {{ background: url("{address}"); }}\n')
    storage = StaticFilesStorage(location=tmp_path, base_url="/static/")
    paths = {name: (storage, name) for name in ("css/main.css", "css/parts/a.css")}

    text = join("css/main.css", paths)

    assert text == f'@layer parts {{\na {{ background: url("{joined}"); }}\n}}\n'
