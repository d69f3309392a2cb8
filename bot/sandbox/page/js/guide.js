// The first steps, one at a time. How far people have come is read from what the workspace shows.

import { announce } from "./announce.js";
import { api } from "./api.js";
import { el, button, fill, keepingFocus } from "./dom.js";
import { icon } from "./icons.js";
import { browser } from "./memory.js";

export function createGuide(app) {
  const node = el("section", { class: "guide", "aria-label": "First steps", hidden: true });
  let guide = null;
  let at = "";

  const dismissed = () => browser.get(`guide:${app.directory.team.id}`, false);

  async function refresh() {
    if (!app.directory.hasGuide) return;
    guide = (await api.guide()).guide;
    draw();
  }

  function draw() {
    node.hidden = !guide || dismissed();
    if (node.hidden) return;
    const next = guide.steps.findIndex((step) => !step.done);
    const title = next < 0 ? guide.end : guide.steps[next].title;
    if (at && at !== title) announce(next < 0 ? title : `Next: ${title}`);
    at = title;
    keepingFocus(node, () => fill(node, dots(next), next < 0 ? finished() : step(guide.steps[next], next),
      button("Dismiss the first steps", { class: "icon-button", "data-key": "guide-close", onclick: dismiss }, icon("close"))));
  }

  const dots = (next) =>
    el("ol", { class: "dots", "aria-label": `Step ${next < 0 ? guide.steps.length : next + 1} of ${guide.steps.length}` },
      guide.steps.map((one, place) => el("li", { class: one.done ? "is-done" : place === next ? "is-next" : null, title: one.title })));

  const finished = () => el("div", { class: "guide-text" }, el("h2", {}, "That was all"), el("p", {}, guide.end));

  const step = (one, place) => [
    el("div", { class: "guide-text" }, el("h2", {}, el("span", { class: "step-number" }, `${place + 1}`), one.title),
      el("p", {}, one.text, one.types ? [" ", el("code", {}, one.types)] : null)),
    el("div", { class: "guide-acts" }, help(one)),
  ];

  // What brings the reader further from where they are: first who, then where, then what.
  function help(one) {
    const here = app.place;
    const others = one.people.filter((person) => person !== here.person);
    const become = others.map((person) => act(`Become ${app.directory.firstName(person)}`, () =>
      app.go({ person, channel: one.channel || here.channel, thread: "" })));
    if (one.people.length && others.length === one.people.length) return become;
    if (one.channel && one.channel !== here.channel) return act("Go to the channel", () => app.go({ channel: one.channel, thread: "" }));
    if (one.types) return act("Put it into the box", () => app.conversation.composer.put(one.types));
    if (one.uses && !one.channel) return inPane(one.uses);
    const isTheirs = one.people.length > others.length;
    return [one.uses && isTheirs ? note(`Look for “${one.uses}” below.`) : null, ...become];
  }

  // One button for one thing: where the pane is in view, its own is pointed at.
  const inPane = (uses) =>
    app.pane.isInView() ? note(`Press “${uses}” beside the messages.`) : act(`Open the ${app.pane.title().toLowerCase()}`, () => app.pane.show());

  const note = (text) => el("span", { class: "guide-note" }, text);

  const act = (label, onclick) => el("button", { type: "button", class: "button button-primary", "data-key": `guide-${label}`, onclick }, label);

  function dismiss() {
    browser.set(`guide:${app.directory.team.id}`, true);
    node.hidden = true;
  }

  function show() {
    browser.set(`guide:${app.directory.team.id}`, false);
    app.showPart("conversation");
    draw();
    node.querySelector("button")?.focus();
  }

  return { node, refresh, draw, show };
}
