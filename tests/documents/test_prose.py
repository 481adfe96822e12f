"""Prose becomes tasks: numbers, brackets, lines of units, headings, in the forms that documents have."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from generator.documents import Imported, read


def imported(folder: Path, text: str, **options: object) -> tuple[Imported, list[str]]:
    path = folder / "a.txt"
    path.write_text(text.strip("\n"), "utf-8")
    found, problems = read(path, **options)  # type: ignore[arg-type]
    assert found is not None, problems
    return found, [problem.message for problem in problems]


def rows(found: Imported) -> list[str]:
    """The tasks: section / item / content, then units, lead, support and deadline as far as there are any."""
    shown = []
    for task in found.ledger.tasks:
        signs = {"": task.units_text, "牵头": task.lead_text, "配合": task.support_text, "时限": task.deadline_text}
        stated = [f"{sign}={text}" for sign, text in signs.items() if text]
        shown.append(" ".join([f"{task.section}/{task.item}/{task.content}", *stated]))
    return shown


TITLE = "某市2024年重点工作分工方案\n"
FORMS = {
    "a bracket with a role word at the paragraph's end": (
        "一、优化环境\n1.推进一网通办。（市政务局负责）\n2.公开清单。（市发改委牵头，市财政局、市商务局配合）",
        [
            "一、优化环境//推进一网通办。 =市政务局负责",
            "一、优化环境//公开清单。 =市发改委牵头，市财政局、市商务局配合",
        ],
    ),
    "a full stop behind the bracket": (
        "一、优化环境\n1.推进一网通办（市政务局负责）。\n2.公开清单（市发改委负责）；",
        ["一、优化环境//推进一网通办。 =市政务局负责", "一、优化环境//公开清单； =市发改委负责"],
    ),
    "a bracket with labels": (
        "（一）推进改革\n1.推进一网通办。（牵头单位：市政务局；责任单位：市直各部门，2024年6月底前完成）\n"
        "2.公开清单。（责任单位：市发改委、市财政局；完成时限：9月底）",
        [
            "（一）推进改革//推进一网通办。 =市直各部门 牵头=市政务局 时限=2024年6月底前完成",
            "（一）推进改革//公开清单。 =市发改委、市财政局 时限=9月底",
        ],
    ),
    "brackets of every kind": (
        "1.甲事。〔市政务局负责〕\n2.乙事。[市发改委负责]\n3.丙事。【责任单位：市财政局】\n4.丁事。(市商务局负责)\n"
        "5.戊事。（责任单位：各县〔市、区〕政府）\n6.己事。［市水利局负责］",
        [
            "//甲事。 =市政务局负责",
            "//乙事。 =市发改委负责",
            "//丙事。 =市财政局",
            "//丁事。 =市商务局负责",
            "//戊事。 =各县〔市、区〕政府",
            "//己事。 =市水利局负责",
        ],
    ),
    "a bare list of names in a bracket": (
        "一、抓好项目\n1.建设学校。（市教育局、市住建局，各县区政府）\n2.建设医院。（市卫健委）",
        ["一、抓好项目//建设学校。 =市教育局、市住建局，各县区政府", "一、抓好项目//建设医院。 =市卫健委"],
    ),
    "two brackets, of units and of a deadline": (
        "1.建设学校。（责任单位：市教育局）（2024年底前）\n2.建设医院。（6月底前完成）（市卫健委负责）",
        ["//建设学校。 =市教育局 时限=2024年底前", "//建设医院。 =市卫健委负责 时限=6月底前完成"],
    ),
    "a bracket alone in the next paragraph": (
        "一、抓好项目\n（一）建设学校。年内开工。\n（市教育局牵头，市住建局配合）\n（二）建设医院。\n（责任单位：市卫健委）",
        ["一、抓好项目//建设学校。年内开工。 =市教育局牵头，市住建局配合", "一、抓好项目//建设医院。 =市卫健委"],
    ),
    "headings that are units": (
        "一、重点任务\n（一）县林业局（2项）\n1.植树3万亩。\n2.推进林长制。（6月底前）\n（二）县水利局牵头的任务\n"
        "1.加固水库。\n配合单位：各乡镇\n2.清淤。（县住建局负责）\n（三）各乡镇（街道）\n1.巡河。",
        [
            "一、重点任务/（一）县林业局（2项）/植树3万亩。 =县林业局",
            "一、重点任务/（一）县林业局（2项）/推进林长制。 =县林业局 时限=6月底前",
            "一、重点任务/（二）县水利局牵头的任务/加固水库。 牵头=县水利局 配合=各乡镇",
            "一、重点任务/（二）县水利局牵头的任务/清淤。 =县住建局负责",
            "一、重点任务/（三）各乡镇（街道）/巡河。 =各乡镇（街道）",
        ],
    ),
    "a label as heading": (
        "一、牵头单位：县林业局\n1.植树3万亩。\n2.推进林长制。\n二、责任单位：县水利局；配合单位：各乡镇\n1.清淤。",
        [
            "一、牵头单位：县林业局//植树3万亩。 牵头=县林业局",
            "一、牵头单位：县林业局//推进林长制。 牵头=县林业局",
            "二、责任单位：县水利局；配合单位：各乡镇//清淤。 =县水利局 配合=各乡镇",
        ],
    ),
    "unnumbered lines of units above lists": (
        "各乡镇人民政府：\n县林业局\n1.植树3万亩。\n2.推进林长制。\n县水利局：\n1.清淤。",
        ["县林业局//植树3万亩。 =县林业局", "县林业局//推进林长制。 =县林业局", "县水利局：//清淤。 =县水利局"],
    ),
    "lines of labels above lists": (
        "责任单位：县林业局\n1.植树3万亩。\n2.推进林长制。\n牵头单位：县水利局\n1.清淤。",
        [
            "责任单位：县林业局//植树3万亩。 =县林业局",
            "责任单位：县林业局//推进林长制。 =县林业局",
            "牵头单位：县水利局//清淤。 牵头=县水利局",
        ],
    ),
    "other names in brackets behind a heading of units": (
        "一、县委宣传部（县文明办）\n1.创建文明城市。\n二、城关镇\n1.清淤。",
        ["一、县委宣传部（县文明办）//创建文明城市。 =县委宣传部（县文明办）", "二、城关镇//清淤。 =城关镇"],
    ),
    "unnumbered paragraphs below a heading of units": (
        "一、县林业局\n植树3万亩。\n推进林长制。\n二、县水利局\n清淤。",
        [
            "一、县林业局//植树3万亩。 =县林业局",
            "一、县林业局//推进林长制。 =县林业局",
            "二、县水利局//清淤。 =县水利局",
        ],
    ),
    "units at the beginning of a sentence": (
        "一、措施\n1.由县发改局牵头，县财政局、各乡镇配合，谋划储备项目。\n2.强化巡查。县水利局负责清淤，6月底前完成。\n"
        "3.县教育局牵头，会同县住建局开展校舍排查。\n4.稳定就业。县人社局负责开发岗位，县财政局负责落实补贴。",
        [
            "一、措施//谋划储备项目。 =县发改局牵头，县财政局、各乡镇配合",
            "一、措施//强化巡查。清淤，6月底前完成。 =县水利局负责",
            "一、措施//开展校舍排查。 =县教育局牵头，会同县住建局",
            "一、措施//稳定就业。县人社局负责开发岗位，县财政局负责落实补贴。 =县人社局负责，县财政局负责",
        ],
    ),
    "units before a colon": (
        "一、职责\n1.县教育局：负责校园检查。\n2.各乡镇：负责巡查。\n二、分工\n县公安局：整治校车。\n商委：整治道路。",
        [
            "一、职责//负责校园检查。 =县教育局",
            "一、职责//负责巡查。 =各乡镇",
            "二、分工//整治校车。 =县公安局",
            "二、分工//整治道路。 =商委",
        ],
    ),
    "units behind a dash": (
        "1.植树3万亩——县林业局，6月底前\n2.推进林长制—县林业局牵头，各乡镇配合—9月底前\n"
        "3.清理河道 —— 责任单位：县水利局，完成时限：10月底前",
        [
            "//植树3万亩 =县林业局 时限=6月底前",
            "//推进林长制 =县林业局牵头，各乡镇配合 时限=9月底前",
            "//清理河道 =县水利局 时限=10月底前",
        ],
    ),
    "a deadline as the last sentence": (
        "一、汛期（县水利局牵头，县应急局配合）\n1.公布名单。3月底前完成。\n2.建设学校。年内开工。",
        [
            "一、汛期//公布名单。 =县水利局牵头，县应急局配合 时限=3月底前完成",
            "一、汛期//建设学校。年内开工。 =县水利局牵头，县应急局配合",
        ],
    ),
    "persons among the units": (
        "1.植树3万亩。（分管副县长、县林业局）\n2.清理河道。（各乡镇长负责）",
        ["//植树3万亩。 =分管副县长、县林业局", "//清理河道。 =各乡镇长负责"],
    ),
    "lines of their own": (
        "一、抓好项目\n1.建设学校。\n牵头单位：市教育局\n配合单位：市住建局、市财政局\n时限要求：2024年9月\n"
        "2.建设医院。\n责任单位：市卫健委；完成时限：全年",
        [
            "一、抓好项目//建设学校。 牵头=市教育局 配合=市住建局、市财政局 时限=2024年9月",
            "一、抓好项目//建设医院。 =市卫健委 时限=全年",
        ],
    ),
    "部门分工 and people": (
        "1.建设学校。\n部门分工：市教育局牵头，市住建局配合。\n责任领导：张某\n2.建设医院。\n【责任单位】市卫健委",
        ["//建设学校。 =市教育局牵头，市住建局配合", "//建设医院。 =市卫健委"],
    ),
    "labels at the paragraph's end without a bracket": (
        "1.建设学校。责任单位：市教育局。完成时限：9月底。\n2.建设医院。牵头单位：市卫健委；配合单位：市住建局。",
        ["//建设学校。 =市教育局 时限=9月底", "//建设医院。 牵头=市卫健委 配合=市住建局"],
    ),
    "several tasks in one paragraph": (
        "一、抓好项目\n1.建设学校，年内开工。（市教育局负责）建设医院，明年开工。（市卫健委负责）",
        ["一、抓好项目//建设学校，年内开工。 =市教育局负责", "一、抓好项目//建设医院，明年开工。 =市卫健委负责"],
    ),
    "numbers inside a paragraph": (
        "一、抓好项目\n（一）补齐短板。1.建设学校。（市教育局负责）2.建设医院。（市卫健委负责）",
        [
            "一、抓好项目/（一）补齐短板。/建设学校。 =市教育局负责",
            "一、抓好项目/（一）补齐短板。/建设医院。 =市卫健委负责",
        ],
    ),
    "units in a heading": (
        "一、抓好项目（责任单位：市发改委）\n1.建设学校。\n2.建设医院。\n二、优化环境（市政务局负责）\n1.公开清单。\n2.推进通办。（市数据局负责）",
        [
            "一、抓好项目//建设学校。 =市发改委",
            "一、抓好项目//建设医院。 =市发改委",
            "二、优化环境//公开清单。 =市政务局负责",
            "二、优化环境//推进通办。 =市数据局负责",
        ],
    ),
    "a line of units below a heading": (
        "一、抓好项目\n牵头单位：市发改委\n1.建设学校。\n2.建设医院。\n二、优化环境\n牵头单位：市政务局\n1.公开清单。",
        [
            "一、抓好项目//建设学校。 牵头=市发改委",
            "一、抓好项目//建设医院。 牵头=市发改委",
            "二、优化环境//公开清单。 牵头=市政务局",
        ],
    ),
    "a line of units below all tasks of a heading": (
        "一、抓好项目\n1.建设学校。\n2.建设医院。\n责任单位：市发改委\n二、优化环境\n1.公开清单。\n责任单位：市政务局",
        [
            "一、抓好项目//建设学校。 =市发改委",
            "一、抓好项目//建设医院。 =市发改委",
            "二、优化环境//公开清单。 =市政务局",
        ],
    ),
    "a title line and a text below it": (
        "一、抓好项目\n（一）建设学校\n年内开工三所。（市教育局负责）\n（二）建设医院\n年内开工一所。（市卫健委负责）",
        [
            "一、抓好项目/（一）建设学校/年内开工三所。 =市教育局负责",
            "一、抓好项目/（二）建设医院/年内开工一所。 =市卫健委负责",
        ],
    ),
    "three levels": (
        "一、抓好项目\n（一）补齐短板\n1.建设学校。（市教育局负责）\n（1）建设医院。（市卫健委负责）",
        None,
    ),
    "circled numbers": (
        "一、抓好项目\n（一）补齐短板\n①建设学校。（市教育局负责）\n②建设医院。（市卫健委负责）",
        [
            "一、抓好项目/（一）补齐短板/建设学校。 =市教育局负责",
            "一、抓好项目/（一）补齐短板/建设医院。 =市卫健委负责",
        ],
    ),
    "a number and a text that begins with a digit": (
        "\n".join(f"{n}.{n}00人培训。（市人社局负责）" for n in range(1, 13)),
        [f"//{n}00人培训。 =市人社局负责" for n in range(1, 13)],
    ),
    "notes behind the units": (
        "1.建设学校。（市教育局、市住建局负责。列第一位者为牵头单位，下同）\n2.建设医院。（市卫健委、市住建局负责）\n"
        "3.修路。（市交通局负责，各市（州）不再做分工，下同）\n4.修桥。（责任单位：市交通局〔以下均需各县区落实，不再列出〕）",
        [
            "//建设学校。 =市教育局、市住建局负责",
            "//建设医院。 =市卫健委、市住建局负责",
            "//修路。 =市交通局负责",
            "//修桥。 =市交通局",
        ],
    ),
    "brackets that name nobody stay in the text": (
        "1.建设学校（含幼儿园），由市教育局（市委教育工委）牵头（重大事项报告），年内开工。（市教育局负责）\n"
        "2.落实《办法》（市政发〔2023〕1号）（以下简称《办法》）。（市卫健委负责）",
        [
            "//建设学校（含幼儿园），由市教育局（市委教育工委）牵头（重大事项报告），年内开工。 =市教育局负责",
            "//落实《办法》（市政发〔2023〕1号）（以下简称《办法》）。 =市卫健委负责",
        ],
    ),
    "a deadline without comma behind the unit": (
        "1.建设学校。（市教育局2024年9月底前完成）\n2.建设医院。（市卫健委负责，持续推进）",
        ["//建设学校。 =市教育局 时限=2024年9月底前完成", "//建设医院。 =市卫健委负责 时限=持续推进"],
    ),
    "labels that run together": (
        "1.建设学校。（牵头单位：市教育局 配合单位：市住建局、市财政局）\n"
        "2.建设医院。\n牵头单位：市卫健委　　责任单位：市住建局",
        ["//建设学校。 牵头=市教育局 配合=市住建局、市财政局", "//建设医院。 =市住建局 牵头=市卫健委"],
    ),
    "unnumbered paragraphs": (
        "建设学校，年内开工。（市教育局负责）\n建设医院，明年开工。（市卫健委负责）",
        ["//建设学校，年内开工。 =市教育局负责", "//建设医院，明年开工。 =市卫健委负责"],
    ),
    "several paragraphs of one task": (
        "一、抓好项目\n1.建设学校，统筹推进。各县要配合。\n年内开工三所，明年建成。\n（市教育局负责）",
        ["一、抓好项目//建设学校，统筹推进。各县要配合。\n年内开工三所，明年建成。 =市教育局负责"],
    ),
    "role words": (
        "1.甲事。（市教育局会同有关部门负责）\n2.乙事。（各县区、各部门按职责分工负责）\n3.丙事。（市政府办公室牵头，各有关部门参与）\n"
        "4.丁事。（各乡镇人民政府、街道办事处组织实施）",
        [
            "//甲事。 =市教育局会同有关部门负责",
            "//乙事。 =各县区、各部门按职责分工负责",
            "//丙事。 =市政府办公室牵头，各有关部门参与",
            "//丁事。 =各乡镇人民政府、街道办事处组织实施",
        ],
    ),
    "units between title and text": (
        "一、建设学校\n责任单位：市教育局\n年内开工三所。\n二、建设医院\n责任单位：市卫健委\n年内开工一所。",
        ["一、建设学校//年内开工三所。 =市教育局", "二、建设医院//年内开工一所。 =市卫健委"],
    ),
    "a text behind the bracket": (
        "1.建设学校。（市教育局负责）各县要配合。\n2.建设医院。（市卫健委负责）2024年底前完成。",
        ["//建设学校。各县要配合。 =市教育局负责", "//建设医院。 =市卫健委负责 时限=2024年底前完成"],
    ),
    "measures below a task with units of its own": (
        "一、优化环境\n（一）放宽准入，推进改革。（市发改委牵头）具体措施：\n1.公开清单。（市发改委负责）\n2.推进通办。（市政务局负责）",
        [
            "一、优化环境/（一）放宽准入，推进改革。/公开清单。 =市发改委负责",
            "一、优化环境/（一）放宽准入，推进改革。/推进通办。 =市政务局负责",
        ],
    ),
    "a label and its names in two paragraphs": (
        "1.建设学校。\n责任单位：\n市教育局、\n市住建局\n2.建设医院。\n责任单位　市卫健委",
        ["//建设学校。 =市教育局、市住建局", "//建设医院。 =市卫健委"],
    ),
    "a last sentence that names who does it": (
        "1.建设学校，年内开工。由市教育局牵头，市住建局配合。\n2.建设医院，年内开工。市卫健委负责。",
        ["//建设学校，年内开工。 =市教育局牵头，市住建局配合", "//建设医院，年内开工。 =市卫健委负责"],
    ),
    "other labels below the units": (
        "1.建设学校。\n责任单位：市教育局\n预期成果：投入使用\n2.建设医院。\n责任单位：市卫健委\n预期成果：主体完工",
        ["//建设学校。 =市教育局", "//建设医院。 =市卫健委"],
    ),
    "a list that begins in the middle": (
        "11.121人才工程。（市人社局负责）\n12.2024年底前建成。（市住建局负责）",
        ["//121人才工程。 =市人社局负责", "//2024年底前建成。 =市住建局负责"],
    ),
    "a blank between unit and deadline": (
        "1.建设学校。（责任单位：市教育局  2024年12月底前）\n2.修路。（责任单位：市交通局，完成时间：年底）",
        ["//建设学校。 =市教育局 时限=2024年12月底前", "//修路。 =市交通局 时限=年底"],
    ),
    "units and deadline in two brackets behind an unfinished sentence": (
        "1.评价乡镇履职情况（县教育局）（6月底前）\n2.检查幼儿园〔县教育局负责〕〔年底前〕",
        ["//评价乡镇履职情况 =县教育局 时限=6月底前", "//检查幼儿园 =县教育局负责 时限=年底前"],
    ),
    "towns and schools behind an office, and a label behind a dash": (
        "1.建设学校。（县教育局、东河镇、县第一中学）\n2.修路。——责任单位：县交通局",
        ["//建设学校。 =县教育局、东河镇、县第一中学", "//修路。 =县交通局"],
    ),
    "a deadline that hangs on something else": (
        "1.一是疏浚河道。（市水务局，主汛期前完成）二是清淤管网。（市城管局，供暖前完成）三是发放贷款。（市农商行、人行市支行，9月底前）",
        [
            "//一是疏浚河道。 =市水务局 时限=主汛期前完成",
            "//二是清淤管网。 =市城管局 时限=供暖前完成",
            "//三是发放贷款。 =市农商行、人行市支行 时限=9月底前",
        ],
    ),
    "labels of a plan of rectification": (
        "一、管网不全\n整改责任单位：市住建局牵头，市水务局配合\n督导单位：市生态环境局\n整改时限：2024年9月底前\n"
        "整改措施：\n1.普查管网。\n2.新建管网。\n二、台账不全\n整改责任单位：市城管局\n整改时限：长期坚持",
        [
            "一、管网不全//普查管网。 =市住建局牵头，市水务局配合 配合=市生态环境局 时限=2024年9月底前",
            "一、管网不全//新建管网。 =市住建局牵头，市水务局配合 配合=市生态环境局 时限=2024年9月底前",
            "//台账不全 =市城管局 时限=长期坚持",
        ],
    ),
    "lines that end inside a bracket": (
        "1.建设学校。（责任单位：\n市教育局、市住建局；完成时限：8月\n底前）\n2.修路。（责任单位：市交通局）",
        ["//建设学校。 =市教育局、市住建局 时限=8月底前", "//修路。 =市交通局"],
    ),
    "a bracket that nobody closed": (
        "1.建设学校。（市教育局负责\n2.修路。（市交通局牵头〕\n3.架桥。（责任单位：市住建局",
        ["//建设学校。 =市教育局负责", "//修路。 =市交通局牵头", "//架桥。 =市住建局"],
    ),
}
FORMS["unnumbered headings above lists that begin anew"] = (
    "重点整治\n1.开展检查。（市消防救援支队负责）\n2.清理楼道。（各街道负责）\n宣传教育：\n1.组织演练。（市教育局负责）",
    [
        "重点整治//开展检查。 =市消防救援支队负责",
        "重点整治//清理楼道。 =各街道负责",
        "宣传教育：//组织演练。 =市教育局负责",
    ],
)
FORMS["people in a heading, and units behind its tasks"] = (
    "一、工业（牵头领导：张三；责任单位：市工信局）\n1.新增企业。\n2.技术改造。（责任单位：市科技局）\n"
    "二、农业（责任领导：李四）\n1.建设示范村。（责任单位：市农业农村局）",
    [
        "一、工业//新增企业。 =市工信局",
        "一、工业//技术改造。 =市科技局",
        "二、农业//建设示范村。 =市农业农村局",
    ],
)
FORMS["sentences that say what a unit has to do"] = (
    "一、职责\n市自然资源局要牵头抓好耕地保护。\n市农业农村局负责高标准农田建设。\n市财政局要会同市审计局落实资金。\n"
    "各乡镇要压实责任。\n二、要求\n各单位要高度重视。",
    [
        "一、职责//抓好耕地保护。 =市自然资源局牵头",
        "一、职责//高标准农田建设。 =市农业农村局负责",
        "一、职责//落实资金。 =市财政局会同市审计局",
        "一、职责//压实责任。 =各乡镇",
    ],
)
FORMS["measures in a list, units and other labels behind it"] = (
    "1.问题：管网不全。\n整改措施：\n（1）普查管网。\n（2）新建管网。\n整改目标：补齐短板\n责任单位：市住建局\n责任人：王五\n"
    "整改时限：2024年9月底前\n2.问题：台账不全。\n整改目标：建立台账\n整改措施：完善制度。\n责任单位：市城管局\n整改时限：立行立改",
    [
        "1.问题：管网不全。//普查管网。 =市住建局 时限=2024年9月底前",
        "1.问题：管网不全。//新建管网。 =市住建局 时限=2024年9月底前",
        "2.问题：台账不全。//整改措施：完善制度。 =市城管局 时限=立行立改",
    ],
)
FORMS["a sentence that two paragraphs hold"] = (
    "一、项目\n1.招引亿元项目30个，\n其中10亿元项目3个。\n责任单位：市商务局\n2.修路。\n责任单位：市交通局",
    ["一、项目//招引亿元项目30个，其中10亿元项目3个。 =市商务局", "一、项目//修路。 =市交通局"],
)
FORMS["what is said about a problem in a numbered list"] = (
    "一、整改\n（一）管网不全\n1.整改措施：新建管网。\n2.责任单位：市住建局\n3.整改时限：2024年9月底前\n"
    "（二）台账不全\n1.整改措施：\n（1）完善制度。\n（2）明确专人。\n2.责任单位：市城管局\n3.整改时限：立行立改",
    [
        "一、整改/（一）管网不全/整改措施：新建管网。 =市住建局 时限=2024年9月底前",
        "一、整改/（二）台账不全/完善制度。 =市城管局 时限=立行立改",
        "一、整改/（二）台账不全/明确专人。 =市城管局 时限=立行立改",
    ],
)
FORMS["units in a bracket behind the title, the text below it"] = (
    "一、任务\n（一）改厕（市农业农村局负责）\n新建厕所300户。\n建立机制。\n（二）治污（责任单位：市住建局；完成时限：9月）\n完成治理。",
    [
        "一、任务/（一）改厕/新建厕所300户。\n建立机制。 =市农业农村局负责",
        "一、任务/（二）治污/完成治理。 =市住建局 时限=9月",
    ],
)
FORMS["brackets of mere names before semicolons, and labels behind blanks"] = (
    "1.建设平台。新建平台8家（市科技局、市发改委）；建设机构9家（市工信局）。\n"
    "2.修路。（责任单位：市交通局 责任人：王五 完成时限：9月）",
    [
        "1.建设平台。//新建平台8家； =市科技局、市发改委",
        "1.建设平台。//建设机构9家。 =市工信局",
        "//修路。 =市交通局 时限=9月",
    ],
)
FORMS["who does it at the end of the sentence, with or without a deadline"] = (
    "1.修路。架桥3座。由市交通局牵头，各镇街配合，9月底前完成。\n2.建设学校，由市教育局牵头，各镇街配合。\n3.植树。（市林业局、各镇街，3月）",
    [
        "//修路。架桥3座。 =市交通局牵头，各镇街配合 时限=9月底前完成",
        "//建设学校。 =市教育局牵头，各镇街配合",
        "//植树。 =市林业局、各镇街 时限=3月",
    ],
)
FORMS["units on lines below their label, and dates behind 进度安排"] = (
    "1.修路\n责任单位：市交通局\n市财政局\n各镇街\n进度安排：9月\n2.架桥\n责任单位：市住建局\n时间安排：6月底前",
    ["//修路 =市交通局、市财政局、各镇街 时限=9月", "//架桥 =市住建局 时限=6月底前"],
)
FORMS["a task with a bracket, and tasks of its own below it"] = (
    "1.工业。增加值增长8%；技改增长10%。（市工信局负责，12月）\n（1）培育龙头企业。（市科技局负责）\n（2）淘汰产能。",
    [
        "//工业。增加值增长8%；技改增长10%。 =市工信局负责 时限=12月",
        "1.工业。增加值增长8%；技改增长10%。//培育龙头企业。 =市科技局负责",
        "1.工业。增加值增长8%；技改增长10%。//淘汰产能。 =市工信局负责 时限=12月",
    ],
)
FORMS["three levels"] = (
    "一、抓好项目\n（一）补齐短板\n1.加强教育\n（1）建设学校。（市教育局负责）\n（2）建设幼儿园。（市教育局负责）\n2.建设医院。（市卫健委负责）",
    [
        "一、抓好项目/（一）补齐短板 / 1.加强教育/建设学校。 =市教育局负责",
        "一、抓好项目/（一）补齐短板 / 1.加强教育/建设幼儿园。 =市教育局负责",
        "一、抓好项目/（一）补齐短板/建设医院。 =市卫健委负责",
    ],
)


@pytest.mark.parametrize("form", FORMS)
def test_tasks_in_prose_are_read(tmp_path, form):
    text, expected = FORMS[form]
    found, _ = imported(tmp_path, TITLE + text)
    assert rows(found) == expected
    assert found.ledger.title == TITLE.strip()


def test_items_of_a_numbered_list_of_a_page_have_their_numbers(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(
        "<p>某方案</p><p>一、抓项目</p><ol><li>建设学校。（市教育局负责）</li><li>修路。（市交通局负责）</li></ol>"
        "<p>二、优环境</p><ol start='3'><li>公开清单。（市发改委负责）</li></ol>",
        "utf-8",
    )
    found, _ = read(path)
    assert found is not None
    assert [(t.number, t.section, t.content) for t in found.ledger.tasks] == [
        ("1", "一、抓项目", "建设学校。"),
        ("2", "一、抓项目", "修路。"),
        ("3", "二、优环境", "公开清单。"),
    ]


def test_items_of_a_list_in_a_cell_have_their_numbers_also_where_they_have_no_text(tmp_path):
    path = tmp_path / "a.html"
    rows = (
        f"<tr><td><ol start='{n}'><li><p><br/></p></li></ol></td>"
        "<td><ol><li>建校。</li><li>修路。</li></ol></td><td>县教育局</td></tr>"
        for n in (1, 2)
    )
    path.write_text(
        f"<table><tr><td>序号</td><td>具体任务</td><td>责任单位</td></tr>{''.join(rows)}</table>"
        "<ul><li>一</li></ul><ol style='list-style: none'><li>尾注</li></ol>",
        "utf-8",
    )
    found, _ = read(path)
    assert found is not None
    assert [(t.number, t.content) for t in found.ledger.tasks] == [("1", "1.建校。2.修路。"), ("2", "1.建校。2.修路。")]
    assert [entry.text for entry in found.left_out] == ["一", "尾注"]


def test_numbers_above_a_thousand_count_and_pointed_brackets_hold_units_but_titles_stay(tmp_path):
    found, _ = imported(
        tmp_path,
        f"{TITLE}一、民生\n999.修路。（市交通局负责）\n1000.建校。《责任单位：市教育局》\n1001.宣讲《关于修路的意见》。<市交通局负责>",
    )
    assert rows(found) == [
        "一、民生//修路。 =市交通局负责",
        "一、民生//建校。 =市教育局",
        "一、民生//宣讲《关于修路的意见》。 =市交通局负责",
    ]


def test_the_first_sentence_is_a_label_where_it_is_one_beside_it_and_nothing_else_is(tmp_path):
    several = (
        "一、抓项目。建设学校。（市教育局）修好道路。（市交通局）\n"
        "二、优环境。公开清单。（市发改委）减少证明。（市司法局）"
    )
    single = "\n三、惠民生。新建公园。（市园林局）"
    found, _ = imported(tmp_path, f"{TITLE}{several}{single}")
    assert rows(found)[-1] == "三、惠民生。//新建公园。 =市园林局"


def test_what_stands_behind_the_last_task_of_units_is_no_part_of_it_though_that_is_alone_below_its_heading(tmp_path):
    text = "一、市教育局\n1.建设学校。\n2.开放操场。\n二、市交通局\n3.修好道路。\n请各单位抓好落实，按月报送。"
    found, _ = imported(tmp_path, f"{TITLE}{text}")
    assert rows(found)[-1] == "二、市交通局//修好道路。 =市交通局"
    assert [entry.text for entry in found.left_out] == ["请各单位抓好落实，按月报送。"]


def test_by_when_something_is_to_be_settled_is_its_deadline(tmp_path):
    found, _ = imported(tmp_path, f"{TITLE}1.修路。\n承办单位：市交通局\n协办单位：市财政局\n办结时限：6月底前")
    assert rows(found) == ["//修路。 =市交通局 配合=市财政局 时限=6月底前"]


def test_paragraphs_in_a_frame_are_prose(tmp_path):
    import docx

    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "1.建设学校。（市教育局负责）"
    cell.add_paragraph("2.修路。（市交通局负责）")
    document.save(str(tmp_path / "a.docx"))
    found, _ = read(tmp_path / "a.docx")
    assert found is not None and [task.content for task in found.ledger.tasks] == ["建设学校。", "修路。"]


def test_a_page_saved_as_one_file_is_read(tmp_path):
    from email.mime.multipart import MIMEMultipart
    from email.mime.text import MIMEText

    message = MIMEMultipart("related")
    message.attach(MIMEText("<p>1.建设学校。（市教育局负责）</p>", "html", "utf-8"))
    (tmp_path / "a.mht").write_bytes(message.as_bytes())
    found, _ = read(tmp_path / "a.mht")
    assert found is not None and found.ledger.tasks[0].content == "建设学校。"


def test_numbered_paragraphs_without_units_are_told(tmp_path):
    found, problems = imported(tmp_path, TITLE + "1.建设学校。（市教育局负责）\n2.修路。\n3.架桥。（市住建局负责）")
    assert rows(found) == ["//建设学校。 =市教育局负责", "//架桥。 =市住建局负责"]
    assert any("修路" in problem for problem in problems)
    assert any("修路" in entry.text for entry in found.left_out)


def test_text_below_a_title_with_units_that_is_not_taken_is_told(tmp_path):
    text = "（一）改厕（市农业农村局负责）\n（二）治污（市住建局负责）\n（三）植树（市林业局负责）\n各单位抓好落实。"
    found, problems = imported(tmp_path, TITLE + text)
    assert rows(found) == ["//改厕 =市农业农村局负责", "//治污 =市住建局负责", "//植树 =市林业局负责"]
    assert any(problem.startswith("“各单位抓好落实。”：标题后写了责任单位，只取了标题") for problem in problems)


def test_who_signs_behind_the_last_line_of_units_has_no_task(tmp_path):
    text = "1.修路\n责任单位：市交通局\n某市人民政府办公室\n2024年3月1日"
    found, _ = imported(tmp_path, TITLE + text)
    assert rows(found) == ["//修路 =市交通局"]
    assert found.ledger.issuer == "某市人民政府办公室"


def test_headings_without_tasks_are_told_with_what_stands_below_them(tmp_path):
    found, _ = imported(tmp_path, TITLE + "一、任务\n1.修路。（市交通局负责）\n二、要求\n1.加强领导。\n2.严格考核。")
    assert {"二、要求", "1.加强领导。", "2.严格考核。"} <= {entry.text for entry in found.left_out}


def test_a_bracket_with_units_that_nobody_understood_is_told(tmp_path):
    text = "1.修路。（市交通局，市县共建为要）建设学校。（市教育局负责）\n2.架桥。（市住建局负责）"
    _, told = imported(tmp_path, TITLE + text)
    assert any("（市交通局，市县共建为要）" in message and "没有取作责任单位" in message for message in told)


def test_rules_of_the_document_stand_in_its_information(tmp_path):
    found, _ = imported(tmp_path, TITLE + "1.建设学校。（市教育局、市住建局负责。列第一位者为牵头单位，下同）")
    assert dict(found.ledger.info)["文件规则"] == "列第一位者为牵头单位，下同"


def test_number_signature_and_date_are_known(tmp_path):
    text = "某市政府关于做好工作的通知\n某政发〔2024〕3号\n1.修路。（市交通局负责）\n某市人民政府\n2024年3月1日"
    ledger = imported(tmp_path, text)[0].ledger
    assert (ledger.title, ledger.year, ledger.issuer) == ("某市政府关于做好工作的通知", 2024, "某市人民政府")
    assert ledger.info == (("文号", "某政发〔2024〕3号"), ("成文日期", "2024年3月1日"))


def test_word_counts_lists_from_anew_where_they_restart(tmp_path):
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    numbering = document.part.numbering_part.element
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimalEnclosedCircleChinese"/>'
        '<w:lvlText w:val="%1"/></w:lvl>'
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="70">{level}</w:abstractNum>'))
    for list_id, restart in ((71, ""), (72, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')):
        xml = f'<w:num {nsdecls("w")} w:numId="{list_id}"><w:abstractNumId w:val="70"/>{restart}</w:num>'
        numbering.append(parse_xml(xml))
    for list_id, text in ((None, "一、教育"), (71, "甲"), (71, "乙"), (None, "二、交通"), (72, "丙")):
        paragraph = document.add_paragraph(text if list_id is None else f"建设{text}。（市{text}局负责）")
        if list_id is not None:
            xml = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{list_id}"/></w:numPr>'
            paragraph._p.get_or_add_pPr().append(parse_xml(xml))
    document.save(str(tmp_path / "a.docx"))
    found, _ = read(tmp_path / "a.docx")
    assert found is not None
    assert [(task.section, task.content) for task in found.ledger.tasks] == [
        ("一、教育", "建设甲。"),
        ("一、教育", "建设乙。"),
        ("二、交通", "建设丙。"),
    ]
    assert found.ledger.repairs[0].before == "1、2、1"


def test_the_first_sections_heading_is_no_title(tmp_path):
    import docx

    document = docx.Document()
    document.add_heading("某县2024年督导工作要点", 0)
    document.add_heading("加强督政工作", 1)
    document.add_paragraph("1.评价乡镇。（县教育局负责）")
    document.save(str(tmp_path / "a.docx"))
    found, _ = read(tmp_path / "a.docx")
    assert found is not None
    assert found.ledger.title == "某县2024年督导工作要点"
    assert [(task.section, task.content) for task in found.ledger.tasks] == [("加强督政工作", "评价乡镇。")]


def test_names_without_a_place_are_headings_of_units_only_in_a_row(tmp_path):
    found, _ = imported(tmp_path, TITLE + "一、办公室\n1.办文。\n二、财务科\n1.预算。")
    assert rows(found) == ["一、办公室//办文。 =办公室", "二、财务科//预算。 =财务科"]
    text = "一、任务\n1.排查。（县应急局负责）\n二、领导\n（一）领导小组办公室\n设在县应急局。\n（二）要求\n抓好。"
    found, _ = imported(tmp_path, TITLE + text)
    assert rows(found) == ["一、任务//排查。 =县应急局负责"]


def test_what_is_read_before_the_tasks_is_told(tmp_path):
    _, problems = imported(tmp_path, TITLE + "一、县林业局\n1.植树3万亩。\n二、措施\n1.县水利局负责清淤。")
    assert any("标题是责任单位" in problem for problem in problems)
    assert any("责任单位在句子开头" in problem for problem in problems)


def test_a_sentence_among_others_and_headings_that_only_sound_like_units_name_nobody(tmp_path):
    text = (
        "一、加强督查部门\n1.建立制度。\n2.完善办法。\n二、任务\n1.抓好落实。（县府办负责）\n三、保障\n"
        "（一）加强领导。各单位要高度重视。\n（二）强化督查。县府办负责定期督查。\n（三）加大宣传。\n（四）严格考核。"
    )
    found, _ = imported(tmp_path, TITLE + text)
    assert rows(found) == ["二、任务//抓好落实。 =县府办负责"]
    assert any("县府办负责定期督查" in entry.text for entry in found.left_out)


def test_people_of_a_heading_stand_with_every_task_below_it(tmp_path):
    text = (
        "一、工业（牵头领导：张三，2024年6月底前）\n（一）企业（责任单位：市工信局）\n1.新增企业。\n"
        "2.技改。（牵头领导：李四；责任单位：市科技局；完成时限：9月）"
    )
    found, _ = imported(tmp_path, TITLE + text)
    assert rows(found) == [
        "一、工业/（一）企业/新增企业。 =市工信局 时限=2024年6月底前",
        "一、工业/（一）企业/技改。 =市科技局 时限=9月",
    ]
    assert [dict(task.extra)["牵头领导"] for task in found.ledger.tasks] == ["张三", "李四"]


def test_what_a_problem_is_to_come_to_is_a_column_and_no_task(tmp_path):
    text = "1.管网不全\n整改目标：补齐短板\n整改措施：新建管网。\n责任单位：市住建局\n责任人：王五"
    found, _ = imported(tmp_path, TITLE + text)
    assert rows(found) == ["1.管网不全//整改措施：新建管网。 =市住建局"]
    assert dict(found.ledger.tasks[0].extra) | {"出处": ""} == {"责任人": "王五", "整改目标": "补齐短板", "出处": ""}


def test_units_in_sentences_give_nobody_a_task_where_brackets_do_and_are_told(tmp_path):
    text = "1.修路。（市交通局负责）\n二、保障\n（一）市财政局要保障经费。\n（二）各单位要高度重视。"
    found, problems = imported(tmp_path, TITLE + text)
    assert rows(found) == ["//修路。 =市交通局负责"]
    (told,) = [problem for problem in problems if "这一段说了哪个单位做什么" in problem]
    assert told.startswith("“市财政局要保障经费。”：")


def test_a_date_in_the_text_of_a_task_without_deadline_is_told(tmp_path):
    text = "1.修路，6月底前完成。（市交通局负责）\n2.截至去年底已架桥3座，年内再架1座。（市住建局负责；9月）"
    found, problems = imported(tmp_path, TITLE + text)
    assert rows(found) == [
        "//修路，6月底前完成。 =市交通局负责",
        "//截至去年底已架桥3座，年内再架1座。 =市住建局负责 时限=9月",
    ]
    (told,) = problems
    assert told.startswith("“6月底前完成”：正文里写了时间，完成时限是空的")


def test_the_title_of_the_scheme_that_a_notice_brings_is_no_label(tmp_path):
    text = (
        "某市政府关于印发分工方案的通知\n一、高度重视。\n二、加强督办。\n"
        "重点工作分工方案\n一、工业\n1.建厂。（市工信局负责）"
    )
    found, _ = imported(tmp_path, text)
    assert rows(found) == ["一、工业//建厂。 =市工信局负责"]
    assert {"一、高度重视。", "二、加强督办。"} <= {entry.text for entry in found.left_out}


@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_a_title_in_two_lines_is_known_by_the_notice_that_names_it(tmp_path, blank):
    lines = [
        "某区政府文件",
        "某区政府关于印发《某区政府2023年重点工作任务分解和责任分工方案》的通知",
        "现将《某区政府2023年重点工作任务分解和责任分工方案》印发给你们。",
        "某区政府2023年重点工作",
        "任务分解和责任分工方案",
        "一、经济",
        "1.固定资产投资增长15%左右。",
        "牵头单位：区发改局",
    ]
    found, _ = imported(tmp_path, blank.join(lines))
    assert found.ledger.title == "某区政府2023年重点工作任务分解和责任分工方案"
    assert [task.section for task in found.ledger.tasks] == ["一、经济"]


def test_a_line_that_leads_to_a_list_or_a_title_is_no_heading(tmp_path):
    text = "一、任务\n重点抓好以下工作\n1.修路。（市交通局负责）\n二、项目\n建设内容：\n1.架桥。（市住建局负责）"
    found, _ = imported(tmp_path, TITLE + text)
    assert rows(found) == ["一、任务//修路。 =市交通局负责", "二、项目//架桥。 =市住建局负责"]
    assert {"重点抓好以下工作", "建设内容："} <= {entry.text for entry in found.left_out}
    found, _ = imported(
        tmp_path, TITLE + "1.修路。（市交通局负责）\n2.架桥。（市住建局负责）\n附件：目录\n1.表一\n2.表二"
    )
    assert {task.section for task in found.ledger.tasks} == {""}


def test_a_rule_of_marks_is_kept_and_one_of_typefaces_is_told(tmp_path):
    found, _ = imported(tmp_path, TITLE + "请抓好落实，责任单位中加*号的为牵头单位。\n1.植树。（*县林业局、各乡镇）")
    assert "加*号的为牵头单位" in dict(found.ledger.info)["文件规则"]
    _, problems = imported(tmp_path, TITLE + "1.植树。（县林业局、县水利局）\n注：黑体字为牵头单位。")
    assert any("用字体表示牵头单位" in problem for problem in problems)


def test_what_stands_before_a_signature_is_no_heading_of_what_follows_it(tmp_path):
    notice = "某市政府办公室关于印发分工方案的通知\n一、高度重视。各单位要抓好落实。\n二、加强督办。\n"
    tasks = "1.修路。（市交通局负责）\n2.架桥。（市住建局负责）"
    signed = "某市政府办公室\n2024年3月1日\n分工方案\n"
    in_one_line = "某市政府办公室 2024年3月1日\n分工方案\n"
    named = "现将《某市重点工作分工方案》印发给你们。\n"
    for text in (
        notice + signed + tasks,
        notice + in_one_line + tasks,
        notice.replace("\n", "\n" + named, 1) + "某市重点工作分工方案\n" + tasks,
    ):
        found, _ = imported(tmp_path, text)
        assert rows(found) == ["//修路。 =市交通局负责", "//架桥。 =市住建局负责"]


def test_a_bracket_behind_the_list_of_one_task_among_others_is_that_tasks(tmp_path):
    text = (
        "（一）公开清单。（市发改委负责）\n（二）修路。（市交通局负责）\n"
        "（三）清理收费。\n1.清理协会收费。\n2.公示收费。（市财政局负责）"
    )
    found, problems = imported(tmp_path, TITLE + text)
    assert rows(found)[2:] == [
        "（三）清理收费。//清理协会收费。 =市财政局负责",
        "（三）清理收费。//公示收费。 =市财政局负责",
    ]
    (told,) = problems
    assert "已作为这几项共用" in told
    found, _ = imported(tmp_path, TITLE + text.replace("清理协会收费。", "清理协会收费。（市民政局负责）"))
    assert rows(found)[2] == "（三）清理收费。//清理协会收费。 =市民政局负责"


def test_who_runs_a_site_has_no_task(tmp_path):
    path = tmp_path / "a.html"
    foot = "<div>主办：某市政府办公室</div><div>ICP备12345678号</div>"
    path.write_text(f"<meta charset=utf-8><p>1.修路。（市交通局负责）<p>二、工作要求<p>1.加强领导。{foot}", "utf-8")
    found, _ = read(path)
    assert found is not None
    assert rows(found) == ["//修路。 =市交通局负责"]
    assert any("主办：某市政府办公室" in entry.text and entry.reason == "网页页脚" for entry in found.left_out)


def test_the_main_one_of_several_units_leads_and_the_other_ones_have_the_task_too(tmp_path):
    text = "1.修路。\n主要责任单位：县交通局\n其他责任单位：县财政局、各乡镇"
    found, _ = imported(tmp_path, TITLE + text)
    assert rows(found) == ["//修路。 =县财政局、各乡镇 牵头=县交通局"]


def test_units_under_a_label_of_another_kind_are_told(tmp_path):
    found, problems = imported(tmp_path, TITLE + "1.修路。\n责任单位：县交通局\n受益范围：县林业局、县水利局\n2.架桥。")
    assert rows(found) == ["//修路。 =县交通局"]
    assert any("“受益范围：县林业局、县水利局”：这一栏像是单位" in problem for problem in problems)


def test_a_name_that_ends_as_none_does_hides_no_units_and_is_told(tmp_path):
    text = "1.用好基金（农业农村厅牵头管理）作用，撬动资本。（省财政厅、科技厅、农业农村厅，省基金管理人）"
    found, problems = imported(tmp_path, TITLE + text)
    assert rows(found) == [
        "//用好基金（农业农村厅牵头管理）作用，撬动资本。 =省财政厅、科技厅、农业农村厅，省基金管理人"
    ]
    assert any("有的名称不像单位" in problem for problem in problems)


def test_text_below_titles_with_brackets_of_units_is_the_task(tmp_path):
    text = (
        "一、养老\n（一）建机构（责任单位：市民政局）。\n每县建1处。\n"
        "（二）育人才（责任单位：市人社局）。\n每年培训100人。"
    )
    found, _ = imported(tmp_path, TITLE + text)
    assert rows(found) == [
        "一、养老/（一）建机构。/每县建1处。 =市民政局",
        "一、养老/（二）育人才。/每年培训100人。 =市人社局",
    ]
    text = (
        "一、重点\n（一）燃气（区城管局）\n1.查报警器。\n（二）危化（区应急局）\n1.查仓库。\n"
        "（三）建筑（区住建局）\n查塔吊。"
    )
    found, _ = imported(tmp_path, TITLE + text)
    assert rows(found)[2] == "一、重点/（三）建筑/查塔吊。 =区住建局"


def test_where_a_list_gives_each_unit_its_task_an_admonition_of_everybody_is_none(tmp_path):
    text = (
        "一、分工\n（一）县公安局：查处焚烧。\n（二）县气象局：发布火点。\n"
        "二、要求\n（一）提高认识。各乡镇、各部门要重视。\n（二）严肃问责。县纪委要督查。"
    )
    found, problems = imported(tmp_path, TITLE + text)
    assert rows(found) == ["一、分工//查处焚烧。 =县公安局", "一、分工//发布火点。 =县气象局"]
    assert any("没有写责任单位，未作为任务" in problem for problem in problems)
    found, _ = imported(tmp_path, TITLE + "1.县公安局要查处焚烧。\n2.各乡镇、各部门要高度重视。")
    assert rows(found) == ["//查处焚烧。 =县公安局"]


def test_units_that_a_rule_gives_every_task_are_told(tmp_path):
    text = "（加★的为牵头单位，各县区均为责任单位）\n1.精简许可。（★市审批局、市司法局）"
    _, problems = imported(tmp_path, TITLE + text)
    assert any(problem.startswith("“各县区均为责任单位”：文件说这些单位有各项任务") for problem in problems)


def test_where_something_is_sent_has_no_task_and_signs_of_lists_are_no_text(tmp_path):
    text = (
        "现将分工方案印发给你们，落实情况报领导小组办公室（市发展改革委）。\n"
        "一、卫生\n——清扫街道。（县城管局）\n●申报卫生县城。（县爱卫办）\n二、改革\n1.组建审批局。（县委编办）"
    )
    found, _ = imported(tmp_path, TITLE + text)
    assert rows(found) == [
        "一、卫生//清扫街道。 =县城管局",
        "一、卫生//申报卫生县城。 =县爱卫办",
        "二、改革//组建审批局。 =县委编办",
    ]


def test_the_one_item_without_units_among_tasks_is_told_apart_from_measures_of_support(tmp_path):
    text = (
        "一、任务\n1.修路。（市交通局负责）\n2.架桥。\n3.植树。（市林业局负责）\n二、保障\n1.加强领导。\n2.严格考核。"
    )
    _, problems = imported(tmp_path, TITLE + text)
    assert any(problem.startswith("“2.架桥。”：同级的其他各项写了责任单位") for problem in problems)
    assert any(problem.startswith("“二、保障”：这一部分没有写责任单位") for problem in problems)


def test_names_of_attachments_are_no_tasks_without_units(tmp_path):
    text = "1.修路。（市交通局负责）\n2.架桥。（市住建局负责）\n附件：1.联系人名单\n2.月度报送表"
    found, problems = imported(tmp_path, TITLE + text)
    assert rows(found) == ["//修路。 =市交通局负责", "//架桥。 =市住建局负责"]
    assert not problems
    assert {"附件：1.联系人名单", "2.月度报送表"} <= {entry.text for entry in found.left_out}


def test_paragraphs_that_lost_their_line_breaks_are_told_apart_by_their_numbers(tmp_path):
    text = (
        "各区：为落实意见，现提出以下意见： 一、就业 1.优先发展。各项规划要评估就业。（市发改委牵头，市财政局参加）"
        " 2.发挥小微企业作用。 扶持小微企业。（市经信局、市税务局负责） 二、创业 3.简化登记。（市市场监管局负责）"
    )
    found, _ = imported(tmp_path, f"某市关于就业的意见\n{text}")
    assert rows(found) == [
        "一、就业//优先发展。各项规划要评估就业。 =市发改委牵头，市财政局参加",
        "一、就业//发挥小微企业作用。 扶持小微企业。 =市经信局、市税务局负责",
        "二、创业//简化登记。 =市市场监管局负责",
    ]
    assert "各区：为落实意见，现提出以下意见：" in {entry.text for entry in found.left_out}


def test_the_points_of_one_task_stay_together(tmp_path):
    text = "1.建厂。要做到： 1.选址。 2.施工，6月开工。 3.验收。（市工信局负责）"
    found, _ = imported(tmp_path, TITLE + text)
    assert rows(found) == ["//建厂。要做到： 1.选址。 2.施工，6月开工。 3.验收。 =市工信局负责"]


def test_a_section_without_units_is_told_once_and_hides_no_item_of_another(tmp_path):
    text = (
        "一、总体要求\n（一）指导思想。坚持稳中求进。\n（二）基本原则。坚持统筹兼顾。\n二、重点任务\n（一）修路\n1.修县道。（县交通局负责）\n"
        "（二）架桥\n1.架新桥。\n三、保障措施\n（一）加强领导。\n（二）严格考核。"
    )
    _, problems = imported(tmp_path, TITLE + text)
    assert [problem for problem in problems if "责任单位" in problem] == [
        "“一、总体要求”等 2 处：这一部分没有写责任单位，未作为任务",
        "“1.架新桥。”：有编号，没有写责任单位，未作为任务",
    ]


def test_other_labels_in_a_bracket_of_units_are_columns_of_their_own(tmp_path):
    text = (
        "1.奖补企业。（资金来源：市财政；责任部门：市工信局、市财政局；政策期限：2024年底）\n"
        "2.扩大消费。（推进单位：市商务局；参与单位：各县区政府；考核单位：市统计局）"
    )
    found, problems = imported(tmp_path, TITLE + text)
    assert rows(found) == [
        "//奖补企业。 =市工信局、市财政局 时限=2024年底",
        "//扩大消费。 =市商务局 配合=各县区政府",
    ]
    assert [dict(task.extra)["资金来源"] for task in found.ledger.tasks] == ["市财政", None]
    assert any("考核单位：市统计局" in problem and "没有作为责任单位" in problem for problem in problems)


def test_persons_behind_units_stand_in_a_column_of_their_own(tmp_path):
    text = (
        "1.建学校。（责任单位：县教育局 张伟；配合单位：县住建局）\n"
        "2.建医院。（责任单位：县卫健局（李娜）、县财政局（王强），6月底前）\n"
        "3.治污。（牵头单位：县水利局；责任单位：县公安局 武警中队）"
    )
    found, _ = imported(tmp_path, TITLE + text)
    assert rows(found) == [
        "//建学校。 =县教育局 配合=县住建局",
        "//建医院。 =县卫健局、县财政局 时限=6月底前",
        "//治污。 =县公安局 武警中队 牵头=县水利局",
    ]
    assert [dict(task.extra)["责任人"] for task in found.ledger.tasks] == ["张伟", "县卫健局李娜、县财政局王强", None]


def test_what_two_places_say_under_one_label_of_persons_is_put_together(tmp_path):
    found, _ = imported(
        tmp_path, TITLE + "1.建学校。（责任单位：县教育局 张伟；责任人：李娜）\n2.修路。（县交通局负责）"
    )
    assert dict(found.ledger.tasks[0].extra)["责任人"] == "张伟；李娜"


def test_museums_and_the_like_have_a_task_only_in_brackets_behind_a_sentence(tmp_path):
    text = (
        "1.编好年鉴。（县档案馆、县地方志编纂中心）\n2.免费开放。（县文化馆、县图书馆）\n3.提升场馆服务（县文化馆、县图书馆）。\n"
        "4.做好征兵工作。——县融媒体中心、经济开发区管委会"
    )
    found, problems = imported(tmp_path, TITLE + text)
    assert rows(found) == [
        "//编好年鉴。 =县档案馆、县地方志编纂中心",
        "//免费开放。 =县文化馆、县图书馆",
        "//做好征兵工作。 =县融媒体中心、经济开发区管委会",
    ]
    assert any("3.提升场馆服务" in problem for problem in problems)


def test_names_of_places_that_begin_like_other_words_are_names(tmp_path):
    text = "1.招商。（经开区管委会、如东县政府）\n2.引资。（即墨区政府、从化区商务局）\n3.外贸。（对外经贸局）"
    found, _ = imported(tmp_path, TITLE + text)
    assert [task.units_text for task in found.ledger.tasks] == [
        "经开区管委会、如东县政府",
        "即墨区政府、从化区商务局",
        "对外经贸局",
    ]


def test_a_short_sentence_that_ends_like_a_place_is_no_unit(tmp_path):
    text = "1.做优做强开发区。深化改革。（市委编办负责）\n2.做大做强高新区。推行代办。\n3.建好产业园区。完善配套。"
    found, _ = imported(tmp_path, TITLE + text)
    assert rows(found) == ["//做优做强开发区。深化改革。 =市委编办负责"]


def test_a_title_below_two_labels_is_the_beginning_of_its_only_task(tmp_path):
    text = (
        "一、重点任务\n（一）产业\n1.培育企业\n新增企业50家。\n责任单位：县工信局\n"
        "2.建设园区\n建成厂房。\n责任单位：县商务局"
    )
    found, _ = imported(tmp_path, TITLE + text)
    assert rows(found) == [
        "一、重点任务/（一）产业/培育企业\n新增企业50家。 =县工信局",
        "一、重点任务/（一）产业/建设园区\n建成厂房。 =县商务局",
    ]


def test_tasks_of_attachments_with_the_same_labels_are_told_apart_by_their_titles(tmp_path):
    lists = "附件{0}\n{1}\n一、城区\n1.{2}。（县住建局负责）\n二、乡村\n1.{3}。（县农业局负责）\n"
    text = lists.format(1, "重点任务清单", "修路", "架桥") + lists.format(2, "民生实事清单", "植树", "改厕")
    found, _ = imported(tmp_path, "某县2024年任务分解\n请认真落实。\n" + text)
    assert [(task.section, task.item) for task in found.ledger.tasks] == [
        ("重点任务清单", "一、城区"),
        ("重点任务清单", "二、乡村"),
        ("民生实事清单", "一、城区"),
        ("民生实事清单", "二、乡村"),
    ]


def test_what_follows_the_last_item_under_a_headings_units_is_no_part_of_it(tmp_path):
    text = "一、科技（由市科技局牵头）\n1.建平台。今年3个。\n2.育企业。\n3.引人才。今年50名。\n自印发之日起施行。"
    found, _ = imported(tmp_path, TITLE + text)
    assert [task.content for task in found.ledger.tasks][-1] == "引人才。今年50名。"
    assert any("自印发之日起施行" in entry.text for entry in found.left_out)


def test_the_version_in_a_title_is_no_deadline(tmp_path):
    text = "关于推动发展的若干政策\n（2024年版）\n一、科技（市科技局负责）\n1.建平台。\n2.育企业。"
    found, problems = imported(tmp_path, text)
    assert found.ledger.title == "关于推动发展的若干政策"
    assert not any("时限" in problem for problem in problems)


def test_headings_of_sections_in_heading_style_are_no_title(tmp_path):
    document = Document()
    document.add_paragraph("某县2024年重点工作任务分解")
    for text, style in [("总体要求", "Heading 1"), ("坚持稳中求进。", None), ("重点任务", "Heading 1")]:
        document.add_paragraph(text, style=style)
    document.add_paragraph("（1）修路。（县交通局负责）")
    document.save(str(tmp_path / "a.docx"))
    found, _ = read(tmp_path / "a.docx")
    assert found is not None
    assert found.ledger.title == "某县2024年重点工作任务分解"
    assert rows(found) == ["重点任务//修路。 =县交通局负责"]


def test_labels_in_square_brackets_of_every_kind_are_labels_and_no_units(tmp_path):
    text = (
        "1.防汛。［责任单位］市水利局、市应急局　［完成时限］汛期前\n2.抗旱。【责任单位】市农业农村局\n"
        "3.值守。（责任单位：市级：市应急局；县级：各县区政府）"
    )
    found, _ = imported(tmp_path, TITLE + text)
    assert rows(found) == [
        "//防汛。 =市水利局、市应急局 时限=汛期前",
        "//抗旱。 =市农业农村局",
        "//值守。 =市级：市应急局；县级：各县区政府",
    ]


def test_units_in_brackets_before_the_tasks_of_a_list_are_read_and_told(tmp_path):
    text = (
        "一、重点任务\n1.【县公安局】常态化扫黑除恶。\n2.【县司法局、各乡镇】化解矛盾纠纷，建成乡镇应急消防站。\n"
        "3.【县档案馆】编好年鉴。\n各单位要抓好落实。\n二、其他\n1.【重点】宣传。"
    )
    found, problems = imported(tmp_path, TITLE + text)
    assert rows(found) == [
        "一、重点任务//常态化扫黑除恶。 =县公安局",
        "一、重点任务//化解矛盾纠纷，建成乡镇应急消防站。 =县司法局、各乡镇",
        "一、重点任务//编好年鉴。 =县档案馆",
    ]
    assert any("责任单位在句子开头" in problem for problem in problems)


def test_a_title_of_a_year_is_one_whatever_kind_of_list_it_names(tmp_path):
    notice = "某市人民政府办公室关于印发《某市2024年重点任务》的通知\n请认真落实。\n某市2024年重点任务\n"
    found, _ = imported(tmp_path, notice + "1.修路。（市交通局负责）\n2.架桥。（市住建局负责）")
    assert found.ledger.title == "某市2024年重点任务"


def test_a_heading_with_its_text_shares_no_units_of_the_tasks_below_the_next_one(tmp_path):
    text = (
        "一、总体要求\n坚持稳中求进，统筹发展。\n二、重点任务\n修路。\n责任单位：市交通局\n架桥。\n责任单位：市住建局"
    )
    found, _ = imported(tmp_path, TITLE + text)
    assert rows(found) == ["二、重点任务//修路。 =市交通局", "二、重点任务//架桥。 =市住建局"]


def test_a_paragraph_without_units_that_runs_into_the_next_task_is_told(tmp_path):
    text = (
        "一、重点任务\n修路。（市交通局）\n架桥。（市住建局）\n"
        "植树三千亩。\n改厕百户。（市农业农村局）\n清淤。（市水利局）"
    )
    found, problems = imported(tmp_path, TITLE + text)
    assert len(found.ledger.tasks) == 4
    assert any("植树三千亩" in problem and "与下一段合为一项" in problem for problem in problems)


def test_units_alone_behind_a_dash_or_with_an_office_of_any_kind_in_a_sentence_are_read(tmp_path):
    text = (
        "1.修路。\n——县交通局、县财政局\n"
        "2.编好年鉴。由县档案馆牵头，县地方志编纂中心配合。\n3.宣传。\n责任单位　县档案馆"
    )
    found, _ = imported(tmp_path, TITLE + text)
    assert rows(found) == [
        "//修路。 =县交通局、县财政局",
        "//编好年鉴。 =县档案馆牵头，县地方志编纂中心配合",
        "//宣传。 =县档案馆",
    ]


def test_the_title_of_a_scheme_above_its_list_is_no_section_where_measures_follow_in_a_list_like_it(tmp_path):
    notice = "关于印发《某市2024年任务分工方案》的通知\n一、加强领导。\n二、严格考核。\n某市政府办公室\n2024年3月28日\n"
    scheme = (
        "某市2024年任务分工方案\n（一）修路。（市交通局负责）\n（二）架桥。（市住建局负责）\n保障措施\n（一）加强宣传。"
    )
    found, _ = imported(tmp_path, notice + scheme)
    assert rows(found) == ["//修路。 =市交通局负责", "//架桥。 =市住建局负责"]
    assert found.ledger.title == "某市2024年任务分工方案"


def test_paragraphs_in_a_row_that_begin_with_units_are_tasks_below_no_heading_too(tmp_path):
    text = (
        "为按时完成厂房改造，现将任务明确如下：\n区住建局负责改造总协调工作，督查进度。\n"
        "规划分局负责改造范围的确定。\n区环保局要加强污染源管理，确保达标排放。\n某区办公室"
    )
    found, problems = imported(tmp_path, TITLE + text)
    assert rows(found) == [
        "//改造总协调工作，督查进度。 =区住建局负责",
        "//改造范围的确定。 =规划分局负责",
        "//加强污染源管理，确保达标排放。 =区环保局",
    ]
    assert any("责任单位在句子开头" in problem for problem in problems)


def test_one_of_several_demands_that_begins_with_a_unit_is_no_task(tmp_path):
    text = (
        "一、分工\n（一）修路。\n总牵头部门：市交通局。\n责任单位：市财政局。\n二、要求\n"
        "（一）突出重点。坚持以点带面。\n（二）加强领导。市人民政府负责领导实施工作。"
    )
    found, problems = imported(tmp_path, TITLE + text)
    assert rows(found) == ["一、分工//修路。 =市财政局 牵头=市交通局"]
    assert any("市人民政府负责领导" in problem and "没有作为任务" in problem for problem in problems)


def test_a_bracket_behind_the_body_that_put_a_page_up_gives_nobody_a_task(tmp_path):
    found, _ = imported(tmp_path, TITLE + "信息来源:县农业局(水利局)\n1.修路。（县交通局负责）")
    assert rows(found) == ["//修路。 =县交通局负责"]


def test_who_is_concerned_by_all_tasks_is_a_rule_of_the_document(tmp_path):
    text = "1.修路。〔责任单位：省交通厅按职责分工负责。具体任务均涉及各市人民政府，不再作分工，下同。〕"
    found, _ = imported(tmp_path, TITLE + text)
    assert rows(found) == ["//修路。 =省交通厅按职责分工负责"]
    assert dict(found.ledger.info)["文件规则"] == "具体任务均涉及各市人民政府，不再作分工，下同"


def test_a_line_that_breaks_off_behind_a_word_that_ends_no_sentence_goes_on(tmp_path):
    first = "（一）扩大就业。" + "把稳定和扩大就业作为重要内容，" * 4 + "建立重大项目建设带动就业的"
    found, _ = imported(tmp_path, TITLE + f"一、任务\n{first}\n评估机制。（省人社厅等负责）")
    assert "\n" not in found.ledger.tasks[0].content
    assert found.ledger.tasks[0].content.endswith("带动就业的评估机制。")


def test_a_document_number_may_stand_apart_in_square_brackets(tmp_path):
    found, _ = imported(tmp_path, "某政 [2023] 20号\n各县人民政府：\n1.修路。（市交通局负责）")
    assert (dict(found.ledger.info)["文号"], found.ledger.year) == ("某政 [2023] 20号", 2023)
    assert found.ledger.title == "a"


def test_tasks_behind_the_last_demand_of_a_notice_are_no_part_of_it(tmp_path):
    demands = [
        f"{n}、{name}。各单位要高度重视，认真研究，按照方案细化任务，明确时间表和路线图，逐项抓好落实，确保按期完成。"
        for n, name in (("一", "高度重视"), ("二", "压实责任"))
    ]
    text = "\n".join([*demands, "1.修路。（市交通局负责）", "2.架桥。（市住建局负责）"])
    found, problems = imported(tmp_path, TITLE + text)
    assert rows(found) == ["//修路。 =市交通局负责", "//架桥。 =市住建局负责"]
    assert any("压实责任" in entry.text for entry in found.left_out)
    assert any("没有用作这些任务的标题" in problem for problem in problems)


@pytest.mark.parametrize("sign", [" ", " | "])
def test_the_heading_of_a_table_that_lost_its_columns_is_told(tmp_path, sign):
    text = f"{sign.join(['工作任务', '具体要求', '责任部门'])}{sign}\n1.修路。{sign}县交通局\n2.架桥。（县住建局负责）"
    _, problems = imported(tmp_path, TITLE + text)
    assert any("表格各栏没有分开" in problem for problem in problems)
    text = "序号 重点工作任务 责任单位 配合单位\n1.修路 市交通局 市财政局\n一、任务\n1.架桥。（市住建局负责）"
    _, problems = imported(tmp_path, TITLE + text)
    assert any("表格各栏没有分开" in problem for problem in problems)


def test_the_kind_that_a_page_sets_before_its_title_is_no_part_of_it(tmp_path):
    text = "【重点工作】某市人民政府关于2020年重点工作及责任分解的通知\n各县人民政府：\n1.修路。（市交通局负责）"
    found, _ = imported(tmp_path, text)
    assert (found.ledger.title, found.ledger.year) == ("某市人民政府关于2020年重点工作及责任分解的通知", 2020)
    assert "【重点工作】" in [entry.text for entry in found.left_out]


def test_whom_all_tasks_concern_is_told(tmp_path):
    text = "1.修路。〔责任单位：省交通厅。具体任务均涉及各市人民政府，不再作分工，下同。〕"
    _, problems = imported(tmp_path, TITLE + text)
    assert any("均涉及各市人民政府" in problem and "没有写进各项" in problem for problem in problems)


def test_a_notice_without_the_title_of_its_scheme_tells_it(tmp_path):
    text = (
        "某政办〔2023〕1号\n各县人民政府：\n现将《某市绿色发展分工方案》（以下简称《方案》）印发给你们，请落实。\n"
        "1.修路。（市交通局负责）"
    )
    found, _ = imported(tmp_path, text)
    assert (found.ledger.title, found.ledger.year) == ("某市绿色发展分工方案", 2023)


def test_a_title_with_a_name_behind_it_is_no_heading_of_units(tmp_path):
    text = (
        "一、任务\n1.修路。（区交通局）\n二、其他\n2 预算收入增长5%左右。 区财政局\n区税务局\n"
        "3 投资增长7%左右。 区发改委\n区工信局"
    )
    found, _ = imported(tmp_path, TITLE + text)
    assert rows(found) == ["一、任务//修路。 =区交通局"]


def test_a_rule_in_a_bracket_that_is_closed_twice_stands_without_the_second(tmp_path):
    text = "1.节水。[市水务局牵头，各县（市）区政府落实。以下均需各县（市）区政府落实，不再列出)]"
    found, _ = imported(tmp_path, TITLE + text)
    assert dict(found.ledger.info)["文件规则"] == "以下均需各县（市）区政府落实，不再列出"


def test_articles_above_lists_are_their_labels(tmp_path):
    text = (
        TITLE + "第一条 用地\n（一）保障指标。（责任单位：市自然资源局）\n（二）盘活存量。（责任单位：市自然资源局）\n"
        "第二条 用电\n（一）降低电价。（责任单位：市发改委）\n第三条 用工\n（一）组织招聘。（责任单位：市人社局）\n"
    )
    assert rows(imported(tmp_path, text)[0]) == [
        "第一条用地//保障指标。 =市自然资源局",
        "第一条用地//盘活存量。 =市自然资源局",
        "第二条用电//降低电价。 =市发改委",
        "第三条用工//组织招聘。 =市人社局",
    ]
    text = TITLE + (
        "（一）要素\n第一条 保障指标。（责任单位：市自然资源局）\n第二条 降低电价。（责任单位：市发改委）\n"
        "（二）人才\n第三条 组织招聘。（责任单位：市人社局）\n"
    )
    sections = [task.section for task in imported(tmp_path, text)[0].ledger.tasks]
    assert sections == ["（一）要素", "（一）要素", "（二）人才"]


def test_a_paragraph_that_leads_to_several_tasks_is_their_label(tmp_path):
    text = TITLE + (
        "一、重点任务\n（一）打造平台。立足本地实际，分三步建设平台。\n"
        "“一园”：建设产业园。（牵头单位：市科技局）\n“两区”：建设示范区。（牵头单位：市工信局）\n"
    )
    found, problems = imported(tmp_path, text)
    assert rows(found) == [
        "一、重点任务/（一）打造平台。立足本地实际，分三步建设平台。/“一园”：建设产业园。 牵头=市科技局",
        "一、重点任务/（一）打造平台。立足本地实际，分三步建设平台。/“两区”：建设示范区。 牵头=市工信局",
    ]
    assert not any("合为一项" in problem for problem in problems)


def test_two_names_that_sign_a_notice_are_no_task(tmp_path):
    text = (
        "现将《某市方案》印发给你们。\n某市科学技术局\n（某市产业链链长办公室）\n2026年4月16日\n某市方案\n"
        "一、建设平台。（责任单位：市科技局）\n二、开放场景。（责任单位：市发改委）\n"
    )
    assert rows(imported(tmp_path, text)[0]) == ["//建设平台。 =市科技局", "//开放场景。 =市发改委"]


def test_a_note_in_an_angle_bracket_goes_with_its_bracket(tmp_path):
    found, _ = imported(tmp_path, TITLE + "1.建校。（市教育局，各区〈含开发区，下同〉）\n2.修路。（市交通局）\n")
    assert rows(found) == ["//建校。 =市教育局，各区", "//修路。 =市交通局"]


def test_a_line_of_units_belongs_to_the_last_of_several_tasks_of_the_paragraph_before(tmp_path):
    text = TITLE + "1.建校。开工两所。（市教育局）完成验收。\n（市住建局）\n2.修路。（市交通局）\n"
    assert rows(imported(tmp_path, text)[0]) == [
        "1.建校。//开工两所。 =市教育局",
        "1.建校。//完成验收。 =市住建局",
        "//修路。 =市交通局",
    ]


def test_text_behind_a_bracket_of_units_that_begins_a_paragraph_is_not_lost(tmp_path):
    found, _ = imported(tmp_path, TITLE + "1.建校。（市教育局）\n（责任单位：市交通局）修路三十公里。\n")
    texts = [task.content for task in found.ledger.tasks] + [entry.text for entry in found.left_out]
    assert any("修路三十公里" in text for text in texts)


def test_a_sentence_above_tasks_is_one_too_where_some_of_its_units_would_have_nothing(tmp_path):
    text = (
        TITLE + "（一）简化审批，让企业少跑路。（市政务局、市公安局负责）\n具体措施：\n"
        "1.公开清单。（市政务局负责）\n2.减少材料。（市税务局负责）\n"
    )
    assert rows(imported(tmp_path, text)[0]) == [
        "//简化审批，让企业少跑路。 =市政务局、市公安局负责",
        "（一）简化审批，让企业少跑路。//公开清单。 =市政务局负责",
        "（一）简化审批，让企业少跑路。//减少材料。 =市税务局负责",
    ]


def test_who_leads_a_heading_leads_those_below_that_only_others_are_responsible_for(tmp_path):
    text = TITLE + (
        "（一）改造小区（牵头单位：市住建局）\n1.摸清底数。（责任单位：各街道）\n2.加装电梯。\n"
        "3.改造管网。（市水务局牵头）\n"
    )
    found, problems = imported(tmp_path, text)
    assert rows(found) == [
        "（一）改造小区//摸清底数。 =各街道 牵头=市住建局",
        "（一）改造小区//加装电梯。 牵头=市住建局",
        "（一）改造小区//改造管网。 =市水务局牵头",
    ]
    assert any("标题后写有责任单位" in problem for problem in problems)


def test_paragraphs_with_a_name_before_a_colon_that_each_have_units_below_are_tasks(tmp_path):
    text = TITLE + (
        "（一）培育生态。聚焦资金和市场，搭建服务体系。\n资金支持：设立基金，扩大信贷。\n牵头单位：市财政局\n"
        "责任单位：各区\n市场对接：举办供需对接会。\n牵头单位：市商务局\n责任单位：各区\n"
        "1.整改目标：按期完成。\n责任单位：市住建局\n预期成果：台账齐全。\n配合单位：各街道\n"
    )
    found, _ = imported(tmp_path, text)
    assert [(task.content, task.lead_text) for task in found.ledger.tasks[:2]] == [
        ("资金支持：设立基金，扩大信贷。", "市财政局"),
        ("市场对接：举办供需对接会。", "市商务局"),
    ]
    assert dict(found.ledger.tasks[2].extra)["预期成果"] == "台账齐全。"


def test_a_bracket_behind_a_name_behind_a_label_belongs_to_the_name(tmp_path):
    text = (
        TITLE + "1.引进人才。牵头单位：市委组织部（市委人才办）。\n2.建校。责任单位：市教育局、市发改委（市粮食局）。\n"
    )
    assert rows(imported(tmp_path, text)[0]) == [
        "//引进人才。 牵头=市委组织部（市委人才办）",
        "//建校。 =市教育局、市发改委（市粮食局）",
    ]


def test_an_archive_among_offices_that_head_their_tasks_is_an_office_too(tmp_path):
    lines = [
        "某县档案工作分工",
        "一、县档案馆",
        "1.接收单位档案。",
        "2.举办档案日。",
        "二、县财政局",
        "1.保障购置经费。",
    ]
    lines += ["三、各乡镇人民政府", "1.配备档案员。"]
    path = tmp_path / "a.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    found, _ = read(path)
    assert found is not None
    units = [task.units_text for task in found.ledger.tasks]
    assert units == ["县档案馆", "县档案馆", "县财政局", "各乡镇人民政府"]


def test_a_museum_among_headings_that_are_no_offices_is_what_its_tasks_are_about(tmp_path):
    lines = [
        "某县文化工作要点",
        "一、县博物馆",
        "1.改造展厅。（县文旅局负责）",
        "2.扩建库房。",
        "二、乡村文艺",
        "1.送戏下乡。（县文旅局负责）",
    ]
    path = tmp_path / "a.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    found, _ = read(path)
    assert found is not None
    assert [task.units_text for task in found.ledger.tasks] == ["县文旅局负责", "县文旅局负责"]


def test_a_sentence_that_says_what_units_do_by_when_is_the_task_and_no_deadline(tmp_path):
    text = "一、选址。由县住建局牵头，县财政局配合，6月底前完成安置房选址。\n二、关于饮水。由县水务局负责，8月底完成。"
    found, problems = imported(tmp_path, TITLE + text)
    assert [(task.content, task.units_text, task.deadline_text) for task in found.ledger.tasks] == [
        ("选址。6月底前完成安置房选址。", "县住建局牵头，县财政局配合", ""),
        ("关于饮水。", "县水务局负责", "8月底完成"),
    ]
    assert any("正文里写了时间" in problem for problem in problems)


CAPTIONS = "教育惠民\n1.新建某园。（区教育局）\n2.更换某灯。（区教育局）\n健康守护\n3.体检某人。（区卫健局）"


def test_lines_above_items_that_are_counted_through_are_headings(tmp_path):
    found, _ = imported(tmp_path, TITLE + CAPTIONS)
    assert [task.section for task in found.ledger.tasks] == ["教育惠民", "教育惠民", "健康守护"]


@pytest.mark.parametrize(
    "text", [CAPTIONS.removeprefix("教育惠民\n"), CAPTIONS.replace("更换某灯。（区教育局）", "更换某灯")]
)
def test_a_line_between_items_is_no_heading_where_it_may_belong_to_one(tmp_path, text):
    found, _ = imported(tmp_path, TITLE + text)
    assert "健康守护" not in [task.section for task in found.ledger.tasks]


def test_a_sentence_that_says_what_is_brought_to_what_by_a_day_is_part_of_the_task(tmp_path):
    said = "加快审查。2024年底前将平均审查周期压缩至4个月以内。"
    found, _ = imported(
        tmp_path, TITLE + f"一、审查\n1.{said}（县粮食局负责）\n2.公开结果。（县粮食局负责，6月底前完成）"
    )
    tasks = [(task.content, task.deadline_text) for task in found.ledger.tasks]
    assert tasks == [(said, ""), ("公开结果。", "6月底前完成")]


@pytest.mark.parametrize("name", ["园区管委会", "海关总署", "镇财政所", "乡综合执法队"])
def test_a_body_alone_in_a_bracket_behind_a_sentence_has_the_task(tmp_path, name):
    found, _ = imported(tmp_path, TITLE + f"1.改造厂房2座。（{name}）\n2.清理台账。（县财政局）")
    assert [task.units_text for task in found.ledger.tasks] == [name, "县财政局"]


def test_a_bracket_behind_a_group_says_which_places_it_is_of(tmp_path):
    found, _ = imported(tmp_path, TITLE + "1.排查隐患。（县应急局）\n2.落实到各乡镇（园区管委会）。（县财政局）")
    assert [task.units_text for task in found.ledger.tasks] == ["县应急局", "县财政局"]
