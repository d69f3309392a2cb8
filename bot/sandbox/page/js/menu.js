// A small menu under a button: arrows move, Enter chooses, Esc and a click elsewhere close it.

import { el } from "./dom.js";

let open = null;

export function closeMenu() {
  open?.();
}

export function openMenu(anchor, items) {
  closeMenu();
  const entries = items.map((item) =>
    el("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: () => { close(); item.choose(); } }, item.label));
  const menu = el("div", { class: "menu", role: "menu", onkeydown: keyed }, entries);
  const outside = (event) => {
    if (!menu.contains(event.target)) close();
  };

  function close() {
    open = null;
    menu.remove();
    anchor.removeAttribute("aria-expanded");
    document.removeEventListener("pointerdown", outside, true);
    anchor.focus();
  }

  function keyed(event) {
    const at = entries.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") close();
    else if (to === undefined) return;
    else entries.at(to % entries.length).focus();
    event.preventDefault();
    event.stopPropagation();
  }

  open = close;
  anchor.setAttribute("aria-expanded", "true");
  anchor.after(menu);
  document.addEventListener("pointerdown", outside, true);
  entries[0]?.focus();
}
