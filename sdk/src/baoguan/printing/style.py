"""How the pages look: A4 landscape, thin lines, headings of tables repeated, nothing loaded from elsewhere."""

from __future__ import annotations

from typing import Final

CSS: Final = """
@page { size: A4 landscape; margin: 9mm 9mm 11mm;
  @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt; } }
* { box-sizing: border-box; }
html { font: 9pt/1.3 "SimSun", "Songti SC", "Noto Serif CJK SC", "Noto Sans CJK SC", serif; color: #000; background: #fff; }
body { margin: 0 auto; max-width: 279mm; }
h1 { font-size: 15pt; text-align: center; margin: 0 0 2mm; letter-spacing: .1em; }
h2 { font-size: 10pt; margin: 4mm 0 1mm; break-after: avoid; }
.document + .document, .further { break-before: page; }
.numbers, .notes, .confirmed, .people, .unit { display: flex; flex-wrap: wrap; gap: 0 6mm; }
.numbers { justify-content: space-between; margin-bottom: 1mm; }
.notes { font-size: 8pt; justify-content: flex-end; color: #444; }
.form { border: .3mm solid #000; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.row { display: grid; border-bottom: .2mm solid #000; break-inside: avoid; }
.box { padding: .4mm 1mm; border-left: .2mm solid #000; min-height: 8mm; }
.box:first-child { border-left: 0; }
.words { font-size: 7.5pt; }
.words .code { margin-left: 1mm; }
.value, .field dd, td div { white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
.lines { table-layout: fixed; }
.form .lines th, .form .lines td { border-left: 0; border-right: 0; }
td div:empty { min-height: 1.3em; }
.records th:first-child { width: 1%; }
.records td:first-child { white-space: nowrap; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: .2mm solid #000; padding: .4mm 1mm; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { font-weight: normal; font-size: 7.5pt; background: #f2f2f2; }
.lines td { font-size: 8.5pt; }
.records td { font-size: 8pt; }
.fields { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); margin: 0 0 1.5mm;
  border: .2mm solid #000; border-width: .2mm 0 0 .2mm; }
.fields .number { grid-column: 1 / -1; }
.field, .fields .number { border: .2mm solid #000; border-width: 0 .2mm .2mm 0; padding: .3mm 1mm; break-inside: avoid; }
.field dt { font-size: 7.5pt; }
.field dd { margin: 0; }
.foot { break-inside: avoid; }
.confirmed { padding: .6mm 1mm; border-bottom: .2mm solid #000; }
.signed { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); min-height: 22mm; }
.declarer { display: flex; flex-direction: column; justify-content: space-between; padding: .6mm 1mm; border-right: .2mm solid #000; }
.unit { justify-content: space-between; padding-right: 20mm; }
.customs { padding: .6mm 1mm; }
.mark { position: fixed; inset: 0; display: flex; align-items: center; justify-content: center; pointer-events: none; z-index: 1;
  font-size: 90pt; color: rgba(160, 0, 0, .13); transform: rotate(-24deg); white-space: nowrap; }
@media screen { body { padding: 6mm; } .document + .document, .further { border-top: .3mm dashed #999; margin-top: 8mm; padding-top: 4mm; } }
@media print { th { print-color-adjust: exact; } }
"""
