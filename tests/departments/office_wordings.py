"""Made-up offices with wordings whose meaning is known because they are made from it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from generator.model import Department, Group, Ledger, Origin, Task

TRADES = [
    "教体局",
    "财政局",
    "卫健委",
    "发改委",
    "住建局",
    "交通运输局",
    "水利局",
    "民政局",
    "司法局",
    "审计局",
    "统计局",
    "人社局",
    "自然资源局",
    "应急管理局",
    "市场监管局",
    "文旅局",
    "商务局",
    "科技局",
    "工信局",
    "行政审批和政务服务局",
    "工业和信息化局",
    "文化广电和旅游局",
    "数据局",
    "融媒体中心",
    "公安局",
    "信访局",
    "医保局",
]
PARTY = ["委宣传部", "委组织部", "委编办", "总工会"]
OTHERS = ["税务局", "气象局", "海关", "城投公司", "交投集团", "国网供电公司", "东河银行"]
ODD = ["a/b局", "点局...", "（筹）数谷", "等候中心", "3.0产业办", "与民同行办公室", "各界联络办", "负责制办公室"]
TOWNS = ["东河镇", "西河镇", "南山乡", "北街道", "花园街道"]
PERSONS = ["王强", "李明华", "张敏", "赵晓红"]
GROUPS = {
    "各有关部门": "departments",
    "各镇（街道）": "towns",
    "各乡镇人民政府、街道办事处": "towns",
    "各乡镇": "towns",
    "相关单位": "departments",
    "园区、农场和林场": "others",
}
WORKS = ["宣传", "统计", "审计", "水利", "交通、消防", "财政资金保障", "教育培训", "方案制定", "民政救助工作"]
ENDS = ["", "", "", "。", "，6月底前完成", "，持续推进", "（下同）"]


@dataclass
class Said:
    """A wording, and the 简称 of those who have the task by it."""

    text: str
    holders: set[str] = field(default_factory=set)


@dataclass
class Office:
    """The sheets of a made-up office, and what may be said with them."""

    chance: random.Random
    prefix: str
    shorts: list[str]
    odd: list[str]
    towns: list[str]
    members: dict[str, list[str]]

    def names(self, count: int) -> list[str]:
        """So many departments of which wordings speak."""
        return self.chance.sample([*self.shorts, *self.odd, *self.towns], count)

    def written(self, short: str) -> str:
        """A department as a wording may write it."""
        if short in self.odd or short in self.towns:
            return short
        ways = [short, short, short]
        if short.startswith(self.prefix):
            ways.append("河东" + short)
            ways.append(f"{short} {self.chance.choice(PERSONS)}")
            ways.append(f"{short[:2]}\n{short[2:]}")
        return self.chance.choice(ways)

    def listed(self, shorts: list[str]) -> str:
        """A list of departments with a connector of those that lists have."""
        names = [self.written(short) for short in shorts]
        if len(names) > 1 and self.chance.random() < 0.3:
            return "、".join(names[:-1]) + self.chance.choice(["和", "及", "以及"]) + names[-1]
        return self.chance.choice(["、", "、", "，", "\n"]).join(names)

    def said(self) -> Said:
        """A wording of a form that documents have."""
        shorts = self.names(self.chance.randint(2, 6))
        at = self.chance.randint(1, len(shorts) - 1)
        first, rest = shorts[:at], shorts[at:]
        forms = [
            lambda: f"{self.listed(first)}牵头，{self.listed(rest)}配合",
            lambda: f"{self.listed(first)}牵头，{self.listed(rest)}按职责分工负责",
            lambda: f"牵头单位：{self.listed(first)}；责任单位：{self.listed(rest)}",
            lambda: f"{self.listed(first)}会同{self.listed(rest)}负责",
            lambda: f"责任单位：{self.listed(shorts)}",
            lambda: f"（{self.listed(first)}牵头，{self.listed(rest)}参与）",
            lambda: self.listed(shorts),
            lambda: "；".join(f"{self.written(short)}负责{self.chance.choice(WORKS)}" for short in shorts),
            lambda: "\n".join(f"{number}.{self.written(short)}" for number, short in enumerate(shorts, 1)),
            lambda: f"{self.written(shorts[0])}（牵头）、{self.listed(shorts[1:])}",
        ]
        form = self.chance.choice(forms)
        text, holders = form(), set(shorts)
        if self.chance.random() < 0.3 and not text.endswith("）"):
            group = self.chance.choice(list(self.members))
            text += self.chance.choice(["，", "、"]) + group
            holders |= set(self.members[group])
        elif self.chance.random() < 0.15 and form is forms[6]:
            group = self.chance.choice(["各有关部门", "各乡镇"])
            text += f"等{self.chance.choice(['和', '以及', '及'])}{group}负责"
            holders |= set(self.members[group])
        return Said(text + self.chance.choice(ENDS), holders)


def office(seed: int) -> Office:
    """A made-up office, always the same for the same seed."""
    chance = random.Random(seed)
    prefix = chance.choice("旗县区市")
    shorts = [prefix + trade for trade in chance.sample(TRADES, 10)]
    shorts += [prefix + body for body in chance.sample(PARTY, 2)]
    shorts += chance.sample(OTHERS, 3)
    odd = chance.sample(ODD, 3)
    towns = chance.sample(TOWNS, 3)
    pools = {"departments": chance.sample(shorts, 4), "towns": towns, "others": chance.sample(shorts, 2)}
    return Office(chance, prefix, shorts, odd, towns, {wording: pools[pool] for wording, pool in GROUPS.items()})


def ledger_of(seed: int, tasks: int = 6) -> tuple[Ledger, list[set[str]]]:
    """A ledger with 单位 and 群组 filled, and for each task who has it by construction."""
    made = office(seed)
    wordings = [made.said() for _ in range(tasks)]
    departments = [
        Department(short, "河东" + short if short.startswith(made.prefix) else "")
        for short in (*made.shorts, *made.odd, *made.towns)
    ]
    cells = {"units_text": "F"}
    rows = [
        Task(
            id=f"T{row - 1:03d}",
            number=str(row - 1),
            content=f"任务{row - 1}",
            units_text=said.text,
            deadline_text="年底前",
            origin=Origin("ledger.xlsx", "台账", str(row), cells),
        )
        for row, said in enumerate(wordings, 2)
    ]
    groups = [Group(wording, tuple(members)) for wording, members in made.members.items()]
    ledger = Ledger(
        title="河东工作要点分工台账",
        year=2021,
        tasks=tuple(rows),
        departments=tuple(departments),
        groups=tuple(groups),
    )
    return ledger, [said.holders for said in wordings]
