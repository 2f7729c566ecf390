/* The desk by keyboard, and the words that are selected as places of the text (code points). */
"use strict";

const pane = document.getElementById("text");
const form = document.getElementById("record");

/** Say what is wrong. */
function say(text) {
  document.getElementById("say").textContent = text;
}

/** The selected words as [start, end, words]; null when nothing of the text is selected. */
function selected() {
  const selection = window.getSelection();
  if (!pane || !selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!pane.contains(range.startContainer) || !pane.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(pane);
  before.setEnd(range.startContainer, range.startOffset);
  const points = (text) => Array.from(text).length;
  const start = Number(pane.dataset.start) + points(before.toString());
  return [start, start + points(range.toString()), range.toString()];
}

/** Say that words must be selected first. */
function needed() {
  const chinese = document.documentElement.lang === "zh-CN";
  say(chinese ? "请先在原文中选中文字。" : "Select words of the source first.");
}

/** Put a selection into the hidden fields of an item. */
function place(item, found) {
  item.querySelector('[name$="start"]').value = found[0];
  item.querySelector('[name$="end"]').value = found[1];
  item.querySelector("legend").textContent = found[2];
  item.classList.add("changed");
}

/** Add an item for the selected words. */
function addItem(family) {
  const found = selected();
  if (!found) return needed();
  const number = document.querySelectorAll(`#items [data-family="${family}"]`).length;
  const made = document.querySelector(`template[data-family="${family}"]`).content.cloneNode(true).querySelector("fieldset");
  for (const field of made.querySelectorAll("[name]")) field.name = field.name.replace("NUMBER", number);
  place(made, found);
  const name = made.querySelector('[name$=".name"]');
  if (name) name.value = found[2];
  document.getElementById("items").append(made);
  made.querySelector("input:not([type=hidden]), select").focus();
  return undefined;
}

if (form) {
  form.addEventListener("click", (event) => {
    if (event.target.matches(".respan")) {
      const found = selected();
      if (found) place(event.target.closest("fieldset"), found);
      else needed();
    } else if (event.target.matches("[data-add]")) addItem(event.target.dataset.add);
  });
  // Enter in a field means the correction below it, not the first button.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input, select")) return;
    event.preventDefault();
    form.querySelector('[value="correct"]').click();
  });
}
const adding = document.getElementById("add-form");
if (adding) {
  adding.addEventListener("submit", (event) => {
    const found = selected();
    if (!found) {
      event.preventDefault();
      needed();
      return;
    }
    adding.elements.start.value = found[0];
    adding.elements.end.value = found[1];
  });
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") document.activeElement.blur();
  if (event.target.matches("input, select, textarea")) return;
  const items = { 1: "quantity", 2: "body", 3: "time", 4: "status" };
  if (form && items[event.key]) {
    event.preventDefault();
    addItem(items[event.key]);
    return;
  }
  const button = document.querySelector(`[aria-keyshortcuts="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button) return;
  event.preventDefault();
  // C goes to the first field; Enter there sends the correction.
  if (button.value === "correct" && !form.querySelector(".changed")) form.querySelector("select").focus();
  else button.click();
});
if (form) form.addEventListener("input", (event) => event.target.closest("fieldset")?.classList.add("changed"));
document.querySelector(".text .chosen")?.scrollIntoView({ block: "center" });
