"""Options that several commands have."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from generator.system.workspace import Workspace

F = TypeVar("F", bound=Callable[..., Any])

JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="在标准输出给出一份机器可读的 JSON，不输出别的。")


def day_option(name: str, help: str) -> Callable[[F], F]:
    """An option that is a day as staff write it, or None."""

    def as_day(_context: click.Context, _parameter: click.Parameter, text: str | None) -> datetime.date | None:
        if text is None:
            return None
        from generator.model.days import day_of  # whoever gives no day need not wait for the model

        day = day_of(text)
        if day is None:
            raise click.BadParameter(f"“{text}”不是日期，应写成 2021-06-25 或 2021年6月25日")
        return day

    return click.option(name, default=None, metavar="DATE", callback=as_day, help=help)


AS_OF_OPTION = day_option("--as-of", "落实情况的统计日期，如 2021-06-30，默认今天；灯、剩余天数、逾期按这一天算。")


def named_as(*suffixes: str) -> Callable[[click.Context, click.Parameter, Path | None], Path | None]:
    """A check that a file to be written is called what it will be."""

    def checked(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> Path | None:
        if path is not None and path.suffix.lower() not in suffixes:
            raise click.BadParameter(f"“{path.name}”的扩展名应是 {'、'.join(suffixes)}")
        return path

    return checked


LEDGER_NAME = named_as(".xlsx", ".json")


def workspace_options(command: F) -> F:
    """Options of every command that works in a workspace."""
    folder = click.option(
        "--workspace",
        "folder",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path(),
        metavar="DIR",
        help="工作区文件夹（内有 input、templates、output），默认为当前文件夹。",
    )
    ledger = click.option(
        "--ledger",
        type=click.Path(dir_okay=False, path_type=Path),
        default=None,
        metavar="FILE",
        help="改用另一份台账，默认为 input/ledger.xlsx（或 .json）。",
    )
    return folder(ledger(command))


def workspace_at(folder: Path, ledger: Path | None) -> Workspace:
    """The workspace that the options name."""
    from generator.system.workspace import Workspace

    return Workspace(folder, ledger)
