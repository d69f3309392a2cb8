// The page's own keys, all with Alt, so that none gets in the way of typing or of a screen reader.

import { el, fill } from "./dom.js";
import { closeMenu } from "./menu.js";

const KEYS = [
  ["Alt + 1 … 9", "be another person"],
  ["Alt + ↑ / ↓", "the channel above or below"],
  ["Alt + C", "to the message box"],
  ["Alt + J / K", "the next or the previous message"],
  ["Alt + T", "the thread of the message in focus"],
  ["Alt + R", "show or hide the repository"],
  ["Alt + /", "these shortcuts"],
  ["Enter", "send; take the suggestion"],
  ["Tab", "take the suggestion; else the next control"],
  ["Esc", "close what is open: suggestions, form, thread"],
];

export function listen(app) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return escape(app, event);
    if (!event.altKey || event.ctrlKey || event.metaKey) return undefined;
    if (document.querySelector("dialog[open]")) return undefined;
    const act = actOf(event.code, app);
    if (!act) return undefined;
    event.preventDefault();
    return act();
  });
}

function actOf(code, app) {
  const digit = /^Digit([1-9])$/.exec(code);
  if (digit) {
    const person = app.directory.people[Number(digit[1]) - 1];
    return person && (() => app.become(person.id));
  }
  return {
    ArrowUp: () => step(app, -1),
    ArrowDown: () => step(app, 1),
    KeyC: () => app.conversation.composer.focus(),
    KeyJ: () => look(1),
    KeyK: () => look(-1),
    KeyT: () => thread(app),
    KeyR: () => app.pane.toggle(),
    Slash: showKeys,
  }[code];
}

function escape(app, event) {
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  closeMenu();
  if (app.place.thread) app.thread.close();
}

function step(app, by) {
  const entries = [...document.querySelectorAll("#sidebar .entry")];
  const at = entries.findIndex((entry) => entry.getAttribute("aria-current"));
  entries.at((at + by) % entries.length)?.click();
}

function look(by) {
  const within = document.activeElement?.closest("#thread") ?? document.getElementById("conversation");
  const messages = [...within.querySelectorAll(".message")];
  const at = messages.indexOf(document.activeElement?.closest(".message"));
  const to = at < 0 ? messages.length - 1 : Math.min(Math.max(at + by, 0), messages.length - 1);
  messages[to]?.focus();
}

function thread(app) {
  const message = document.activeElement?.closest("#conversation .message");
  if (message && !message.classList.contains("ephemeral")) app.go({ thread: message.dataset.ts });
}

export function showKeys() {
  const dialog = document.getElementById("keys");
  fill(dialog,
    el("header", {}, el("h2", { id: "keys-title" }, "Keyboard shortcuts")),
    el("div", { class: "modal-body", tabindex: "0", role: "region", "aria-labelledby": "keys-title" },
      el("dl", { class: "keys" }, KEYS.map(([key, does]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, does))))),
    el("footer", {}, el("button", { type: "button", class: "button button-primary", onclick: () => dialog.close() }, "Close")));
  dialog.showModal();
}
