// The bar on top: the workspace's name and what changes the page itself. On phones also the one below.

import { avatar } from "./avatar.js";
import { el, button, fill, keepingFocus } from "./dom.js";
import { icon } from "./icons.js";
import { isDark, toggleTheme } from "./theme.js";

export function createTopbar(app) {
  const bar = document.querySelector(".topbar");
  const bottom = document.getElementById("bottombar");

  function draw() {
    document.title = `${app.directory.team.name} · ${app.directory.label(app.place.person)}`;
    keepingFocus(bar, () => fill(bar,
      el("img", { src: "/page/icon.svg", alt: "", class: "logo", width: "24", height: "24" }),
      el("p", { class: "team" }, app.directory.team.name, " ", el("span", { class: "team-note" }, "a workspace on this machine")),
      el("span", { class: "spacer" }),
      el("p", { class: "me" }, avatar(app.directory, app.place.person, "tiny"), el("span", {}, "You are "), el("strong", {}, app.directory.label(app.place.person))),
      app.clock.tool(),
      app.directory.hasGuide ? tool("First steps", "guide", "map", () => app.guide.show()) : null,
      tool("Keyboard shortcuts", "keys", "keys", () => app.showKeys()),
      tool(isDark() ? "Light theme" : "Dark theme", "theme", isDark() ? "sun" : "moon", () => { toggleTheme(); draw(); }),
      app.directory.hasPane ? paneToggle() : null));
    drawBottom();
  }

  const tool = (label, key, sign, onclick) => button(label, { class: "icon-button", "data-key": key, onclick }, icon(sign));

  const paneToggle = () =>
    button("", { class: "pane-toggle", "data-key": "pane", "aria-pressed": String(app.pane.isOpen()), "aria-controls": "pane", onclick: () => app.pane.toggle() },
      icon("branch"), "Repository");

  function drawBottom() {
    const part = (name, label, sign) => el("button", {
      type: "button", "aria-current": app.part === name ? "page" : null, onclick: () => app.showPart(name),
    }, icon(sign), label, name === "sidebar" && app.unread.ofPerson(app.place.person) ? el("span", { class: "dot" }) : null);
    fill(bottom, part("sidebar", "People", "people"), part("conversation", "Messages", "chat"),
      app.directory.hasPane ? part("pane", "Repository", "branch") : null);
  }

  return { draw };
}
