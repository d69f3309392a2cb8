// The app's home, as it was published for this person.

import { api } from "./api.js";
import { renderBlocks } from "./blocks.js";
import { click } from "./controls.js";
import { el, fill, keepingFocus } from "./dom.js";
import { valueIn } from "./fields.js";

export function createHome(app) {
  const node = el("div", { class: "home", tabindex: "0", role: "region", "aria-label": "Home", hidden: true });
  let told = "";
  let drawn = "";

  async function refresh() {
    const person = app.place.person;
    const opened = told !== person;
    told = person;
    // Opening it is what the app hears of, so it is done once each time somebody comes here.
    const { home } = await (opened ? api.openHome(person) : api.home(person));
    const fresh = JSON.stringify([person, home]);
    if (fresh === drawn) return;
    drawn = fresh;
    keepingFocus(node, () => fill(node, home ? renderBlocks(home.blocks, contextOf(home)) : nothing()));
  }

  function contextOf(home) {
    const person = app.place.person;
    const changed = (name, value) => api.fill(person, home.id, { [name]: value });
    return {
      directory: app.directory,
      me: person,
      tz: app.directory.user(person)?.tz ?? "UTC",
      viewId: home.id,
      valueOf: (block, action) => valueIn(home.values[block]?.[action]),
      changed,
      use: (element, block, value) => click(person, { view: home.id }, element, block, value),
    };
  }

  const nothing = () =>
    el("div", { class: "empty" }, el("h2", {}, "Nothing here yet"),
      el("p", {}, `${app.directory.app.name} has published no home for you.`));

  return {
    node,
    refresh,
    leave() {
      told = "";
    },
  };
}
