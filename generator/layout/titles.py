"""Long titles to lines of like length that end where a word ends.

GB/T 9704-2012, 7.3.1: a title of several lines stands in the middle, each line ends with a whole word, and the lines
are alike in length or form a trapezoid. Readers break a cell's text where it is full, which leaves the last
character alone. A title that somebody broke by hand stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from msgspec.structs import replace

from generator.layout.heights import Gauge, Ruler
from generator.layout.linebreak import may_break
from generator.model import Row, Table

MOST = 120
"""Characters; a longer text is no title."""

WORDS = re.compile(
    r"“[^”]{1,15}”|《[^》]{1,20}》|（[^）]{1,60}）|[\d.,—-]+ ?[年月日季个项条%％]?[度份]?|[A-Za-z]+"
    r"|(?:(?:贯彻|组织|具体)?(?:落实|实施)|工作|行动|整改|推进|重点|若干)?(?:方案|计划|要点|台账|措施|细则|意见|清单)"
    r"|(?:目标|重点|主要|改革|整改)?(?:任务|工作)?(?:责任)?(?:分工|分解)(?:方案|台账|表)?|责任清单|政府工作报告|民生实事"
    r"|创新发展|目标任务|重点任务|重点工作|重点领域|重大项目|督查|整改|落实|情况|汇总|关于|进一步|全面|加快|推进|推动|打造|加强|深化|开展"
    r"|做好|建设|促进|支持|优化|提升|完善|改革|创新|发展|高质量|人工智能|数字经济|营商环境|经济社会|乡村振兴|生态环境|安全生产|人民政府|办公室"
    r"|管理委员会|委员会|领导小组|[省市县区州盟旗镇乡](?![场政民容级直属委长域块划村镇土县区])"
)
"""What stays whole in titles; 市 and its like end a name, so that a line may end behind them."""

NOUNS = re.compile(
    r"(?:行政|税务|财政|主管|有关|相关|管理)*部门|(?:企?事业)?单位|机构|企业|市场主体|社会|经济|产业|装备|设备|信息|系统|体系|规划|项目|进展|活力|投资"
    r"|电视电话会议|会议|有效|持续|健康|行政|公用|公共|税务|财政|教育|卫生|医疗|交通|住房|城乡|就业|农业|农村|工业|科技|文化|旅游|环境|生态|保护"
    r"|监管|管理|服务|提供|反馈|举措|推广|转型|升级|[一两三几多]个时期|当前|今后|第[一二三四五六七八九十]+[批方次期轮]"
)
"""What stays whole too, but goes together with the words beside it."""

LEADING = re.compile("关于|进一步|全面|加快|推[进动]|打造|加强|深化|开展|做好|促进|支持|优化|[和与及向对]")
"""What leads on to the words behind it: it begins a line, and ends none."""

WITHIN, LEFT, BESIDE, BETWEEN = 0.6, 0.4, 0.0, 0.2
"""What a line's end costs within a word, behind a leading one or before 的, where a word ends, and between characters
that no word is known of.

In squares of the share of a line by which lines differ from their mean: 0.2 is a line shorter by 0.45.
"""


def with_balanced_titles(table: Table, ruler: Ruler) -> Table:
    """The table with line breaks in the titles above its heading that take more than one line."""
    first_band = next((n for n, row in enumerate(table.rows) if row.form.kind != "static"), len(table.rows))
    above = table.print_titles[0] if table.print_titles else first_band
    rows = list(table.rows)
    for number, row in enumerate(rows[:above]):
        for column, gauge in titles_of(row, ruler):
            values = list(row.values)
            values[column] = balanced(str(row.values[column]), gauge)
            rows[number] = replace(row, values=tuple(values))
    return replace(table, rows=tuple(rows))


def titles_of(row: Row, ruler: Ruler) -> Iterator[tuple[int, Gauge]]:
    """The columns of a row's centred texts over the whole width of the table, with what measures them."""
    for column, across in enumerate(row.form.across):
        outside = (*ruler.widths[:column], *ruler.widths[column + across :])
        if across > 1 and not any(outside) and isinstance(row.values[column], str):
            gauge = ruler.cell_gauge(row, column)
            if gauge.wraps and gauge.style.alignment.horizontal == "center":
                yield column, gauge


def balanced(title: str, gauge: Gauge) -> str:
    """The title with line breaks, no more lines than it takes without; unchanged where one line is enough."""
    if "\n" in title or len(title) > MOST or len(lines := gauge.lines(title)) == 1:
        return title
    ends = best_ends(title, list(accumulate(map(gauge.width, title), initial=0.0)), len(lines), gauge.ems)
    return "\n".join(title[start:end] for start, end in zip((0, *ends), ends, strict=False)) if ends else title


def best_ends(title: str, reached: Sequence[float], count: int, ems: float) -> tuple[int, ...]:
    """Where `count` lines of at most `ems` end so that they cost least; empty if there are none such.

    `reached` are the ems before each character and behind the last.
    """
    mean, size = reached[-1] / count, len(title)
    costs = [cost_of(title, end) for end in range(size)] + [0.0]
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for _ in range(count):
        reachable: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, ends) in best.items():
            for end in range(start + 1, size + 1):
                width = reached[end] - reached[start]
                if width > ems or (end < size and not may_break(title[end - 1], title[end])):
                    continue
                total = cost + costs[end] + ((width - mean) / mean) ** 2
                if end not in reachable or total < reachable[end][0]:
                    reachable[end] = (total, (*ends, end))
        best = reachable
    return best[size][1] if size in best else ()


def cost_of(title: str, end: int) -> float:
    """What it costs to end a line at `end`."""
    words, nouns, leading = (spans_of(title, pattern) for pattern in (WORDS, NOUNS, LEADING))
    if any(start < end < stop for start, stop in (*words, *nouns)):
        return WITHIN
    if title[end] == "的" or any(end == stop for _, stop in leading):
        return LEFT
    is_beside = any(end == stop or (end == start < stop - 1) for start, stop in words)
    return BESIDE if is_beside or any(end == start for start, _ in leading) else BETWEEN


@lru_cache(maxsize=24)
def spans_of(title: str, pattern: re.Pattern[str]) -> tuple[tuple[int, int], ...]:
    """The spans of a title's words of one kind."""
    return tuple(found.span() for found in pattern.finditer(title))
