/* The report of a run: tables out of the answers that stand in the page; a click on a title sorts. */

const answers = JSON.parse(byId("data").textContent);
interfaceWords.all = answers.interface;
interfaceWords.language = answers.language;
const tables = answers.tables;
const sorting = {};

/** The columns of each table; a bar is drawn behind the numbers of the one named last. */
const SHOWN = {
  reasons: { columns: ["reason", "failures"], bar: "failures" },
  failures: { columns: ["input", "member", "reason", "message"] },
  kinds: { columns: ["kind", "records"], bar: "records" },
  deadlines: { columns: ["year", "tasks"], bar: "tasks" },
  genres: { columns: ["genre", "documents", "tasks", "achievements", "planned"], bar: "tasks" },
  years: { columns: ["year", "documents", "tasks", "achievements", "planned"], bar: "tasks" },
  places: { columns: ["place", "documents", "tasks", "achievements", "planned"], bar: "tasks" },
  doubtful: { columns: ["confidence", "kind", "quote", "path", "title"] },
  slowest: { columns: ["seconds", "input", "documents", "tasks", "state"], bar: "seconds" },
  documents: {
    columns: ["title", "place", "genre", "issued_on", "tasks", "achievements", "planned", "confidence", "status", "input"],
  },
  runs: { columns: ["run", "started", "ended", "state", "done", "failed", "skipped", "removed", "version", "pack"] },
};
const WORDED = { kind: "kinds", genre: "genres" };

/** A value as it is shown. */
function shownValue(column, value, table) {
  if (value === null || value === "")
    return column === "year" && table === "deadlines" ? word("undated") : word("run.unknown");
  if (WORDED[column]) return word(`${WORDED[column]}.${value}`);
  if (column === "confidence" || column === "seconds") return value.toFixed(2);
  return String(value);
}

/** The lines of a table in the order that was asked for. */
function ordered(name, lines) {
  const chosen = sorting[name];
  if (!chosen) return lines;
  const turn = chosen.down ? -1 : 1;
  const key = (line) => line[chosen.column];
  return [...lines].sort((one, other) => {
    if (key(one) === null || key(other) === null) return (key(one) === null) - (key(other) === null);
    return turn * (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0);
  });
}

/** Show one table. */
function showTable(name, lines) {
  const { columns, bar } = SHOWN[name];
  const place = byId(name);
  if (!lines.length) return place.replaceChildren(make("p", "nothing", word("run.nothing")));
  const whole = make("div", "scrolled", "", { tabindex: "0", role: "region", "aria-label": word(`run.${name}`) });
  const table = make("table");
  const head = table.createTHead().insertRow();
  for (const column of columns) {
    const chosen = sorting[name] && sorting[name].column === column ? sorting[name] : null;
    const state = chosen ? (chosen.down ? "descending" : "ascending") : "none";
    const title = make("th", typeof lines[0][column] === "number" ? "number" : "", "", { scope: "col", "aria-sort": state });
    const sign = chosen ? (chosen.down ? " ▼" : " ▲") : "";
    title.append(button(word(`run.${column === "title" ? "document_title" : column}`) + sign, () => sortBy(name, column)));
    head.append(title);
  }
  const most = bar ? Math.max(...lines.map((line) => Number(line[bar]) || 0)) : 0;
  const body = table.createTBody();
  for (const line of ordered(name, lines)) {
    const row = body.insertRow();
    for (const column of columns) {
      const cell = row.insertCell();
      cell.className = `${column}${typeof line[column] === "number" ? " number" : ""}`;
      putText(cell, cut(shownValue(column, line[column], name), 600));
      if (column === bar && most) cell.style.setProperty("--share", `${Math.round((100 * line[bar]) / most)}%`);
      if (column === bar) cell.classList.add("share");
    }
  }
  whole.append(table);
  place.replaceChildren(whole);
  return undefined;
}

/** Sort a table by a column; a second time the other way round. */
function sortBy(name, column) {
  const before = sorting[name];
  const first = typeof tables[name][0][column] === "number" && column !== "year" && column !== "confidence";
  sorting[name] = { column, down: before && before.column === column ? !before.down : first };
  showTable(name, chosenLines(name));
  const place = SHOWN[name].columns.indexOf(column);
  byId(name).querySelectorAll("th button")[place].focus();
}

/** The lines of a table that fit the search. */
function chosenLines(name) {
  const wanted = name === "documents" ? byId("search").value.trim().toLowerCase() : "";
  if (!wanted) return tables[name];
  return tables[name].filter((line) =>
    Object.values(line).some((value) =>
      String(value ?? "")
        .toLowerCase()
        .includes(wanted),
    ),
  );
}

/** How many lines there are, and how many of them are shown. */
function showCounts() {
  const counts = tables.counts[0];
  const all = { failures: counts.failures, documents: counts.documents, doubtful: counts.tasks + counts.achievements };
  for (const [name, count] of Object.entries(all)) {
    const shown = name === "documents" ? chosenLines(name).length : tables[name].length;
    byId(`${name}-count`).textContent = word("shown_of", { shown, all: count });
  }
}

/** Show everything, in the language of the interface. */
function showAll() {
  document.documentElement.lang = interfaceWords.language === "zh" ? "zh-CN" : "en";
  putWords(document);
  byId("language").textContent = word("language");
  byId("name").replaceChildren();
  putText(byId("name"), answers.name);
  const counts = tables.counts[0];
  const tiles = ["inputs", "documents", "tasks", "achievements", "planned", "achieved", "bodies", "issues", "failures"];
  byId("totals").replaceChildren(
    ...tiles.map((name) => {
      const tile = make("div", name === "failures" && counts[name] ? "tile bad" : "tile");
      tile.append(make("dt", "", word(`run.${name}`)), make("dd", "", Number(counts[name]).toLocaleString("en")));
      return tile;
    }),
  );
  const states = tables.inputs.map((line) => `${word(`run.states.${line.state}`)} ${line.inputs}`);
  byId("facts").textContent = states.join(" · ");
  for (const name of Object.keys(SHOWN)) showTable(name, chosenLines(name));
  showCounts();
}

byId("language").addEventListener("click", () => {
  interfaceWords.language = interfaceWords.language === "zh" ? "en" : "zh";
  showAll();
});
byId("search").addEventListener("input", () => {
  showTable("documents", chosenLines("documents"));
  showCounts();
});
showAll();
