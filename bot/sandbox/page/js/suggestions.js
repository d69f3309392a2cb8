// The list of completions over a message box. The box keeps the focus; the list is pointed at.

import { complete } from "./completion.js";
import { el, fill } from "./dom.js";

let lists = 0;

export function createSuggestions(app, box, { onUsage, onPick }) {
  lists += 1;
  const id = `suggestions-${lists}`;
  const list = el("ul", { class: "suggestions", role: "listbox", id, "aria-label": "Suggestions", tabindex: "0", hidden: true });
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", id);
  let found = { items: [] };
  let active = -1;

  function look() {
    found = complete(box.value, box.selectionStart ?? box.value.length, app);
    const exact = found.items.some((item) => item.insert.toLowerCase() === found.typed.toLowerCase());
    if (exact && found.items.length === 1) found.items = [];
    active = found.typed && !exact && found.items.length ? 0 : -1;
    onUsage(found.usage);
    draw();
  }

  function draw() {
    list.hidden = !found.items.length;
    fill(list, found.items.map((item, place) =>
      el("li", {
        role: "option", id: `${id}-${place}`, "aria-selected": String(place === active),
        onpointerdown: (event) => { event.preventDefault(); pick(place); },
      }, el("span", { class: "word" }, item.label), item.hint ? el("span", { class: "word-hint" }, item.hint) : null)));
    const current = list.children[active];
    if (current) box.setAttribute("aria-activedescendant", current.id);
    else box.removeAttribute("aria-activedescendant");
    current?.scrollIntoView({ block: "nearest" });
  }

  function pick(place) {
    const { insert } = found.items[place];
    const rest = box.value.slice(found.to).replace(/^\s+/, "");
    box.value = `${box.value.slice(0, found.from)}${insert} ${rest}`;
    const caret = found.from + insert.length + 1;
    box.setSelectionRange(caret, caret);
    onPick();
  }

  function close() {
    found = { items: [] };
    active = -1;
    draw();
  }

  // Returns whether the key was meant for the list.
  function key(event) {
    if (list.hidden) return false;
    const count = found.items.length;
    if (event.key === "ArrowDown") active = (active + 1) % count;
    else if (event.key === "ArrowUp") active = (active + count - (active < 0 ? 0 : 1)) % count;
    else if (event.key === "Escape") close();
    else if (event.key === "Tab" && !event.shiftKey) pick(Math.max(active, 0));
    else if (event.key === "Enter" && !event.shiftKey && active >= 0) pick(active);
    else return false;
    if (!list.hidden) draw();
    return true;
  }

  return { node: list, look, key, close };
}
