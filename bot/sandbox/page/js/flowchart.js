// Small Mermaid flowcharts as SVG: boxes in layers with arrows between, a colour and a word for each class.

import { svg } from "./dom.js";
import { signOf } from "./statuses.js";

const NODE = /^([\w./-]+)\s*(?:\[\[?"?(.*?)"?\]?\]|\(+"?(.*?)"?\)+|\{+"?(.*?)"?\}+)?\s*(?::::([\w-]+))?$/;
const ARROW = /\s*(?:-->|---|-\.->|==>)(?:\|[^|]*\|)?\s*/;
const SKIPPED = /^(%%|classDef|style|linkStyle|click|subgraph|end\b|direction)/;
const WIDTH = 226;
const HEIGHT = 52;
const GAP_X = 16;
const GAP_Y = 24;
const WRAP = 28;

// Returns null for what this can't draw: then the text itself is shown.
export function flowchart(lines, { touched = [], statuses = new Map() } = {}) {
  const chart = read(lines);
  if (!chart || !chart.nodes.size) return null;
  const fresh = new Set(touched.flatMap((line) => [...chart.nodes.keys()].filter((id) => line.trim().startsWith(id))));
  for (const one of chart.nodes.values()) one.status = statusOf(one, statuses);
  return draw(chart, fresh);
}

// A class stands for several statuses; where the document says which it is, that is drawn.
function statusOf(one, statuses) {
  const [first] = one.label.split(/[\s:—–-]/, 1);
  return statuses.get(one.id.toLowerCase()) ?? statuses.get(first.toLowerCase()) ?? MEANS[one.css] ?? one.css;
}

function read(lines) {
  const [first, ...rest] = lines.map((line) => line.trim().replace(/;$/, "")).filter(Boolean);
  if (!/^(flowchart|graph)\b/.test(first ?? "")) return null;
  const chart = { nodes: new Map(), edges: [] };
  for (const line of rest) {
    if (SKIPPED.test(line)) continue;
    const classes = /^class\s+([\w,\s./-]+?)\s+([\w-]+)$/.exec(line);
    if (classes) classes[1].split(",").forEach((id) => node(chart, id.trim()) && (chart.nodes.get(id.trim()).css = classes[2]));
    else if (!chain(chart, line)) return null;
  }
  return chart;
}

function chain(chart, line) {
  const steps = line.split(ARROW).map((part) => part.split(/\s*&\s*/).map((one) => node(chart, one.trim())));
  if (steps.some((step) => step.includes(null))) return false;
  steps.slice(1).forEach((step, place) => steps[place].forEach((from) => step.forEach((to) => chart.edges.push([from, to]))));
  return true;
}

function node(chart, text) {
  const match = NODE.exec(text);
  if (!match) return null;
  const [, id, box, round, diamond, css] = match;
  const known = chart.nodes.get(id) ?? { id, label: id, css: "" };
  known.label = box ?? round ?? diamond ?? known.label;
  known.css = css ?? known.css;
  chart.nodes.set(id, known);
  return id;
}

// The layer of a node is the length of the longest way to it; a circle is cut where it closes.
function layers(chart) {
  const depth = new Map([...chart.nodes.keys()].map((id) => [id, 0]));
  for (let turn = 0; turn < chart.nodes.size; turn++) {
    for (const [from, to] of chart.edges) if (depth.get(to) <= depth.get(from) && turn < chart.nodes.size - 1) depth.set(to, depth.get(from) + 1);
  }
  const rows = [];
  for (const [id, row] of depth) (rows[row] ??= []).push(id);
  return rows.filter(Boolean);
}

function draw(chart, fresh) {
  const rows = layers(chart);
  const widest = Math.max(...rows.map((row) => row.length));
  const width = widest * (WIDTH + GAP_X) + GAP_X;
  const height = rows.length * (HEIGHT + GAP_Y) - GAP_Y + 4;
  const spots = new Map();
  rows.forEach((row, down) => row.forEach((id, across) => spots.set(id, {
    x: (width - row.length * (WIDTH + GAP_X) + GAP_X) / 2 + across * (WIDTH + GAP_X), y: down * (HEIGHT + GAP_Y) + 2,
  })));
  const said = [...chart.nodes.values()].map((one) => `${one.label}: ${one.status}`).join(". ");
  return svg("svg", { class: "flowchart", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `Flowchart. ${said}`, width, height },
    svg("defs", {}, svg("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, svg("path", { d: "M0 0l8 4-8 4z" }))),
    chart.edges.map(([from, to]) => edge(spots.get(from), spots.get(to))),
    [...chart.nodes.values()].map((one) => box(one, spots.get(one.id), fresh.has(one.id))));
}

const MEANS = { done: "signed off", inprog: "in progress", notstarted: "not started" };

function edge(from, to) {
  const [x1, y1, x2, y2] = [from.x + WIDTH / 2, from.y + HEIGHT, to.x + WIDTH / 2, to.y];
  return svg("path", { class: "edge", d: `M${x1} ${y1}C${x1} ${y1 + GAP_Y / 2} ${x2} ${y2 - GAP_Y / 2} ${x2} ${y2 - 1}`, "marker-end": "url(#arrow)" });
}

function box(one, { x, y }, fresh) {
  const lines = wrapped(one.label);
  const top = y + HEIGHT / 2 - (lines.length - 1) * 7.5 + 4;
  return svg("g", { class: `node node-${one.css || "plain"}${fresh ? " fresh" : ""}` },
    svg("rect", { x, y, width: WIDTH, height: HEIGHT, rx: 8 }),
    lines.map((line, place) => svg("text", { x: x + WIDTH / 2 + 9, y: top + place * 15, "text-anchor": "middle" }, line)),
    svg("text", { x: x + 17, y: y + HEIGHT / 2 + 5, "text-anchor": "middle", class: "sign" }, signOf(one.status)));
}

function wrapped(label) {
  const lines = [""];
  for (const word of label.replaceAll(/<br\s*\/?>/g, " ").split(/\s+/)) {
    if (lines.at(-1) && `${lines.at(-1)} ${word}`.length > WRAP) lines.push("");
    lines[lines.length - 1] = `${lines.at(-1)} ${word}`.trim();
  }
  return lines.length > 3 ? [...lines.slice(0, 2), `${lines[2].slice(0, WRAP - 1)}…`] : lines;
}
