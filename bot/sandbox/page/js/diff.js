// A unified diff: a part for each file, added and removed lines told apart by more than colour.

import { el } from "./dom.js";

const MOST_LINES = 400;

export function diff(text) {
  const parts = text.split(/^(?=diff --git )/m).filter((part) => part.startsWith("diff --git "));
  if (!parts.length) return el("p", { class: "hint" }, "Nothing was changed in a file.");
  return el("div", { class: "diff" }, parts.map(file));
}

function file(part) {
  const lines = part.replace(/\n$/, "").split("\n");
  const name = /^diff --git a\/.* b\/(.*)$/.exec(lines[0])?.[1] ?? lines[0];
  const body = lines.slice(lines.findIndex((line) => line.startsWith("@@")));
  const shown = body.slice(0, MOST_LINES);
  return el("section", {}, el("h4", {}, name),
    el("div", { class: "diff-lines", tabindex: "0", role: "region", "aria-label": `Changes of ${name}` },
      shown.map(line), body.length > shown.length ? el("p", { class: "hint" }, `… ${body.length - shown.length} more lines`) : null));
}

function line(text) {
  if (text.startsWith("@@")) return el("div", { class: "hunk" }, text);
  if (text.startsWith("+")) return el("ins", {}, text);
  if (text.startsWith("-")) return el("del", {}, text);
  return el("div", {}, text || " ");
}
