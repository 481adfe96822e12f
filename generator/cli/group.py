"""The group of commands: Chinese words for click, what stops the program as exit codes, and how a run ends."""

from __future__ import annotations

import gc
import gettext
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import click

from generator import __version__
from generator.cli import streams

DOMAIN = "taizhang"
LOCALE = Path(__file__).parents[1] / "locale"
JSON_FLAG = "--json"
USAGE = 2
"""Exit code: the words of the command are off."""


def speak_chinese() -> None:
    """Let click's own words come from our catalogue: it asks gettext for them, as that is set for the process."""
    os.environ["LANGUAGE"] = "zh_CN"
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    gettext.textdomain(DOMAIN)


class Command(click.Command):
    """A command whose usage errors and failures are Chinese sentences, or one JSON document with its usual keys."""

    empty: Callable[[], Mapping[str, Any]] = dict
    """The document of a command that did nothing."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the options; a mistake in them is a document too if one was asked for."""
        wants_json = JSON_FLAG in args
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as failure:
            if not wants_json:
                raise
            self.report_usage(failure)
            ctx.exit(USAGE)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; whatever stops it is reported and becomes an exit code."""
        from generator.cli.reports import print_failure
        from generator.problems import InputError, told_once

        try:
            return super().invoke(ctx)
        except click.UsageError as failure:
            if not ctx.params.get("as_json"):
                raise
            self.report_usage(failure)
            ctx.exit(USAGE)
        except InputError as failure:
            print_failure(told_once(failure.problems), self.empty() if ctx.params.get("as_json") else None)
            ctx.exit(failure.exit_code)

    def report_usage(self, failure: click.UsageError) -> None:
        """A usage error as a document."""
        from generator.cli.reports import print_failure
        from generator.problems import Place, error

        advice = f"运行 {failure.ctx.command_path} --help 查看用法。" if failure.ctx else ""
        print_failure([error("usage", Place(), failure.format_message(), advice)], self.empty())


class Commands(click.Group):
    """A group that speaks Chinese; a command that it does not know is a document too if one was asked for."""

    command_class = Command

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the command; it makes millions of objects and few cycles, so these are seldom looked for."""
        speak_chinese()
        gc.set_threshold(200_000, 20, 20)
        return super().main(*args, **options)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as failure:
            if JSON_FLAG not in args:
                raise
            Command(None).report_usage(failure)
            ctx.exit(USAGE)


Commands.group_class = Commands


@click.group(
    cls=Commands,
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]...",
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
    epilog="例：taizhang init 我的台账 && taizhang build --workspace 我的台账",
)
@click.version_option(__version__, prog_name="taizhang", message="%(prog)s %(version)s", help="显示版本号。")
def main() -> None:
    """工作要点分工台账：由一份台账生成可打印的总台账、各单位分工表，改后只重做变了的部分。"""


def run() -> NoReturn:
    """Run the command as a program, which ends as soon as everything is said: nothing is taken apart piece by piece."""
    streams.make_forgiving()
    try:
        main()
    except SystemExit as end:
        if isinstance(end.code, int):
            streams.say_what_was_lost()
            os._exit(end.code)
        raise
    sys.exit()


def command(
    name: str,
    example: str,
    empty: Callable[[], Mapping[str, Any]] = dict,
    group: click.Group = main,
) -> Callable[[Callable[..., Any]], click.Command]:
    """A command of a group, whose help ends with an example; `empty` gives its document if it did nothing."""

    def enter(function: Callable[..., Any]) -> click.Command:
        made = group.command(name, epilog=f"例：{example}", options_metavar="[选项]")(function)
        assert isinstance(made, Command)
        made.empty = empty
        return made

    return enter
