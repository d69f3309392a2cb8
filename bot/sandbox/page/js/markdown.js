// Markdown as DOM, as far as a project's own documents use it, with changed lines marked.

import { el } from "./dom.js";
import { flowchart } from "./flowchart.js";
import { link } from "./mrkdwn.js";
import { signOf, statusesIn } from "./statuses.js";

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|(?<!\w)[*_]([^*_\s][^*_]*)[*_](?!\w)|\[([^\]]+)\]\(([^)\s]+)\)|<(https?:[^>\s]+)>/;
const LONG = /\S{25,}/;
const RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

export function markdown(text, { changed = [] } = {}) {
  const page = { lines: text.split(/\r\n|\n|\r/), at: 0, changed: new Set(changed), statuses: statusesIn(text) };
  const nodes = [];
  while (page.at < page.lines.length) nodes.push(block(page));
  return nodes.filter(Boolean);
}

function block(page) {
  const line = page.lines[page.at];
  if (!line.trim()) return void page.at++;
  if (/^\s*(```|~~~)/.test(line)) return fence(page);
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (heading) return marked(el(`h${Math.min(heading[1].length + 3, 6)}`, {}, inline(heading[2])), page, page.at++);
  if (/^\s*(-{3,}|\*{3,}|_{3,})\s*$/.test(line)) return void page.at++ ?? el("hr");
  if (line.includes("|") && RULE.test(page.lines[page.at + 1] ?? "") && page.lines[page.at + 1].includes("-")) return table(page);
  if (/^\s*([-*+]|\d+[.)])\s+/.test(line)) return list(page);
  if (/^\s*>/.test(line)) return quote(page);
  return paragraph(page);
}

// Marks a node that stands for this line (counted from 0) if the line was changed.
function marked(node, page, at) {
  if (page.changed.has(at + 1)) {
    node.classList.add("changed");
    node.dataset.line = at + 1;
  }
  return node;
}

function fence(page) {
  const [, mark, info] = /^\s*(```+|~~~+)\s*(\S*)/.exec(page.lines[page.at]);
  const start = page.at;
  const body = [];
  page.at++;
  while (page.at < page.lines.length && !page.lines[page.at].trim().startsWith(mark)) body.push(page.lines[page.at++]);
  page.at++;
  const touched = body.filter((_, place) => page.changed.has(start + place + 2));
  const drawing = info === "mermaid" ? flowchart(body, { touched, statuses: page.statuses }) : null;
  return drawing ?? el("pre", { tabindex: "0" }, el("code", {}, body.join("\n")));
}

function cells(line) {
  const bare = line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
  return bare.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function table(page) {
  const head = cells(page.lines[page.at]);
  page.at += 2;
  const rows = [];
  while (page.at < page.lines.length && page.lines[page.at].includes("|") && page.lines[page.at].trim()) {
    const row = cells(page.lines[page.at]);
    rows.push(marked(el("tr", {}, head.map((name, place) => td(name, row[place] ?? ""))), page, page.at++));
  }
  return el("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": `Table: ${head.join(", ")}` },
    el("table", {}, el("thead", {}, el("tr", {}, head.map((name) => el("th", { scope: "col" }, inline(name))))), el("tbody", {}, rows)));
}

// Only a path or a link may be broken anywhere: a column keeps its words whole.
const td = (name, text) => el("td", { "data-label": name, class: LONG.test(text) ? "long" : null }, cell(text));

function cell(text) {
  const sign = signOf(text);
  if (!sign) return inline(text);
  return el("span", { class: `status status-${text.toLowerCase().split(" ")[0]}` }, el("span", { class: "sign", "aria-hidden": "true" }, sign), text);
}

function list(page) {
  const ordered = /^\s*\d/.test(page.lines[page.at]);
  const node = el(ordered ? "ol" : "ul");
  for (;;) {
    const item = /^\s*(?:[-*+]|\d+[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/.exec(page.lines[page.at] ?? "");
    if (!item) break;
    const [, ticked, text] = item;
    const at = page.at++;
    while (/^\s{2,}\S/.test(page.lines[page.at] ?? "") && !/^\s*([-*+]|\d+[.)])\s/.test(page.lines[page.at])) item[2] += ` ${page.lines[page.at++].trim()}`;
    const tick = ticked === undefined ? null : el("span", { class: ticked === " " ? "box-open" : "box-done", role: "img", "aria-label": ticked === " " ? "open" : "done" });
    node.append(marked(el("li", { class: tick ? "task" : null }, tick, inline(item[2] ?? text)), page, at));
  }
  return node;
}

function quote(page) {
  const body = [];
  while (/^\s*>/.test(page.lines[page.at] ?? "")) body.push(page.lines[page.at++].replace(/^\s*>\s?/, ""));
  return el("blockquote", {}, markdown(body.join("\n")));
}

function paragraph(page) {
  const start = page.at;
  const body = [];
  while (page.lines[page.at]?.trim() && (page.at === start || !/^(#{1,6}\s|\s*```|\s*>|\s*[-*+]\s)/.test(page.lines[page.at]))) body.push(page.lines[page.at++]);
  const node = el("p", {}, inline(body.join(" ")));
  body.forEach((_, place) => marked(node, page, start + place));
  return node;
}

// A sign behind a backslash is itself and begins nothing: it is put aside while marks are looked for.
const ESCAPED = /\\([!-/:-@[-`{-~])/g;
const ASIDE = /[\uE021-\uE07E]/g;
const aside = (text) => text.replace(ESCAPED, (_, sign) => String.fromCharCode(0xe000 + sign.charCodeAt(0)));
const sign = (kept) => String.fromCharCode(kept.charCodeAt(0) - 0xe000);
const back = (text) => text.replace(ASIDE, sign);
const asTyped = (text) => text.replace(ASIDE, (kept) => `\\${sign(kept)}`);

export function inline(text) {
  const nodes = [];
  let rest = aside(text);
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    const [all, code, strong, emphasis, label, target, bare] = match;
    nodes.push(back(rest.slice(0, match.index)));
    if (code !== undefined) nodes.push(el("code", {}, asTyped(code)));
    else if (strong !== undefined) nodes.push(el("strong", {}, inline(strong)));
    else if (emphasis !== undefined) nodes.push(el("em", {}, inline(emphasis)));
    else if (bare) nodes.push(link(back(bare), back(bare)));
    // A link to another file of the repository leads nowhere on this page, so it is only named.
    else nodes.push(/^https?:/.test(target) ? link(back(target), back(label)) : el("span", { class: "file", title: back(target) }, inline(label)));
    rest = rest.slice(match.index + all.length);
  }
  return [...nodes, back(rest)];
}
