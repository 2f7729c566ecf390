/* The panels beside source and table: the section tree, the issues of the text, and the deadlines as bars. */

/** Fill the section tree; a title goes to its place and shows the records below it. */
function showTree(list, data, onSection) {
  const counts = new Array(data.sections.length).fill(0);
  for (const row of data.rows)
    for (const section of row.section === null ? [] : ancestors(data, row.section)) counts[section] += 1;
  const lists = new Map();
  const below = new Set(data.sections.map((section) => section.parent).filter((parent) => parent !== null));
  const whole = document.createDocumentFragment();
  data.sections.forEach((section, index) => {
    const item = make("li");
    const title = button(cut(section.number + section.title, 80), () => onSection(index), "section-title");
    title.append(make("span", "count", String(counts[index])));
    title.dataset.section = index;
    if (below.has(index)) {
      const folded = make("details");
      folded.open = section.level < 2;
      folded.append(make("summary", "", "", { "aria-label": cut(section.number + section.title, 80) }));
      const inner = make("ul");
      folded.append(inner);
      lists.set(index, inner);
      item.className = "branch";
      item.append(title, folded);
    } else item.append(title);
    (section.parent === null ? whole : lists.get(section.parent)).append(item);
  });
  list.replaceChildren(whole);
}

/** Fill the list of issues; one goes to its place. */
function showIssues(list, data, onIssue) {
  byId("issue-count").textContent = String(data.issues.length);
  const items = data.issues.map((issue) => {
    const item = make("li");
    const made = button("", () => onIssue(issue), "issue-link");
    made.append(make("b", "", word("issue_codes." + issue.code)));
    made.append(make("span", "", ` ${cut(data.text.slice(issue.start, issue.end).replace(/\s+/g, " "), 80)}`));
    made.append(make("small", "", cut(issue.message, 300)));
    item.append(made);
    return item;
  });
  list.replaceChildren(...(items.length ? items : [make("li", "", word("no_issues"))]));
}

/** The spans of time that bars stand for: years, or quarters when all deadlines lie within three years. */
function spansOf(days) {
  const years = days.map((day) => Number(day.slice(0, 4)));
  const [first, last] = [Math.min(...years), Math.max(...years)];
  const spans = [];
  for (let year = first; year <= last && spans.length < 60; year += 1) {
    if (last - first >= 3) spans.push({ label: word("year", { year }), from: `${year}-01-01`, to: `${year}-12-31` });
    else {
      for (let quarter = 1; quarter <= 4; quarter += 1) {
        const month = (number) => String(number).padStart(2, "0");
        const lastDay = { 1: 31, 2: 30, 3: 30, 4: 31 }[quarter];
        spans.push({
          label: word("quarter", { year, quarter }),
          from: `${year}-${month(quarter * 3 - 2)}-01`,
          to: `${year}-${month(quarter * 3)}-${lastDay}`,
        });
      }
    }
  }
  return spans;
}

/** Draw the deadlines as bars; each is a switch that shows the records of its span. */
function showTimeline(box, rows, chosen, onSpan) {
  const days = rows.map((row) => row.deadline).filter(Boolean);
  const spans = days.length ? spansOf(days) : [];
  for (const span of spans) span.count = days.filter((day) => day >= span.from && day <= span.to).length;
  const shown = spans.filter((span, index) => span.count || (index > 0 && index < spans.length - 1));
  const most = Math.max(1, ...shown.map((span) => span.count));
  const bars = shown.map((span) => {
    const pressed = chosen.from === span.from && chosen.to === span.to;
    const bar = button("", () => onSpan(pressed ? { from: "", to: "" } : { from: span.from, to: span.to }), "bar-button");
    bar.setAttribute("aria-pressed", pressed);
    bar.setAttribute("aria-label", word("bar", { when: span.label, count: span.count }));
    const column = make("span", "column");
    column.style.height = `${Math.round((span.count / most) * 44)}px`;
    bar.append(make("span", "amount", span.count ? String(span.count) : ""), column, make("span", "when", span.label));
    return bar;
  });
  const undated = rows.length - days.length;
  const none = button("", () => onSpan({ undated: !chosen.undated }), "bar-button undated");
  none.setAttribute("aria-pressed", Boolean(chosen.undated));
  none.setAttribute("aria-label", word("bar", { when: word("undated"), count: undated }));
  none.append(make("span", "amount", String(undated)), make("span", "column"), make("span", "when", word("undated")));
  box.replaceChildren(...bars, none);
}
