/* What leaves the page: citations, and the rows as CSV or as the lines of a workbook. */

const FORMULA_SIGNS = /^[=+\-@\t\r]/;

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
  return row.quantities
    .filter((item) => phases.includes(item.phase))
    .map(quantityPhrase)
    .join("; ");
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
  const base = (data.documents[0].title || data.name || "records").replace(
    /[\\/:*?"<>|\u0000-\u001f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g,
    "",
  );
  return `${base.slice(0, 60)}${suffix}`;
}

/** A citation: the words, the document, the place in it. */
function citation(row, data) {
  const document = data.documents[row.document];
  const about = [document.issuer, document.doc_number, document.issued_on].filter(Boolean).join("，");
  const title = `《${(document.title || data.name).replace(/^《|》$/g, "")}》`;
  const where = row.path
    .split(" / ")
    .filter((part) => part && part !== document.title)
    .join(" / ");
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
