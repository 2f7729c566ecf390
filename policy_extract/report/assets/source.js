/* The source pane: the text in blocks with its marks; finding words; going from mark to mark. */

const LONGEST_BLOCK = 2000;
const MOST_HITS = 10000;
/** Characters from which blocks are laid out only as they come into view. */
const LONG_TEXT = 400000;
/** Families that the arrow keys stop at and that the legend switches. */
const SWITCHED = ["quantity", "achieved", "time", "body", "status", "issue"];
const STOPS = new Set(["quantity", "time", "body", "status", "issue"]);

/** Places where the text is parted into blocks: at line ends, and within lines that no browser could lay out whole. */
function blocksOf(text) {
  const blocks = [];
  let from = 0;
  while (from < text.length) {
    let end = text.indexOf("\n", from);
    end = end < 0 ? text.length : end + 1;
    while (end - from > LONGEST_BLOCK) {
      let part = from + LONGEST_BLOCK;
      const unit = text.charCodeAt(part);
      if (unit >= 0xdc00 && unit < 0xe000) part -= 1;
      blocks.push([from, part]);
      from = part;
    }
    blocks.push([from, end]);
    from = end;
  }
  return blocks;
}

class SourcePane {
  constructor(pane, onRow) {
    this.pane = pane;
    this.onRow = onRow;
    this.marked = [];
    this.hits = [];
    this.hit = -1;
    pane.addEventListener("click", (event) => this.clicked(event));
    pane.addEventListener("keydown", (event) => this.pressed(event));
  }

  /** Show a source. */
  show(data) {
    this.data = data;
    this.marks = marksOf(data);
    this.elements = this.marks.map(() => []);
    this.blocks = blocksOf(data.text);
    this.blockStarts = this.blocks.map((block) => block[0]);
    this.current = null;
    this.stop = null;
    const whole = document.createDocumentFragment();
    let next = 0;
    let open = [];
    for (const [start, end] of this.blocks) {
      open = open.filter((mark) => mark.end > start);
      while (next < this.marks.length && this.marks[next].start < end) open.push(this.marks[next++]);
      whole.append(
        this.block(
          start,
          end,
          open.filter((mark) => mark.end > start),
        ),
      );
    }
    this.pane.classList.toggle("long-text", data.text.length > LONG_TEXT);
    this.pane.replaceChildren(whole);
    this.stops = this.marks.filter((mark) => STOPS.has(mark.family));
    this.stopIndexes = this.stops.map((mark) => mark.index);
    this.find("");
  }

  /** One block of the text with the marks that touch it. */
  block(start, end, marks) {
    const element = make("div", "block");
    const line = this.data.text.slice(start, end);
    const shownEnd = line.endsWith("\n") ? end - 1 : end;
    const path = [element];
    nest(
      marks.filter((mark) => mark.start < shownEnd),
      start,
      shownEnd,
      {
        open: (mark, first) => {
          const made = this.element(mark, first);
          path[path.length - 1].append(made);
          path.push(made);
        },
        text: (from, to) => putText(path[path.length - 1], this.data.text.slice(from, to)),
        close: () => path.pop(),
      },
    );
    if (shownEnd === start) element.append(document.createElement("br"));
    return element;
  }

  /** The element of a piece of a mark. */
  element(mark, first) {
    const plain = mark.family === "heading" || mark.family === "statement" || mark.family === "indicator";
    const element = document.createElement(plain ? "span" : "mark");
    element.className = mark.family;
    if (mark.family === "heading") element.classList.add(`level-${Math.min(3, this.data.sections[mark.section].level)}`);
    if (mark.family === "statement") element.classList.add(mark.item.kind);
    for (const kind of mark.kinds) element.classList.add(kind);
    if (!first) element.classList.add("continued");
    if (STOPS.has(mark.family)) element.tabIndex = -1;
    element.dataset.mark = mark.index;
    this.elements[mark.index].push(element);
    return element;
  }

  /** Mark the words of a row and everything linked to it, and bring them into view. */
  choose(row, move = true) {
    for (const element of this.marked) element.classList.remove("chosen", "linked");
    this.marked = [];
    this.current = row ? row.index : null;
    if (!row) return;
    for (const mark of row.marks) {
      for (const element of this.elements[mark.index]) {
        element.classList.add(mark.family === "statement" ? "chosen" : "linked");
        this.marked.push(element);
      }
    }
    if (move) this.goTo(row.marks[0] && this.elements[row.marks[0].index][0]);
  }

  /** Bring an element into view. */
  goTo(element) {
    if (element) element.scrollIntoView({ block: "center" });
  }

  /** Bring a place of the text into view: that of the mark of a family. */
  goToMark(family, start) {
    const mark = this.marks.find((other) => other.family === family && other.start === start);
    if (!mark) return;
    this.goTo(this.elements[mark.index][0]);
    this.rest(mark);
  }

  /** Put the focus on a mark and say what it is. */
  rest(mark) {
    const element = this.elements[mark.index][0];
    this.stop = mark;
    if (!element) return;
    if (STOPS.has(mark.family)) element.focus({ preventScroll: true });
    this.goTo(element);
    say(`${this.describe(mark)} ${mark.rows.length ? word("row_of_mark", { count: mark.rows.length }) : word("no_row")}`);
  }

  /** What a mark means, in words. */
  describe(mark) {
    const item = mark.item;
    if (mark.family === "quantity")
      return `${word("families.quantity")} ${quantityPhrase(item)} ${word("phases." + item.phase)}`;
    if (mark.family === "time") return `${word("families.time")} ${item ? daysOf(item) : ""}`;
    if (mark.family === "body") return `${word("roles." + item.role)} ${item.name}`;
    if (mark.family === "status") return word("states." + item.state);
    if (mark.family === "issue") return `${word("issue_codes." + item.code)} ${item.message}`;
    return "";
  }

  /** A click on a mark or a statement chooses its row; a further one the next row of the same mark. */
  clicked(event) {
    if (!window.getSelection().isCollapsed) return;
    const element = event.target.closest("mark[data-mark], span.statement[data-mark]");
    if (element) this.chooseRowOf(this.marks[Number(element.dataset.mark)]);
  }

  /** Choose the row of a mark, the next one when one of its rows is chosen already. */
  chooseRowOf(mark, focus = false) {
    if (!mark || !mark.rows.length) return;
    const place = mark.rows.indexOf(this.current);
    this.stop = mark;
    this.onRow(mark.rows[(place + 1) % mark.rows.length], focus);
  }

  /** Keys of the source pane. */
  pressed(event) {
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      const step = event.key === "ArrowRight" ? 1 : -1;
      const place = this.stop ? firstNotBelow(this.stopIndexes, this.stop.index) : -1;
      const own = this.stops[place] === this.stop;
      const next = place < 0 ? 0 : place + (own ? step : step > 0 ? 0 : -1);
      const mark = this.stops[Math.max(0, Math.min(this.stops.length - 1, next))];
      if (mark) this.rest(mark);
      event.preventDefault();
    } else if (event.key === "Enter" && this.stop) {
      this.chooseRowOf(this.stop, true);
      event.preventDefault();
    }
  }

  /** Find words in the text; hits are highlighted where the browser can. */
  find(words) {
    this.hits = [];
    this.hit = -1;
    this.words = words;
    if (words) {
      const wanted = new RegExp(words.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&"), "gi");
      for (let hit = wanted.exec(this.data.text); hit && this.hits.length < MOST_HITS; hit = wanted.exec(this.data.text)) {
        this.hits.push(hit.index);
      }
    }
    this.highlight();
    this.countHits();
  }

  /** Go to the next or the previous hit. */
  step(by) {
    if (!this.hits.length) return;
    this.hit = (this.hit + by + this.hits.length) % this.hits.length;
    const start = this.hits[this.hit];
    const range = this.range(start, start + this.words.length);
    if (window.Highlight && range) CSS.highlights.set("hit", new Highlight(range));
    this.goTo(range && range.startContainer.parentElement);
    this.countHits();
  }

  /** Show how many hits there are. */
  countHits() {
    byId("find-count").textContent = this.words ? word("hits", { at: this.hit + 1, all: this.hits.length }) : "";
  }

  /** Highlight the hits, the first thousand of them. */
  highlight() {
    if (!window.Highlight) return;
    CSS.highlights.delete("hit");
    const ranges = this.hits
      .slice(0, 1000)
      .map((at) => this.range(at, at + this.words.length))
      .filter(Boolean);
    if (ranges.length) CSS.highlights.set("hits", new Highlight(...ranges));
    else CSS.highlights.delete("hits");
  }

  /** The range of a span of the text. */
  range(start, end) {
    const from = this.point(start, false);
    const to = this.point(end, true);
    if (!from || !to) return null;
    const range = document.createRange();
    range.setStart(...from);
    range.setEnd(...to);
    return range;
  }

  /** The text node and the place in it of a place of the text. */
  point(at, isEnd) {
    const place = Math.max(0, firstNotBelow(this.blockStarts, isEnd ? at : at + 1) - 1);
    let rest = at - this.blocks[place][0];
    const walk = document.createTreeWalker(this.pane.children[place], NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (rest < node.length || (isEnd && rest === node.length)) return [node, rest];
      rest -= node.length;
    }
    return null;
  }
}
