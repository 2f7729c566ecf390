/* The words of the interface in the language shown, and small helpers to make elements. No markup is ever made of text. */

const interfaceWords = { all: null, language: "zh" };

/** A word of the interface: `word("kinds.goal")`; unknown ones stand as they are, so that a new value is never lost. */
function word(key, values = {}) {
  let found = interfaceWords.all[interfaceWords.language];
  for (const part of key.split(".")) found = found === undefined ? undefined : found[part];
  if (typeof found !== "string") return key.split(".").pop();
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Put the words of the interface into all elements that name one. */
function putWords(root) {
  for (const element of root.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const element of root.querySelectorAll("[data-label]"))
    element.setAttribute("aria-label", word(element.dataset.label));
  for (const element of root.querySelectorAll("[data-hint]")) element.placeholder = word(element.dataset.hint);
}

/** The element with an id. */
function byId(id) {
  return document.getElementById(id);
}

/** Characters that turn the direction of writing or cannot be seen: they are shown by their code, so that none deceives. */
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

/** Append a text to an element, with unseen characters made visible; what it holds is never read as markup. */
function putText(element, text) {
  if (!UNSEEN.test(text)) {
    element.append(text);
    return element;
  }
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (!UNSEEN.test(text[at])) continue;
    element.append(text.slice(from, at));
    const shown = document.createElement("span");
    shown.className = "unseen-character";
    shown.dataset.code = "U+" + text.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0");
    shown.append(text[at]);
    element.append(shown);
    from = at + 1;
  }
  element.append(text.slice(from));
  return element;
}

/** A new element: its class, its text, and attributes by name. */
function make(tag, className = "", text = "", attributes = {}) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== "") putText(element, text);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** A button that does something. */
function button(text, action, className = "") {
  const element = make("button", className, text, { type: "button" });
  element.addEventListener("click", action);
  return element;
}

/** A text cut to a length, with the number of characters in all. */
function cut(text, most) {
  if (text.length <= most) return text;
  const end = /[\ud800-\udbff]/.test(text[most - 1]) ? most - 1 : most;
  return text.slice(0, end) + word("cut", { count: text.length });
}

/** Tell users of a screen reader something. */
function say(text) {
  byId("say").textContent = text;
}
