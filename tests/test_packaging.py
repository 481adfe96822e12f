"""What is installed is what is here: every package, the templates, the example, the words and the schema."""

from __future__ import annotations

import configparser
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_package_is_installed():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    listed = set(config["options"]["packages"].split())
    present = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "generator").rglob("__init__.py")}
    assert listed == present | {"generator.shipped.input", "generator.shipped.templates"}


def test_every_file_that_is_no_code_is_installed():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    patterns = [pattern.strip() for pattern in config["options.package_data"]["*"].split(",")]
    folders = [ROOT / "generator", ROOT / "templates", ROOT / "input"]
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        if path.suffix not in (".py", ".pyc", ".po"):
            assert any(path.match(pattern) for pattern in patterns), path


def test_the_lowest_versions_that_are_tested_are_the_bounds_that_are_published():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    needs = f"{config['options']['install_requires']}\n{config['options.extras_require']['dev']}".splitlines()
    bounds = {need.replace(" >= ", "==") for need in needs if " >= " in need}
    assert bounds == set((ROOT / "requirements-lowest.txt").read_text("utf-8").split())
    assert all(" >= " in need for need in config["options"]["install_requires"].split("\n") if need)


def test_the_catalogue_of_clicks_words_is_compiled_from_its_source():
    from babel.messages.mofile import read_mo
    from babel.messages.pofile import read_po

    folder = ROOT / "generator" / "locale" / "zh_CN" / "LC_MESSAGES"
    with (folder / "taizhang.po").open("rb") as source, (folder / "taizhang.mo").open("rb") as compiled:
        assert said(read_mo(compiled)) == said(read_po(source))


def said(catalogue) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Message → translation, singular and plural forms alike as tuples."""

    def forms(text) -> tuple[str, ...]:
        return (text,) if isinstance(text, str) else tuple(text)

    return {forms(message.id): forms(message.string) for message in catalogue if message.id}
