/* What leaves the page: citations, CSV, and a workbook written without help from anywhere (a zip of stored parts). */

const FORMULA_SIGNS = /^[=+\-@\t\r]/;
const MOST_CELL = 32767;

/** The titles of the exported columns, and what stands in them. */
const EXPORTED = [
  ["任务编号 task_id", (row) => row.id],
  ["文件编号 doc_id", (row, data) => data.documents[row.document].doc_id],
  ["来源 source", (row, data) => data.name],
  ["文件标题 title", (row, data) => data.documents[row.document].title || ""],
  ["发文机关 issuer", (row, data) => data.documents[row.document].issuer || ""],
  ["成文日期 issued_on", (row, data) => data.documents[row.document].issued_on || ""],
  ["章节 section_path", (row) => row.path],
  ["类别 kind", (row) => row.kind],
  ["语气 modality", (row) => row.modality || ""],
  ["任务内容 quote", (row) => row.quote],
  ["计划指标 planned", (row) => phrases(row, ["planned"])],
  ["已有数值 achieved", (row) => phrases(row, ["achieved"])],
  ["条件与参照 conditions", (row) => phrases(row, ["condition", "reference"])],
  ["时间 times", (row, data) => row.times.map((time) => timePhrase(time, data)).join("; ")],
  ["完成期限 deadline", (row) => row.deadline || ""],
  ["牵头 lead", (row) => namesOf(row, ["lead"]).join("; ")],
  ["责任 responsible", (row) => namesOf(row, ["responsible", "implement"]).join("; ")],
  ["配合 supporting", (row) => namesOf(row, ["cooperate", "guide", "supervise"]).join("; ")],
  ["状态 status", (row) => [...new Set(row.statuses.map((item) => item.state))].join("; ")],
  ["置信度 confidence", (row) => row.confidence],
  ["起 start", (row) => row.points[0]],
  ["止 end", (row) => row.points[1]],
];

/** The quantities of a row in some phases as one cell. */
function phrases(row, phases) {
  return row.quantities.filter((item) => phases.includes(item.phase)).map(quantityPhrase).join("; ");
}

/** A time as one cell: its words and its days. */
function timePhrase(time, data) {
  const words = data.text.slice(time.start, time.end).replace(/\s+/g, "");
  const days = daysOf(time);
  return days ? `${words} (${days})` : words;
}

/** The rows as lines of cells, titles first. */
function linesOf(rows, data) {
  return [EXPORTED.map(([title]) => title), ...rows.map((row) => EXPORTED.map(([, cell]) => cell(row, data)))];
}

/** CSV with a byte order mark; no cell is taken for a formula. */
function csvOf(lines) {
  const cell = (value) => {
    const text = typeof value === "string" && FORMULA_SIGNS.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return "\ufeff" + lines.map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** A text for XML: what XML cannot hold is left out. */
function xmlText(text) {
  const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const allowed = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
  return allowed.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "").replace(/[&<>"]/g, (sign) => entities[sign]);
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
  const widths = EXPORTED.map((_, index) => `<col min="${index + 1}" max="${index + 1}" width="${wide[index] || 14}" customWidth="1"/>`);
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join("")}</cols><sheetData>${body.join("")}</sheetData><autoFilter ref="A1:${columnName(EXPORTED.length - 1)}${lines.length}"/></worksheet>`;
}

const XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** The parts of a workbook with one sheet. */
function workbookParts(lines) {
  return {
    "[Content_Types].xml": `${XML_HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`,
    "_rels/.rels": `${XML_HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `${XML_HEAD}<workbook xmlns="${SHEET}" xmlns:r="${OFFICE}"><sheets><sheet name="任务" sheetId="1" r:id="r1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `${XML_HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    "xl/styles.xml": `${XML_HEAD}<styleSheet xmlns="${SHEET}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>`,
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
    const common = [[20, 2], [0x800, 2], [0, 2], [0, 2], [0x21, 2], [checkSum(bytes), 4], [bytes.length, 4], [bytes.length, 4], [title.length, 2], [0, 2]];
    const head = Uint8Array.from(littleEndian([[0x04034b50, 4], ...common]));
    directory.push(Uint8Array.from(littleEndian([[0x02014b50, 4], [20, 2], ...common, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]])), title);
    chunks.push(head, title, bytes);
    offset += head.length + title.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const count = directory.length / 2;
  const end = Uint8Array.from(littleEndian([[0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [size, 4], [offset, 4], [0, 2]]));
  return [...chunks, ...directory, end];
}

/** Hand a file to the reader. */
function save(name, parts, type) {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  const link = make("a", "", "", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
  say(`${word("kept")} ${name}`);
}

/** A name for a saved file. */
function fileName(data, suffix) {
  const base = (data.documents[0].title || data.name || "records").replace(/[\\/:*?"<>|\u0000-\u001f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, "");
  return `${base.slice(0, 60)}${suffix}`;
}

/** A citation: the words, the document, the place in it. */
function citation(row, data) {
  const document = data.documents[row.document];
  const about = [document.issuer, document.doc_number, document.issued_on].filter(Boolean).join("，");
  const title = `《${(document.title || data.name).replace(/^《|》$/g, "")}》`;
  const where = row.path.split(" / ").filter((part) => part && part !== document.title).join(" / ");
  const place = `[${document.doc_id} ${row.points[0]}:${row.points[1]}]`;
  return `“${row.quote.replace(/\s*\n\s*/g, "")}”——${title}${about ? `（${about}）` : ""}${where ? `，${where}` : ""} ${place}`;
}

/** Copy a text; where the browser forbids it, the text is shown selected. Resolves to whether it was copied. */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = make("textarea", "copy-area", "", { readonly: "", "aria-label": word("copy") });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
