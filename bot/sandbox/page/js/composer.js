// The message box of a channel or a thread. What is typed is kept until it has been sent.

import { announce } from "./announce.js";
import { api } from "./api.js";
import { el, button } from "./dom.js";
import { icon } from "./icons.js";
import { draftKey, tab } from "./memory.js";
import { createSuggestions } from "./suggestions.js";

const MOST = 180; // pixels; a longer text is scrolled

export function createComposer(app, { inThread }) {
  const id = inThread ? "thread-box" : "composer-box";
  const box = el("textarea", {
    id, rows: "1", class: "box", "data-key": id, "aria-describedby": `${id}-hint`, autocomplete: "off",
    oninput: typed, onkeydown: keyed, onblur: () => suggestions.close(),
  });
  const hint = el("p", { class: "box-hint", id: `${id}-hint` });
  const trouble = el("p", { class: "box-trouble", role: "alert", hidden: true });
  const send = button("Send", { class: "send", onclick: submit }, icon("send"));
  const suggestions = createSuggestions(app, box, { onUsage: sayUsage, onPick: typed });
  const node = el("div", { class: "composer" }, suggestions.node,
    el("div", { class: "box-row" }, box, send), hint, trouble);
  let at = "";
  let wide = 0;
  // Another width breaks the lines anew; another height is our own doing.
  new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width === wide) return;
    wide = contentRect.width;
    grow();
  }).observe(box);

  function arrive(name) {
    box.setAttribute("aria-label", `Message to ${name}`);
    box.placeholder = inThread ? "Reply …" : `Message ${name}, or type /`;
    settle();
  }

  // At once, before anything is fetched: what is typed from now on belongs here.
  function settle() {
    const key = draftKey(app.place, inThread);
    if (key === at || (inThread && !app.place.thread)) return;
    at = key;
    box.value = tab.get(key, "");
    trouble.hidden = true;
    suggestions.close();
    sayUsage("");
    grow();
  }

  function typed() {
    tab.set(at, box.value);
    trouble.hidden = true;
    grow();
    suggestions.look();
  }

  function grow() {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, MOST)}px`;
    box.style.overflowY = box.scrollHeight > MOST ? "auto" : "hidden";
    send.disabled = !box.value.trim();
  }

  function sayUsage(usage) {
    hint.textContent = usage || "Enter sends. Shift + Enter begins a new line.";
    hint.classList.toggle("usage", Boolean(usage));
  }

  function keyed(event) {
    if (event.isComposing || suggestions.key(event)) {
      if (!event.isComposing) event.preventDefault();
      if (event.key === "Escape") event.stopPropagation();
      return;
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
  }

  async function submit() {
    const text = box.value.trim();
    if (!text || node.getAttribute("aria-busy")) return;
    const place = { ...app.place };
    const key = at;
    suggestions.close();
    node.setAttribute("aria-busy", "true");
    try {
      await sent(place, text);
      // Only what was sent is forgotten: somebody may have typed on, or be elsewhere by now.
      if (tab.get(key, "").trim() === text) tab.set(key, "");
      if (at === key && box.value.trim() === text) box.value = "";
      sayUsage("");
    } catch (problem) {
      trouble.textContent = `Not sent: ${problem.message}`;
      trouble.hidden = false;
      announce(trouble.textContent);
    }
    node.removeAttribute("aria-busy");
    grow();
    await app.refreshMessages();
    app.toEnd(inThread);
  }

  function sent(place, text) {
    const where = { channel: place.channel, thread_ts: inThread ? place.thread : "" };
    if (!text.startsWith("/")) return api.say(place.person, { ...where, text });
    const [, command, rest] = /^(\S+)\s*([\s\S]*)$/.exec(text);
    return api.command(place.person, { ...where, command, text: rest });
  }

  function put(text) {
    box.value = text;
    box.focus();
    typed();
    suggestions.close();
  }

  return { node, arrive, settle, put, focus: () => box.focus() };
}
