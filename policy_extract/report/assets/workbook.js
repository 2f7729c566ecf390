/* A workbook written without help from anywhere: a zip archive of stored parts. */

const MOST_CELL = 32767;

/** A text for XML: what XML cannot hold is left out. */
function xmlText(text) {
  const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const allowed = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
  return allowed
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "")
    .replace(/[&<>"]/g, (sign) => entities[sign]);
}

/** The name of a column of a sheet: A … Z, AA … */
function columnName(index) {
  return index < 26 ? String.fromCharCode(65 + index) : columnName(Math.floor(index / 26) - 1) + columnName(index % 26);
}

/** The sheet of a workbook: texts as texts, numbers as numbers, the first line bold, fixed and with filters. */
function sheetOf(lines) {
  const cell = (value, place, style) => {
    if (typeof value === "number") return `<c r="${place}"><v>${value}</v></c>`;
    const text = xmlText(value.slice(0, MOST_CELL));
    return `<c r="${place}" t="inlineStr"${style}><is><t xml:space="preserve">${text}</t></is></c>`;
  };
  const body = lines.map((line, row) => {
    const cells = line.map((value, column) => cell(value, columnName(column) + (row + 1), row ? "" : ' s="1"'));
    return `<row r="${row + 1}">${cells.join("")}</row>`;
  });
  const wide = { 6: 30, 9: 60, 10: 40, 11: 30, 13: 24 };
  const widths = EXPORTED.map(
    (_, index) => `<col min="${index + 1}" max="${index + 1}" width="${wide[index] || 14}" customWidth="1"/>`,
  );
  return [
    `${XML_HEAD}<worksheet xmlns="${SHEET}"><sheetViews><sheetView workbookViewId="0">`,
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>',
    `<cols>${widths.join("")}</cols><sheetData>${body.join("")}</sheetData>`,
    `<autoFilter ref="A1:${columnName(EXPORTED.length - 1)}${lines.length}"/></worksheet>`,
  ].join("");
}

const XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** What sort of thing each part of a workbook is. */
function contentTypes() {
  const parts = { workbook: "sheet.main", "worksheets/sheet1": "worksheet", styles: "styles" };
  const said = Object.entries(parts).map(
    ([name, type]) => `<Override PartName="/xl/${name}.xml" ContentType="${TYPE}.${type}+xml"/>`,
  );
  const relations = "application/vnd.openxmlformats-package.relationships+xml";
  return [
    `${XML_HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="${relations}"/>`,
    `<Default Extension="xml" ContentType="application/xml"/>${said.join("")}</Types>`,
  ].join("");
}

/** Which parts belong to a part: kinds and places. */
function relationsOf(targets) {
  const said = Object.entries(targets).map(
    ([kind, target], index) => `<Relationship Id="r${index + 1}" Type="${OFFICE}/${kind}" Target="${target}"/>`,
  );
  return `${XML_HEAD}<Relationships xmlns="${PACKAGE}/relationships">${said.join("")}</Relationships>`;
}

/** The styles of a workbook: plain, and bold for the titles. */
function styles() {
  const font = '<sz val="11"/><name val="Calibri"/></font>';
  return [
    `${XML_HEAD}<styleSheet xmlns="${SHEET}"><fonts count="2"><font>${font}<font><b/>${font}</fonts>`,
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>',
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf fontId="1" applyFont="1"/></cellXfs>',
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
  ].join("");
}

/** The parts of a workbook with one sheet. */
function workbookParts(lines) {
  return {
    "[Content_Types].xml": contentTypes(),
    "_rels/.rels": relationsOf({ officeDocument: "xl/workbook.xml" }),
    "xl/workbook.xml":
      `${XML_HEAD}<workbook xmlns="${SHEET}" xmlns:r="${OFFICE}">` +
      '<sheets><sheet name="任务" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": relationsOf({ worksheet: "worksheets/sheet1.xml", styles: "styles.xml" }),
    "xl/styles.xml": styles(),
    "xl/worksheets/sheet1.xml": sheetOf(lines),
  };
}

/** The check sums of a zip archive (CRC-32). */
const CHECKS = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The check sum of some bytes. */
function checkSum(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = CHECKS[(value ^ byte) & 255] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** Numbers as bytes, the lowest first; each is [number, count of bytes]. */
function littleEndian(numbers) {
  return numbers.flatMap(([value, count]) => Array.from({ length: count }, (_, index) => (value >>> (8 * index)) & 255));
}

/** A zip archive with the parts stored as they are. */
function zipOf(parts) {
  const chunks = [];
  const directory = [];
  let offset = 0;
  for (const [name, text] of Object.entries(parts)) {
    const title = new TextEncoder().encode(name);
    const bytes = new TextEncoder().encode(text);
    const common = [
      [20, 2],
      [0x800, 2],
      [0, 2],
      [0, 2],
      [0x21, 2],
      [checkSum(bytes), 4],
      [bytes.length, 4],
      [bytes.length, 4],
      [title.length, 2],
      [0, 2],
    ];
    const head = Uint8Array.from(littleEndian([[0x04034b50, 4], ...common]));
    directory.push(
      Uint8Array.from(littleEndian([[0x02014b50, 4], [20, 2], ...common, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]])),
      title,
    );
    chunks.push(head, title, bytes);
    offset += head.length + title.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const count = directory.length / 2;
  const end = Uint8Array.from(
    littleEndian([
      [0x06054b50, 4],
      [0, 2],
      [0, 2],
      [count, 2],
      [count, 2],
      [size, 4],
      [offset, 4],
      [0, 2],
    ]),
  );
  return [...chunks, ...directory, end];
}
