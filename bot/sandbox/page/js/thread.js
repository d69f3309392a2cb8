// A thread in the panel beside its channel.

import { api } from "./api.js";
import { createComposer } from "./composer.js";
import { el, button, fill } from "./dom.js";
import { icon } from "./icons.js";
import { createMessageList } from "./messagelist.js";
import { rememberScroll } from "./scroll.js";

export function createThread(app) {
  const aside = document.getElementById("thread");
  const list = createMessageList(app, { inThread: true });
  const composer = createComposer(app, { inThread: true });
  const scroller = el("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": "Messages of the thread" }, list.node);
  const scroll = rememberScroll(scroller, list.node);
  let at = "";
  fill(
    aside,
    el("header", { class: "column-head" }, el("h2", {}, "Thread"), el("span", { class: "spacer" }),
      button("Close thread", { class: "icon-button", "data-key": "close-thread", onclick: close }, icon("close"))),
    scroller,
    el("div", { class: "foot" }, composer.node),
  );

  function close() {
    const { thread } = app.place;
    app.go({ thread: "" });
    document.querySelector(`#conversation [data-ts="${CSS.escape(thread)}"]`)?.focus();
  }

  async function refresh() {
    const { person, channel, thread } = app.place;
    aside.hidden = !thread;
    document.body.classList.toggle("has-thread", Boolean(thread));
    const here = `${person}/${channel}/${thread}`;
    const arrived = at !== here;
    at = here;
    if (!thread) return scroll.leave();
    const { messages } = await api.thread(person, channel, thread);
    if (at !== here) return;
    list.update(messages, { tz: app.directory.user(person)?.tz ?? "UTC", quiet: arrived });
    composer.arrive("the thread");
    if (arrived) {
      scroll.arrive(here);
      aside.querySelector("[data-key='close-thread']").focus({ preventScroll: true });
    }
  }

  return { refresh, close, composer, toEnd: scroll.toEnd };
}
