/* Filters: which rows are shown. Every control is a plain form field, so that keyboard and screen reader need nothing special. */

const UNSTATED = "\u0000";

/** The values of a choice in a row, for each of the filters by choice. */
const CHOICES = {
  section: (row, data) => (row.section === null ? [UNSTATED] : ancestors(data, row.section).map(String)),
  body: (row) => (row.bodies.length ? namesOf(row) : [UNSTATED]),
  kind: (row) => [row.kind],
  modality: (row) => [row.modality || UNSTATED],
  phase: (row) => (row.quantities.length ? row.quantities.map((item) => item.phase) : [UNSTATED]),
  status: (row) => (row.statuses.length ? row.statuses.map((item) => item.state) : [UNSTATED]),
};
const LABELS = { kind: "kinds", modality: "modalities", phase: "phases", status: "states" };

/** A section and all above it. */
function ancestors(data, section) {
  const found = [];
  for (let at = section; at !== null && at !== undefined; at = data.sections[at].parent) found.push(at);
  return found;
}

class Filters {
  constructor(form, onChange) {
    this.form = form;
    this.onChange = onChange;
    this.fields = {};
    form.addEventListener("input", () => this.onChange());
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  /** Make the controls for a source, keeping what was chosen. */
  show(data, keep) {
    this.data = data;
    const old = keep ? this.values() : {};
    this.fields = {};
    const whole = document.createDocumentFragment();
    whole.append(this.field("search", "search", { type: "search" }));
    for (const name of Object.keys(CHOICES)) whole.append(this.choice(name));
    whole.append(this.field("from", "from", { type: "date" }), this.field("to", "to", { type: "date" }));
    whole.append(this.field("undated", "undated", { type: "checkbox" }));
    whole.append(this.field("most", "most", { type: "number", min: "0", max: "1", step: "0.05" }));
    const reset = button(word("reset"), () => this.reset(), "reset");
    whole.append(reset);
    this.form.replaceChildren(whole);
    for (const [name, value] of Object.entries(old)) this.set(name, value);
  }

  /** A labelled input. */
  field(name, label, attributes) {
    const input = make("input", "", "", { ...attributes, name, id: `filter-${name}` });
    this.fields[name] = input;
    const whole = make("label", `field ${name}`);
    whole.append(make("span", "", word(label)), input);
    return whole;
  }

  /** A labelled choice of the values that occur, with the number of rows of each. */
  choice(name) {
    const counts = new Map();
    for (const row of this.data.rows) {
      for (const value of new Set(CHOICES[name](row, this.data))) counts.set(value, (counts.get(value) || 0) + 1);
    }
    const select = make("select", "", "", { name, id: `filter-${name}` });
    select.append(make("option", "", word("all"), { value: "" }));
    const values = [...counts.keys()].sort((one, other) => this.order(name, one, other, counts));
    for (const value of values) {
      const option = make("option", "", `${this.label(name, value)} (${counts.get(value)})`);
      option.value = value;
      select.append(option);
    }
    this.fields[name] = select;
    const whole = make("label", `field ${name}`);
    whole.append(make("span", "", word(name)), select);
    return whole;
  }

  /** Sections in text order, all else by number of rows; what is not stated comes last. */
  order(name, one, other, counts) {
    if (one === UNSTATED || other === UNSTATED) return one === UNSTATED ? 1 : -1;
    if (name === "section") return Number(one) - Number(other);
    return counts.get(other) - counts.get(one) || (one < other ? -1 : 1);
  }

  /** How a value is called. */
  label(name, value) {
    if (value === UNSTATED) return word(name === "body" || name === "section" ? "none" : "without");
    if (name === "section") {
      const section = this.data.sections[Number(value)];
      return "\u3000".repeat(Math.max(0, section.level - 1)) + cut(section.number + section.title, 30);
    }
    return LABELS[name] ? word(`${LABELS[name]}.${value}`) : value;
  }

  /** What is chosen, by name; only what is. */
  values() {
    const found = {};
    for (const [name, field] of Object.entries(this.fields)) {
      const value = field.type === "checkbox" ? field.checked : field.value;
      if (value !== "" && value !== false) found[name] = value;
    }
    return found;
  }

  /** Set one filter. */
  set(name, value) {
    const field = this.fields[name];
    if (!field) return;
    if (field.type === "checkbox") field.checked = Boolean(value);
    else field.value = value;
  }

  /** Choose nothing. */
  reset() {
    for (const field of Object.values(this.fields)) {
      if (field.type === "checkbox") field.checked = false;
      else field.value = "";
    }
    this.onChange();
    this.fields.search.focus();
  }

  /** The rows that fit, in text order; `without` leaves filters out, for counts beside them. */
  rows(without = []) {
    const chosen = this.values();
    for (const name of without) delete chosen[name];
    const wanted = (chosen.search || "").toLowerCase().split(/\s+/).filter(Boolean);
    return this.data.rows.filter((row) => {
      for (const name of Object.keys(CHOICES)) {
        if (chosen[name] !== undefined && !CHOICES[name](row, this.data).includes(chosen[name])) return false;
      }
      if (chosen.from && !(row.deadline && row.deadline >= chosen.from)) return false;
      if (chosen.to && !(row.deadline && row.deadline <= chosen.to)) return false;
      if (chosen.undated && row.deadline) return false;
      if (chosen.most !== undefined && row.confidence > Number(chosen.most)) return false;
      return wanted.every((part) => searchText(row).includes(part));
    });
  }
}

/** Everything of a row that a search looks through, made once. */
function searchText(row) {
  if (row.searchText === undefined) {
    const parts = [
      row.quote,
      row.path,
      row.id,
      ...row.bodies.map((body) => body.name),
      ...row.quantities.map(quantityPhrase),
    ];
    row.searchText = [...parts, ...Object.values(row.columns || {})].join("\n").toLowerCase();
  }
  return row.searchText;
}
