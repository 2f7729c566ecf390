/* The table of records. Only the rows in view are elements, so that thousands cost no more than thirty; in print all are. */

const COLUMNS = [
  ["number_of_row", (row) => row.index],
  ["kind", (row) => row.kind],
  ["content", (row) => row.start],
  ["quantities", (row) => -row.quantities.length],
  ["deadline", (row) => row.deadline || "9999"],
  ["bodies", (row) => namesOf(row)[0] || "\uffff"],
  ["confidence", (row) => row.confidence],
];
const SPARE = 6;
const LONGEST_CELL = 300;

class Grid {
  constructor(grid, onChoose, onOpen, onCopy) {
    this.grid = grid;
    this.body = byId("grid-body");
    this.onChoose = onChoose;
    this.onOpen = onOpen;
    this.onCopy = onCopy;
    this.rows = [];
    this.sorted = { column: 0, down: false };
    this.chosen = null;
    this.whole = false;
    this.lines = new Map();
    grid.addEventListener("scroll", () => this.draw(), { passive: true });
    grid.addEventListener("keydown", (event) => this.pressed(event));
    this.body.addEventListener("click", (event) => {
      const line = event.target.closest("[data-row]");
      if (line) this.choose(Number(line.dataset.row));
    });
    new ResizeObserver(() => this.draw()).observe(grid);
  }

  /** Show these rows, sorted as chosen. */
  show(rows) {
    this.rows = [...rows];
    const [, key] = COLUMNS[this.sorted.column];
    const turn = this.sorted.down ? -1 : 1;
    const less = (one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0);
    this.rows.sort((one, other) => turn * less(one, other) || one.index - other.index);
    this.places = new Map(this.rows.map((row, place) => [row.index, place]));
    this.titles();
    this.grid.setAttribute("aria-rowcount", this.rows.length + 1);
    this.grid.setAttribute("aria-colcount", COLUMNS.length);
    this.forget();
    this.draw();
  }

  /** The titles of the columns; a click sorts. */
  titles() {
    const whole = document.createDocumentFragment();
    COLUMNS.forEach(([name], column) => {
      const sort = this.sorted.column === column ? (this.sorted.down ? "descending" : "ascending") : "none";
      const cell = make("div", `cell ${name}`, "", { role: "columnheader", "aria-sort": sort, "aria-colindex": column + 1 });
      const sign = { ascending: " ▲", descending: " ▼", none: "" }[sort];
      cell.append(button(word(name) + sign, () => this.sortBy(column)));
      whole.append(cell);
    });
    byId("grid-titles").replaceChildren(whole);
  }

  /** Sort by a column; a second time the other way round. */
  sortBy(column) {
    this.sorted = { column, down: this.sorted.column === column && !this.sorted.down };
    this.show(this.rows);
    byId("grid-titles").children[column].querySelector("button").focus();
  }

  /** The height of a row, which the style sheet fixes. */
  rowHeight() {
    return parseFloat(getComputedStyle(this.grid).getPropertyValue("--row-height")) || 80;
  }

  /** Draw the rows in view, or all of them. */
  draw() {
    const height = this.rowHeight();
    if (height !== this.height) this.forget();
    this.height = height;
    const top = this.grid.scrollTop;
    const first = this.whole ? 0 : Math.max(0, Math.floor(top / height) - SPARE);
    const last = this.whole
      ? this.rows.length
      : Math.min(this.rows.length, Math.ceil((top + this.grid.clientHeight) / height) + SPARE);
    const key = `${first} ${last} ${height} ${this.whole} ${this.chosen}`;
    if (key === this.drawn) return;
    this.drawn = key;
    this.body.style.height = this.whole ? "" : `${this.rows.length * height}px`;
    this.keep(first, last, height);
    const active = this.chosen !== null && this.places.has(this.chosen) && byId(`row-${this.chosen}`);
    if (active) this.grid.setAttribute("aria-activedescendant", active.id);
    else this.grid.removeAttribute("aria-activedescendant");
  }

  /** Have just these rows as elements; those that are there already stay. */
  keep(first, last, height) {
    const kept = new Map();
    for (let place = first; place < last; place += 1) {
      const row = this.rows[place];
      const line = this.lines.get(row.index) || this.line(row, place, height);
      line.setAttribute("aria-selected", row.index === this.chosen);
      kept.set(row.index, line);
    }
    for (const [index, line] of this.lines) if (!kept.has(index)) line.remove();
    let behind = null;
    for (const line of [...kept.values()].reverse()) {
      if (line.parentNode !== this.body || line.nextSibling !== behind) this.body.insertBefore(line, behind);
      behind = line;
    }
    this.lines = kept;
  }

  /** Forget the elements, so that all are made anew. */
  forget() {
    this.drawn = null;
    this.lines = new Map();
    this.body.replaceChildren();
  }

  /** One row. */
  line(row, place, height) {
    const line = make("div", `line ${row.kind}`, "", {
      role: "row",
      id: `row-${row.index}`,
      "data-row": row.index,
      "aria-rowindex": place + 2,
      "aria-selected": row.index === this.chosen,
    });
    if (!this.whole) line.style.top = `${place * height}px`;
    COLUMNS.forEach(([name], column) => {
      const cell = make("div", `cell ${name}`, "", { role: "gridcell", "aria-colindex": column + 1 });
      this.fill(cell, name, row);
      line.append(cell);
    });
    return line;
  }

  /** What stands in a cell. */
  fill(cell, name, row) {
    if (name === "number_of_row") putText(cell, String(row.index + 1));
    if (name === "kind") {
      cell.append(make("span", `badge ${row.kind}`, word("kinds." + row.kind)));
      if (row.modality) cell.append(make("span", "modality", word("modalities." + row.modality)));
      for (const item of row.statuses.slice(0, 1)) cell.append(make("span", "state", word("states." + item.state)));
    }
    if (name === "content") {
      cell.append(make("span", "path", row.path.split(" / ").pop().slice(0, 60)));
      cell.append(make("span", "words", row.quote.replace(/\s+/g, " ").slice(0, LONGEST_CELL)));
    }
    if (name === "quantities") {
      for (const item of row.quantities.slice(0, 3)) {
        const chip = make("span", `chip ${item.phase}`, `${cut(item.indicator, 40)} `);
        chip.append(make("b", "", item.number));
        if (item.phase !== "planned") chip.append(make("i", "", ` ${word("phases." + item.phase)}`));
        cell.append(chip);
      }
      if (row.quantities.length > 3) cell.append(make("span", "more", `+${row.quantities.length - 3}`));
    }
    if (name === "deadline") putText(cell, row.deadline || "");
    if (name === "bodies") putText(cell, namesOf(row).slice(0, 8).join("、"));
    if (name === "confidence") {
      cell.append(make("span", row.confidence < 0.5 ? "doubt" : "", (row.confidence || 0).toFixed(2)));
    }
  }

  /** Choose a row by its number; `tell` says so to the rest of the page. */
  choose(index, tell = true) {
    this.chosen = index;
    if (index !== null) this.reveal(index);
    this.draw();
    if (tell && index !== null) this.onChoose(index);
  }

  /** Scroll so that a row is in view. */
  reveal(index) {
    const place = this.places.get(index);
    if (place === undefined) return;
    const height = this.rowHeight();
    const head = byId("grid-titles").offsetHeight;
    const room = this.grid.clientHeight - head;
    if (place * height < this.grid.scrollTop) this.grid.scrollTop = place * height;
    else if ((place + 1) * height > this.grid.scrollTop + room) this.grid.scrollTop = (place + 1) * height - room;
  }

  /** Keys of the table. */
  pressed(event) {
    if (event.target !== this.grid || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.grid.clientHeight / this.rowHeight()) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in steps && this.rows.length) {
      const now = this.places.get(this.chosen);
      const from = now === undefined ? (steps[event.key] > 0 ? -1 : 0) : now;
      const place = Math.max(0, Math.min(this.rows.length - 1, from + steps[event.key]));
      this.choose(this.rows[place].index);
    } else if (event.key === "Enter" && this.chosen !== null) this.onOpen(this.chosen);
    else if (event.key.toLowerCase() === "c" && this.chosen !== null) this.onCopy(this.chosen);
    else return;
    event.preventDefault();
  }

  /** Draw all rows for print, or again only those in view. */
  print(whole) {
    this.whole = whole;
    this.forget();
    this.draw();
  }
}
