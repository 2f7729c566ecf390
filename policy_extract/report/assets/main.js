/* Puts the page together: one source at a time, one chosen row, one set of filters. */

const plain = readPage();
const loaded = new Map();
let data = null;

const source = new SourcePane(byId("text"), (index, focus) => choose(index, { fromSource: true, focus }));
const detail = new Detail(byId("detail"), { open: openSource, copy, close: () => choose(null, { focus: true }) });
const grid = new Grid(byId("grid"), (index) => choose(index, {}), openSource, copy);
const filters = new Filters(byId("filter-form"), refresh);

/** Show a source of the file. */
function showSource(number) {
  if (!loaded.has(number)) loaded.set(number, new SourceData(plain.sources[number], plain.shapes, plain.words));
  data = loaded.get(number);
  byId("find").value = "";
  source.show(data);
  filters.show(data, false);
  showAround();
  grid.chosen = null;
  refresh();
  detail.show(null, data);
}

/** Everything around source and table, in the language of the interface. */
function showAround() {
  document.documentElement.lang = interfaceWords.language === "zh" ? "zh-CN" : "en";
  putWords(document);
  byId("language").textContent = word("language");
  showHead();
  showTree(byId("tree"), data, (index) => {
    filters.set("section", String(index));
    refresh();
    source.goToMark("heading", data.sections[index].start);
    view("source");
  });
  showIssues(byId("issues"), data, (issue) => {
    view("source");
    source.goToMark("issue", issue.start);
  });
  showLegend();
  const keys = ["key_rows", "key_enter", "key_marks", "key_copy", "key_find", "key_escape"];
  byId("keys-list").replaceChildren(...keys.map((key) => make("li", "", word(key))));
  byId("made-by").textContent = word("made_by", { version: plain.version, pack: plain.pack.slice(0, 12) });
}

/** Title and facts of the documents, remarks and what could not be read. */
function showHead() {
  const first = data.documents[0];
  byId("title").replaceChildren();
  putText(byId("title"), cut(data.documents.map((document) => document.title || data.name).join(" · "), 200));
  const facts = ["issuer", "doc_number", "issued_on", "period", "region"].map((name) => [word(name), first[name]]);
  facts.push([word("genre"), first.genre && word("genres." + first.genre)]);
  byId("facts").replaceChildren();
  for (const [name, value] of facts.filter((fact) => fact[1])) {
    const fact = make("span", "fact");
    fact.append(make("small", "", `${name} `), make("span", "", cut(String(value), 120)));
    byId("facts").append(fact);
  }
  const remarks = data.warnings.map((warning) => `${word("warnings")}: ${cut(warning, 300)}`);
  for (const item of plain.unread) remarks.push(`${word("unread")}: ${cut(item.message, 300)}`);
  byId("notices").hidden = !remarks.length;
  byId("notices").replaceChildren(...remarks.map((remark) => make("p", "", remark)));
}

/** The legend: each sort of mark with its look, and a switch to hide it. */
function showLegend() {
  const boxes = SWITCHED.map((family) => {
    const label = make("label", "legend-item");
    const box = make("input", "", "", { type: "checkbox", "data-family": family });
    box.checked = !byId("text").classList.contains(`hide-${family}`);
    box.addEventListener("change", () => byId("text").classList.toggle(`hide-${family}`, !box.checked));
    label.append(
      box,
      make(
        "mark",
        family === "achieved" ? "quantity achieved" : family === "quantity" ? "quantity planned" : family,
        word("families." + family),
      ),
    );
    return label;
  });
  byId("legend").replaceChildren(make("legend", "", word("legend"), { "data-word": "legend" }), ...boxes);
}

/** Show the rows that fit the filters, and the deadlines of those that fit all other filters. */
function refresh() {
  const rows = filters.rows();
  grid.show(rows);
  byId("count").textContent = word("shown_of", { shown: rows.length, all: data.rows.length });
  byId("nothing").hidden = rows.length > 0;
  const dates = ["from", "to", "undated"];
  showTimeline(byId("timeline"), filters.rows(dates), filters.values(), (span) => {
    for (const name of dates) filters.set(name, span[name] === undefined ? "" : span[name]);
    refresh();
  });
}

/** Choose a row, from the table or from the source; `null` chooses none. */
function choose(index, { fromSource = false, focus = false }) {
  const row = index === null ? null : data.rows[index];
  if (row && fromSource && !grid.places.has(index)) {
    filters.reset();
  }
  source.choose(row, !fromSource);
  detail.show(row, data);
  grid.choose(index, false);
  if (fromSource) view("records");
  if (focus) byId("grid").focus({ preventScroll: true });
  if (row) say(`${word("selected", { row: index + 1 })} ${word("kinds." + row.kind)} ${row.quote.slice(0, 60)}`);
}

/** Go from a row to its words. */
function openSource(index) {
  view("source");
  const row = data.rows[index];
  source.choose(row, true);
  const mark =
    row.marks.find((other) => STOPS.has(other.family) && other.start >= row.start && other.start < row.end) || row.marks[0];
  source.rest(mark);
  if (!STOPS.has(mark.family)) byId("text").focus({ preventScroll: true });
}

/** Copy the citation of a row. */
async function copy(index) {
  const text = citation(data.rows[index], data);
  const done = await copyText(text);
  say(done ? word("copied") : `${word("not_copied")} ${text}`);
  const note = make("p", "copy-note", done ? word("copied") : word("not_copied"));
  if (!done) note.append(make("textarea", "", text, { readonly: "", "aria-label": word("copy") }));
  byId("detail").querySelector(".copy-note")?.remove();
  byId("detail").querySelector(".detail-head")?.after(note);
}

/** On a narrow screen, show one of the three panes. */
function view(name) {
  byId("main").dataset.shown = name;
  for (const choice of byId("views").children) choice.setAttribute("aria-pressed", choice.dataset.view === name);
  if (name === "records") grid.draw();
}

byId("language").addEventListener("click", () => {
  interfaceWords.language = interfaceWords.language === "zh" ? "en" : "zh";
  filters.show(data, true);
  showAround();
  refresh();
  detail.show(grid.chosen === null ? null : data.rows[grid.chosen], data);
});
for (const choice of byId("views").children) choice.addEventListener("click", () => view(choice.dataset.view));
byId("find").addEventListener("input", (event) => source.find(event.target.value.trim()));
byId("find").addEventListener("keydown", (event) => {
  if (event.key === "Enter") source.step(event.shiftKey ? -1 : 1);
});
byId("find-next").addEventListener("click", () => source.step(1));
byId("find-previous").addEventListener("click", () => source.step(-1));
byId("save-csv").addEventListener("click", () => {
  save(fileName(data, ".csv"), [csvOf(linesOf(grid.rows, data))], "text/csv;charset=utf-8");
});
byId("save-xlsx").addEventListener("click", () => {
  const type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  save(fileName(data, ".xlsx"), zipOf(workbookParts(linesOf(grid.rows, data))), type);
});
document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, select, textarea");
  if (event.key === "/" && !writing) {
    view("source");
    byId("find").focus();
    event.preventDefault();
  } else if (event.key === "Escape" && !event.target.closest("select")) {
    view("records");
    byId("grid").focus({ preventScroll: true });
  }
});
const printing = window.matchMedia("print");
printing.addEventListener("change", () => grid.print(printing.matches));
window.addEventListener("beforeprint", () => grid.print(true));
window.addEventListener("afterprint", () => grid.print(false));

if (plain.sources.length) {
  byId("source-choice").hidden = plain.sources.length < 2;
  plain.sources.forEach((item, index) => {
    const option = make("option", "", item.name);
    option.value = index;
    byId("source-select").append(option);
  });
  byId("source-select").addEventListener("change", (event) => showSource(Number(event.target.value)));
  if (!window.matchMedia("(min-width: 1000px)").matches) for (const id of ["filters", "deadlines"]) byId(id).open = false;
  showSource(0);
  if (window.matchMedia("(min-width: 1000px)").matches) byId("grid").focus({ preventScroll: true });
} else {
  putWords(document);
  byId("notices").hidden = false;
  byId("notices").replaceChildren(...plain.unread.map((item) => make("p", "", `${word("unread")}: ${item.message}`)));
}
view("records");
