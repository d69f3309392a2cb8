// Setting the workspace's clock forward: what would come in a day comes at once.

import { announce } from "./announce.js";
import { api } from "./api.js";
import { day, time } from "./dates.js";
import { el, button, fill, keepingFocus } from "./dom.js";
import { trapFocus } from "./focus.js";
import { icon } from "./icons.js";
import { hoursAhead, now, setAhead } from "./now.js";

const HOUR = 3600;

export function createClock(app) {
  const dialog = document.getElementById("clock");
  trapFocus(dialog);

  const zone = () => app.directory.user(app.place.person)?.tz ?? "UTC";
  const reading = () => `${day(now() / 1000, zone())}, ${time(now() / 1000, zone())}`;

  // Shown beside its sign only where it differs from the clock on the wall.
  const tool = () =>
    button("", { class: hoursAhead() ? "clock-tool" : "icon-button", "data-key": "clock", "aria-label": `Clock: ${reading()}`, title: "Set the clock forward", onclick: show },
      icon("clock"), hoursAhead() ? el("span", {}, `${day(now() / 1000, zone()).slice(0, 3)} ${time(now() / 1000, zone())}`) : null);

  // Nine o'clock where somebody is may be past nine where a digest is due; so the zone can be chosen.
  let chosen = null; // whose nine it is; null: that of this person
  const zones = [...new Set(app.directory.people.map((person) => person.tz).filter(Boolean))].sort();
  const others = (Intl.supportedValuesOf?.("timeZone") ?? []).filter((name) => !zones.includes(name));
  const options = (names) => names.map((name) => el("option", { value: name }, name.replaceAll("_", " ")));

  function whoseMorning() {
    const menu = el("select", { id: "clock-zone", "data-key": "clock-zone", onchange: (event) => { chosen = event.target.value; } },
      el("optgroup", { label: "Where people are" }, options(zones)), el("optgroup", { label: "Elsewhere" }, options(others)));
    menu.value = chosen ?? zone();
    return el("div", { class: "clock-zone" }, el("label", { for: "clock-zone" }, "Time zone"), el("div", { class: "select" }, menu));
  }

  async function refresh() {
    setAhead((await api.clock()).ahead);
  }

  function draw() {
    keepingFocus(dialog, () => fill(dialog,
      el("header", {}, el("h2", { id: "clock-title" }, "Set the clock forward")),
      el("div", { class: "modal-body" },
        el("p", {}, "It is ", el("strong", {}, reading()), ahead()),
        el("p", {}, "The workspace and the app in it go by this clock. Set it forward to see at once what a later hour brings: a daily digest or a reminder. It can't be set back."),
        el("div", { class: "choices" },
          choice("+ 1 hour", () => ({ seconds: HOUR })),
          choice("To tomorrow, 09:00", () => (chosen ? { morning_in: chosen } : { morning_of: app.place.person })),
          whoseMorning()),
        el("p", { class: "hint" }, "Nine o'clock is that of this time zone. A digest comes in time at the hour of its own zone; past it, it comes late and says so.")),
      el("footer", {}, el("button", { type: "button", class: "button", "data-key": "clock-close", onclick: () => dialog.close() }, "Close"))));
  }

  function ahead() {
    const hours = hoursAhead();
    return hours ? ` for you, ${hours} ${hours === 1 ? "hour" : "hours"} ahead of this machine.` : " for you, as on this machine.";
  }

  function choice(label, how) {
    const node = el("button", { type: "button", class: "button button-primary", "data-key": `clock-${label}`, onclick: forward }, label);
    async function forward() {
      if (node.getAttribute("aria-busy")) return;
      node.setAttribute("aria-busy", "true");
      try {
        setAhead((await api.forward(how())).ahead);
        announce(`It is now ${reading()}.`);
      } catch (problem) {
        announce(problem.message);
      }
      draw();
    }
    return node;
  }

  function show() {
    draw();
    dialog.showModal();
  }

  return { refresh, tool, show };
}
