/* The data of the page: tables become objects, and places counted in code points become places in a JavaScript string. */

/** A source text whose places are counted in code points, as all records count them. */
class SourceText {
  constructor(text) {
    this.text = text;
    this.pairs = [];
    let point = 0;
    if (/[\ud800-\udbff]/.test(text)) {
      for (let at = 0; at < text.length; at += 1, point += 1) {
        const unit = text.charCodeAt(at);
        if (unit >= 0xd800 && unit < 0xdc00) {
          this.pairs.push(point);
          at += 1;
        }
      }
    }
  }

  /** The place in the string of a code point: one unit more for each pair before it. */
  at(point) {
    return point + firstNotBelow(this.pairs, point);
  }
}

/** How many numbers of a sorted list are below a number. */
function firstNotBelow(sorted, number) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A line of a table as an object, by the names of its fields. */
function objectOf(names, values) {
  const found = {};
  names.forEach((name, index) => (found[name] = index < values.length ? values[index] : null));
  return found;
}

const SPANS = [
  ["start", "end"],
  ["when_start", "when_end"],
  ["indicator_start", "indicator_end"],
];

/** Everything of one source: its text and its tables, with places in the string. */
class SourceData {
  constructor(plain, shapes, words) {
    this.name = plain.name;
    this.source = new SourceText(plain.text);
    this.text = plain.text;
    this.shapes = shapes;
    this.words = words;
    this.warnings = plain.warnings;
    this.documents = plain.documents.map((line) => this.read("document", line));
    this.sections = plain.sections.map((line) => this.read("section", line));
    for (const section of this.sections) section.section_end = this.source.at(section.section_end);
    this.issues = plain.issues.map((line) => this.read("issue", line));
    this.bodies = plain.bodies.map((line) => this.read("body", line));
    this.rows = plain.rows.map((line, index) => this.readRow(line, index));
  }

  /** A line of a table with its places turned. */
  read(shape, line) {
    const found = objectOf(this.shapes[shape], line);
    if ("start" in found) found.points = [found.start, found.end];
    for (const [start, end] of SPANS) {
      if (typeof found[start] !== "number") continue;
      found[start] = this.source.at(found[start]);
      found[end] = this.source.at(found[end]);
    }
    if (Array.isArray(found.rules)) found.rules = found.rules.map((number) => this.words[number]);
    return found;
  }

  /** A record with all that it holds. */
  readRow(line, index) {
    const row = this.read("row", line);
    row.index = index;
    row.path = this.words[row.path] || "";
    for (const [list, shape] of [
      ["quantities", "quantity"],
      ["times", "time"],
      ["statuses", "status"],
    ]) {
      row[list] = (row[list] || []).map((item) => this.read(shape, item));
    }
    for (const item of row.quantities) {
      if (item.indicator === null)
        item.indicator = item.indicator_start === null ? "" : this.text.slice(item.indicator_start, item.indicator_end);
    }
    row.bodies = (row.bodies || []).map((number) => this.bodies[number]);
    row.rules = row.rules || [];
    row.quote = this.text.slice(row.start, row.end);
    return row;
  }
}

/** Read the data that stands in the page. */
function readPage() {
  const plain = JSON.parse(byId("data").textContent);
  interfaceWords.all = plain.interface;
  interfaceWords.language = plain.language;
  return plain;
}

/** A period or length in words: P1Y is 每年 where something recurs, 1年 where it is a length. */
function periodWords(period, recurring = true) {
  const found = /^P(\d+)([YMWD])$/.exec(period || "");
  if (!found) return period || "";
  const one = recurring ? word(`every.${found[1]}${found[2]}`) : "";
  if (one && one !== `${found[1]}${found[2]}`) return one;
  return word(`${recurring ? "every" : "lasting"}.${found[2]}`, { count: found[1] });
}

/** A quantity in one phrase: whose, what, how much, until when. */
function quantityPhrase(item) {
  const arrow = { up: "↑", down: "↓" }[item.direction] || "";
  const change = item.measure === "change" || item.measure === "growth" ? arrow : "";
  const named = [item.scope, item.indicator].filter(Boolean).join(" ");
  const when = item.when ? "→" + periodWords(item.when) : "";
  return [named, change + item.number, periodWords(item.per), when].filter(Boolean).join(" ");
}

/** The days of a time as they are read. */
function daysOf(time) {
  if (time.start_date && time.end_date) return `${time.start_date} – ${time.end_date}`;
  if (time.start_date || time.end_date) return `${time.start_date || ""}→${time.end_date || ""}`;
  return periodWords(time.every) || periodWords(time.duration, false);
}

/** The names of the bodies of a row in some roles, each once. */
function namesOf(row, roles) {
  return [...new Set(row.bodies.filter((body) => !roles || roles.includes(body.role)).map((body) => body.name))];
}
