// The pane beside the messages: a log of entries, and a document with its last change marked.

import { announce } from "./announce.js";
import { api } from "./api.js";
import { ago, full, iso } from "./dates.js";
import { diff } from "./diff.js";
import { initials } from "./directory.js";
import { el, button, fill, keepingFocus } from "./dom.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { browser } from "./memory.js";
import { rememberScroll } from "./scroll.js";

const FEW = 6;

export function createPane(app) {
  const aside = document.getElementById("pane");
  const acts = el("div", { class: "acts" });
  const log = el("ol", { class: "log", role: "list" });
  const all = el("button", { type: "button", class: "link-button", "data-key": "log-all", onclick: toggleAll });
  const page = el("article", { class: "document" });
  const head = el("header", { class: "column-head" });
  const logPart = el("section", { class: "log-part", tabindex: "0", "aria-label": "Log" }, acts, log, all);
  const scroller = el("section", { class: "scroller", tabindex: "0", "aria-label": "Document" }, page);
  const places = [rememberScroll(logPart), rememberScroll(scroller)];
  const diffs = new Map(); // entry → its diff, which never changes
  const open = new Set();
  let state = null;
  let whole = false;
  let owed = false; // a change came while nobody could see it
  fill(aside, head, logPart, scroller);

  const isOpen = () => app.directory.hasPane && browser.get("pane", true);

  function lay() {
    aside.hidden = !isOpen();
    document.body.classList.toggle("has-pane", isOpen());
    app.guide?.draw();
  }

  async function refresh() {
    if (!app.directory.hasPane) return;
    lay();
    const fresh = await api.pane();
    if (fresh.version === state?.version) return;
    const before = state;
    state = fresh;
    draw(before);
    if (before) arrived(before);
    else places.forEach((one, number) => one.arrive(`pane/${number}`));
  }

  function draw(before) {
    aside.setAttribute("aria-label", state.title);
    fill(head, icon("branch"), el("h2", {}, state.title), el("code", { class: "at" }, state.about), el("span", { class: "spacer" }),
      button(`Hide ${state.title.toLowerCase()}`, { class: "icon-button only-wide", onclick: toggle }, icon("close")));
    keepingFocus(acts, () => fill(acts, state.acts.map(act)));
    drawLog(before);
    const shown = state.document;
    scroller.hidden = !shown;
    fill(page, shown ? [title(shown), markdown(shown.text, { changed: shown.changed })] : null);
  }

  const title = (shown) => {
    const by = state.entries.find((entry) => entry.id === shown.by);
    return el("header", { class: "document-head" }, el("h3", {}, shown.name),
      by ? el("p", {}, "Marked: ", el("span", { class: "mark" }, by.what)) : null);
  };

  function act(one) {
    const node = el("button", { type: "button", class: "button button-primary", "data-key": `act-${one.id}`, onclick: doIt }, one.label);
    const failed = el("p", { class: "failed", role: "alert", hidden: true });
    async function doIt() {
      if (node.getAttribute("aria-busy")) return;
      node.setAttribute("aria-busy", "true");
      try {
        await api.paneAct(one.id);
      } catch (problem) {
        failed.textContent = problem.message;
        failed.hidden = false;
      }
      node.removeAttribute("aria-busy");
    }
    return el("div", { class: "act" }, el("p", {}, one.about), node, failed);
  }

  function drawLog(before) {
    const known = new Set(before?.entries.map((entry) => entry.id));
    const entries = whole ? state.entries : state.entries.slice(0, FEW);
    keepingFocus(log, () => fill(log, entries.map((entry) => item(entry, before && !known.has(entry.id)))));
    all.hidden = state.entries.length <= FEW;
    all.textContent = whole ? "Show fewer" : `Show all ${state.entries.length}`;
  }

  function item(entry, isNew) {
    const detail = el("div", { class: "entry-detail" });
    const node = el("details", { open: open.has(entry.id), ontoggle: () => unfold(entry, node, detail) },
      el("summary", { "data-key": `entry-${entry.id}` },
        el("span", { class: `avatar tiny hue-${hue(entry.who)}`, "aria-hidden": "true" }, initials(entry.who)),
        el("span", { class: "entry-what" }, entry.what),
        el("span", { class: "entry-by" }, `${entry.who} · `, el("time", { datetime: iso(entry.at), title: full(entry.at, "UTC") }, ago(entry.at)),
          " · ", el("code", {}, entry.id.slice(0, 8)))),
      detail);
    return el("li", { class: isNew ? "entry-line arrives" : "entry-line" }, node);
  }

  const hue = (name) => {
    const person = app.directory.people.find((user) => user.real_name === name);
    return person ? app.directory.hue(person.id) : 7;
  };

  async function unfold(entry, node, detail) {
    if (!node.open) return open.delete(entry.id);
    open.add(entry.id);
    if (detail.childElementCount) return undefined;
    if (!diffs.has(entry.id)) diffs.set(entry.id, (await api.paneEntry(entry.id)).diff);
    return fill(detail, entry.more ? el("pre", { class: "entry-more", tabindex: "0" }, entry.more) : null, diff(diffs.get(entry.id)));
  }

  function arrived(before) {
    const fresh = state.entries.filter((entry) => !before.entries.some((one) => one.id === entry.id));
    if (fresh.length) announce(`${state.title}: ${fresh.map((entry) => entry.what).join("; ")}`);
    if (!logPart.contains(document.activeElement)) logPart.scrollTop = 0;
    showChange();
  }

  // Brings what was changed, a row of a table before anything else, into view, a little below the top, unless somebody is reading.
  function showChange() {
    owed = !isInView();
    if (owed) return;
    const first = page.querySelector("tr.changed") ?? page.querySelector(".changed, .fresh");
    if (!first || scroller.matches(":focus-within")) return;
    const down = first.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    scroller.scrollTop += down - scroller.clientHeight / 4;
  }

  function toggleAll() {
    whole = !whole;
    drawLog(state);
  }

  function toggle() {
    browser.set("pane", !isOpen());
    lay();
    app.topbar.draw();
  }

  function show() {
    browser.set("pane", true);
    lay();
    app.showPart("pane");
    logPart.scrollTop = 0;
    acts.querySelector("button")?.focus();
  }

  function drawTimes() {
    for (const node of log.querySelectorAll("time")) node.textContent = ago(Date.parse(node.dateTime) / 1000);
  }

  const isInView = () => aside.checkVisibility();
  new ResizeObserver(() => {
    app.guide?.draw();
    if (owed && isInView()) showChange();
  }).observe(aside);

  return { refresh, drawTimes, isOpen, isInView, toggle, show, title: () => state?.title ?? "" };
}
