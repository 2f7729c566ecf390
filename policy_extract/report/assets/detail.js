/* The chosen record in full: its words, its quantities, bodies, times and statuses with their confidence and rules. */

const LONGEST_QUOTE = 3000;

class Detail {
  constructor(panel, actions) {
    this.panel = panel;
    this.actions = actions;
  }

  /** Show a row, or nothing. */
  show(row, data) {
    this.panel.hidden = !row;
    if (!row) return this.panel.replaceChildren();
    const parts = [this.head(row), make("blockquote", "", cut(row.quote, LONGEST_QUOTE))];
    parts.push(...this.tables(row, data), this.facts(row, data));
    this.panel.replaceChildren(...parts);
    this.panel.scrollTop = 0;
    return undefined;
  }

  /** Kind, place and what can be done. */
  head(row) {
    const head = make("div", "detail-head");
    const title = make("h3", "");
    title.append(make("span", `badge ${row.kind}`, word("kinds." + row.kind)));
    if (row.modality) title.append(make("span", "modality", word("modalities." + row.modality)));
    title.append(make("span", "path", row.path));
    const tools = make("div", "tools");
    tools.append(button(word("show_source"), () => this.actions.open(row.index), "open"));
    tools.append(button(word("copy"), () => this.actions.copy(row.index), "copy"));
    tools.append(button(word("close"), () => this.actions.close(), "close"));
    head.append(title, tools);
    return head;
  }

  /** The tables of what the record holds. */
  tables(row, data) {
    const text = (item) => data.text.slice(item.start, item.end);
    const sure = (number) => (number === null || number === undefined ? "" : number.toFixed(2));
    const phases = (item) => [word("phases." + item.phase), item.implicit ? word("implicit") : ""].filter(Boolean).join(", ");
    const measure = (item) => [item.measure ? word("measures." + item.measure) : "", { up: "↑", down: "↓" }[item.direction]];
    const found = [];
    found.push(
      this.table(
        "quantities",
        ["indicator", "number", "phase", "when", "baseline", "measure", "words", "confidence"],
        row.quantities.map((item) => [
          [item.scope, item.indicator].filter(Boolean).join(" · "),
          [item.number, periodWords(item.per)].filter(Boolean).join(" "),
          phases(item),
          periodWords(item.when),
          item.baseline,
          measure(item).filter(Boolean).join(" "),
          [text(item), item.hedge].filter(Boolean).join(" · "),
          sure(item.confidence),
        ]),
      ),
    );
    found.push(
      this.table(
        "bodies",
        ["name", "role", "words", "confidence"],
        row.bodies.map((item) => [
          item.name,
          [word("roles." + item.role), item.shared ? word("shared") : "", item.generic ? word("generic") : ""]
            .filter(Boolean)
            .join(", "),
          text(item),
          sure(item.confidence),
        ]),
      ),
    );
    found.push(
      this.table(
        "times",
        ["kind", "days", "words", "confidence"],
        row.times.map((item) => [word("time_kinds." + item.kind), daysOf(item), text(item), sure(item.confidence)]),
      ),
    );
    found.push(
      this.table(
        "statuses",
        ["status", "days", "words", "confidence"],
        row.statuses.map((item) => [word("states." + item.state), item.as_of, text(item), sure(item.confidence)]),
      ),
    );
    found.push(this.table("columns", ["name", "words"], Object.entries(row.columns || {})));
    return found.filter(Boolean);
  }

  /** One table, if it has rows. */
  table(title, columns, lines) {
    if (!lines.length) return null;
    const used = columns.map((_, column) =>
      lines.some((line) => line[column] !== null && line[column] !== "" && line[column] !== undefined),
    );
    const whole = make("div", "scrolled", "", { tabindex: "0", role: "region", "aria-label": word(title) });
    const table = make("table");
    table.append(make("caption", "", word(title)));
    const head = table.createTHead().insertRow();
    for (const column of columns.filter((_, index) => used[index]))
      head.append(make("th", "", word(column), { scope: "col" }));
    const body = table.createTBody();
    for (const line of lines.slice(0, 200)) {
      const cells = body.insertRow();
      line.forEach((value, index) => {
        if (used[index]) putText(cells.insertCell(), cut(String(value === null || value === undefined ? "" : value), 500));
      });
    }
    whole.append(table);
    return whole;
  }

  /** Where the record comes from: ids, place, rules. */
  facts(row, data) {
    const list = make("dl", "facts");
    const add = (name, value) => {
      if (value) list.append(make("dt", "", word(name)), make("dd", "", String(value)));
    };
    add("identifier", row.id);
    add("place", `${data.documents[row.document].doc_id} [${row.points[0]}:${row.points[1]}]`);
    add("locator", row.locator && cut(row.locator, 300));
    if (row.parent !== null) add("parent", cut(data.rows[row.parent].quote, 200));
    add("confidence", `${(row.confidence || 0).toFixed(3)} (${word("kind")} ${(row.kind_confidence || 0).toFixed(3)})`);
    const rules = [row, ...row.quantities, ...row.bodies, ...row.times, ...row.statuses].flatMap((item) => item.rules || []);
    add("rules", [...new Set(rules)].join(", "));
    return list;
  }
}
