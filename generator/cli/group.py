"""The group of commands: Chinese words for click, what stops the program as exit codes, and how a run ends."""

from __future__ import annotations

import gc
import gettext
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import click

from generator import __version__

DOMAIN = "taizhang"
LOCALE = Path(__file__).parents[1] / "locale"


def speak_chinese() -> None:
    """Let click's own words come from our catalogue: it asks gettext for them, as that is set for the process."""
    os.environ["LANGUAGE"] = "zh_CN"
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    gettext.textdomain(DOMAIN)


class Commands(click.Group):
    """A group whose usage errors and failures are Chinese sentences with the published exit codes."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the command; it makes millions of objects and few cycles, so these are seldom looked for."""
        speak_chinese()
        gc.set_threshold(200_000, 20, 20)
        return super().main(*args, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; whatever stops the program is printed and becomes an exit code."""
        from generator.cli.reports import report_failure
        from generator.problems import InputError

        try:
            return super().invoke(ctx)
        except InputError as failure:
            report_failure(failure.problems, bool(ctx.obj and ctx.obj.get("json")))
            ctx.exit(failure.exit_code)


@click.group(
    cls=Commands,
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]...",
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
    epilog="例：taizhang init 我的台账 && taizhang build --workspace 我的台账",
)
@click.version_option(__version__, prog_name="taizhang", message="%(prog)s %(version)s", help="显示版本号。")
@click.pass_context
def main(context: click.Context) -> None:
    """工作要点分工台账：由一份台账生成可打印的总台账、各单位分工表，改后只重做变了的部分。"""
    context.obj = {"json": False}


def run() -> NoReturn:
    """Run the command as a program, which ends as soon as everything is said: nothing is taken apart piece by piece."""
    try:
        main()
    except SystemExit as end:
        if isinstance(end.code, int):
            with suppress(OSError):  # nobody listens any more: Python's own way to end says so
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(end.code)
        raise
    sys.exit()


def command(name: str, example: str) -> Callable[[Callable[..., Any]], click.Command]:
    """A command of the group, whose help ends with an example."""
    return main.command(name, epilog=f"例：{example}", options_metavar="[选项]")
