/* Marks of the source and their nesting: spans may cross, elements may not, so a crossing span is shown in pieces. */

/** The order in which spans of the same place enclose one another, the widest sort outside. */
const FAMILIES = ["heading", "statement", "issue", "status", "body", "time", "quantity", "indicator"];

/** All marks of a source, each place of a family once, with the rows it belongs to; every row learns its marks. */
function marksOf(data) {
  const found = new Map();
  const add = (family, start, end, row, more = {}) => {
    if (!(start < end)) return;
    const key = `${family} ${start} ${end}`;
    let mark = found.get(key);
    if (!mark) {
      mark = { family, start, end, rows: [], kinds: new Set(), ...more };
      found.set(key, mark);
    }
    if (more.sort) mark.kinds.add(more.sort);
    if (row && !mark.rows.includes(row.index)) {
      mark.rows.push(row.index);
      row.marks.push(mark);
    }
  };
  data.sections.forEach((section, index) => add("heading", section.start, section.end, null, { section: index }));
  for (const issue of data.issues) add("issue", issue.start, issue.end, null, { item: issue });
  for (const row of data.rows) {
    row.marks = [];
    add("statement", row.start, row.end, row, { item: row });
    for (const item of row.quantities) {
      add("quantity", item.start, item.end, row, { sort: item.phase, item });
      if (item.indicator_start !== null) add("indicator", item.indicator_start, item.indicator_end, row, { item });
      if (item.when_start !== null) add("time", item.when_start, item.when_end, row, { item: null });
    }
    for (const item of row.times) add("time", item.start, item.end, row, { item });
    for (const item of row.bodies) add("body", item.start, item.end, row, { item });
    for (const item of row.statuses) add("status", item.start, item.end, row, { item });
  }
  const marks = [...found.values()];
  marks.sort(before);
  marks.forEach((mark, index) => (mark.index = index));
  return marks;
}

/** Text order; of spans that begin together the longer one is outside. */
function before(one, other) {
  return one.start - other.start || other.end - one.end || FAMILIES.indexOf(one.family) - FAMILIES.indexOf(other.family);
}

/**
 * Nest spans within [start, end): calls `open(mark, isFirst)`, `text(from, to)` and `close()` in the order of the text.
 * A span that crosses the end of the one around it is closed there and opened again behind it.
 */
function nest(spans, start, end, { open, text, close }) {
  const waiting = spans
    .map((mark) => ({ mark, start: Math.max(mark.start, start), end: Math.min(mark.end, end) }))
    .sort((one, other) => before({ ...one, family: one.mark.family }, { ...other, family: other.mark.family }));
  const around = [];
  let at = start;
  const emit = (to) => {
    if (to > at) text(at, to);
    at = Math.max(at, to);
  };
  const leave = (until) => {
    while (around.length && around[around.length - 1] <= until) {
      emit(around.pop());
      close();
    }
  };
  for (let next = 0; next < waiting.length; next += 1) {
    const piece = waiting[next];
    leave(piece.start);
    emit(piece.start);
    const limit = around.length ? around[around.length - 1] : end;
    if (piece.end > limit) {
      insert(waiting, next + 1, { mark: piece.mark, start: limit, end: piece.end });
      piece.end = limit;
    }
    open(piece.mark, piece.start === piece.mark.start);
    around.push(piece.end);
  }
  leave(end);
  emit(end);
}

/** Put the rest of a crossing span where it belongs among the spans that wait. */
function insert(waiting, from, piece) {
  let place = from;
  const key = { ...piece, family: piece.mark.family };
  while (place < waiting.length && before({ ...waiting[place], family: waiting[place].mark.family }, key) <= 0) place += 1;
  waiting.splice(place, 0, piece);
}
