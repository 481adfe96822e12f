"""Documents of odd shapes and sizes are read in a time that grows with their length, or refused with what to do."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from generator.documents import read
from generator.documents.encoding import decode
from tests.documents import prose_sources

FULL = 20.0
"""Seconds; what is linear takes less than five on a slow machine, what is not takes minutes."""


def seconds(path: Path) -> float:
    begin = time.perf_counter()
    read(path)
    return time.perf_counter() - begin


@pytest.mark.slow
def test_300_pages_of_prose_are_read_quickly(tmp_path):
    lines = [(0, "某市2024年重点工作分工方案")]
    for _ in range(30):
        lines.append((1, "抓好重点工作"))
        for _ in range(10):
            lines.append((2, "推进改革"))
            text = f"{'推进一网通办，' * 8}年内见效。（牵头单位：市政务局；配合单位：市财政局；完成时限：6月底前）"
            lines += [(3, text)] * 10
    path = prose_sources.write_docx(tmp_path / "a.docx", lines)
    found, _ = read(path)
    assert found is not None and len(found.ledger.tasks) == 3000
    assert seconds(path) < FULL


TEXTS = {
    "open brackets": "（" * 500_000,
    "brackets in each other": "（〔" * 9_000 + "）" * 9_000,
    "labels without names": "责任单位：" * 3_900,
    "blanks": "1.甲" + " " * 19_000 + "（市局负责）",
    "numbers": "一" * 19_000 + "、",
    "decimals": "1.1.1." * 3_000,
    "notes": "1.甲。（" + "〔下同〕" * 4_000 + "市局负责）",
    "many tasks in one paragraph": "1.甲。" + "（1）乙。（市局负责）" * 1_500,
    "cells": "\n\t" * 200_000,
    "one long paragraph": "推进。（市局负责）" * 30_000,
    "spaced labels": "责 任 单 位" * 3_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TEXTS)
def test_texts_of_odd_shapes_take_no_longer_than_their_length(tmp_path, name):
    path = tmp_path / "a.txt"
    path.write_text(f"某台账\n{TEXTS[name]}", "utf-8")
    assert seconds(path) < FULL


PAGES = {
    "300,000 attributes": "<table><tr " + " ".join(f'a{n}="1"' for n in range(300_000)) + "><td>x</td></tr></table>",
    "blocks in each other": "<div>" * 100_000 + "1.推进。（市局负责）",
    "tables in each other": "<table><tr><td>" * 20_000,
    "wide spans": "<table>" + "<tr><td rowspan=9999 colspan=900>a</td></tr>" * 100 + "</table>",
}


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_odd_shapes_take_no_longer_than_their_length(tmp_path, name):
    path = tmp_path / "a.html"
    path.write_text(PAGES[name], "utf-8")
    assert seconds(path) < FULL


@pytest.mark.slow
def test_a_long_table_is_read_in_a_time_that_grows_with_its_rows(tmp_path):
    rows = "".join(f"<tr><td>{n}</td><td>任务{n}。</td><td>市局</td></tr>" for n in range(1, 30_001))
    path = tmp_path / "a.html"
    path.write_text(f"<table><tr><td>序号</td><td>具体任务</td><td>责任单位</td></tr>{rows}</table>", "utf-8")
    found, _ = read(path)
    assert found is not None and len(found.ledger.tasks) == 30_000


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", b"%PDF-1.4\nbroken", "PDF"),
        ("a.ofd", b"PK", "OFD"),
        ("a.jpg", b"\xff\xd8", "图片"),
        ("a.docx", b"PK\x03\x04broken", "另存"),
        ("a.txt", "只有文字，没有任务。".encode(), "责任单位"),
        ("a.html", b"<html></html>", "文字"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(tmp_path, name, data, words):
    path = tmp_path / name
    path.write_bytes(data)
    found, (problem,) = read(path)
    assert found is None
    assert words in problem.message + problem.advice


def test_a_scan_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "a.pdf"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ]
    data = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj%sendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"xref\n0 4\n0000000000 65535 f \n%strailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    path.write_bytes(data + trailer % (table, len(data)))
    found, (problem,) = read(path)
    assert found is None
    assert (problem.code, "扫描件" in problem.message) == ("scanned", True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_is_read_in_every_encoding_of_chinese(tmp_path, encoding):
    path = tmp_path / "a.txt"
    text = "某市2024年重点工作\n1.推进一网通办，深化改革。（市政务局负责）\n2.公开各类清单。（市发展改革委牵头）"
    path.write_bytes(text.encode(encoding))
    found, _ = read(path)
    assert found is not None
    assert [task.content for task in found.ledger.tasks] == ["推进一网通办，深化改革。", "公开各类清单。"]


def test_big5_is_told_from_the_national_encoding():
    text = "某市工作要點，推進一網通辦。責任單位：政務局、財政局。"
    assert decode(text.encode("big5")) == text
