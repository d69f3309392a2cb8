// The modals somebody has open, the topmost of which is shown. The workspace holds the stack and what
// is filled in; what it has not heard of yet is kept in this tab, so that a reload loses nothing.

import { announce } from "./announce.js";
import { api, Refused } from "./api.js";
import { renderBlocks } from "./blocks.js";
import { click } from "./controls.js";
import { el, button, fill, keepingFocus } from "./dom.js";
import { initialIn, valueIn } from "./fields.js";
import { trapFocus } from "./focus.js";
import { icon } from "./icons.js";
import { tab } from "./memory.js";
import { confirmed } from "./question.js";

const TELL_AFTER_MS = 200;
const said = (text) => ({ type: "plain_text", text });
const ASK_FIRST = {
  title: said("Close without sending?"), text: said("What you filled in is lost."),
  deny: said("Keep editing"), confirm: said("Close the form"), style: "danger",
};
const same = (value) => JSON.stringify(value === "" || (Array.isArray(value) && !value.length) ? null : value ?? null);
const drawnFrom = ({ values, ...rest }) => JSON.stringify(rest);

export function createModals(app) {
  const dialog = document.getElementById("modal");
  let shown = null; // the modal that is drawn
  let drawn = "";
  let depth = 0;
  let busy = false;
  let timer = 0;
  let returnTo = "";
  let telling = Promise.resolve();

  trapFocus(dialog);
  // A browser closes a dialog at the second Escape in a row whatever it is told, unless it never hears of it.
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    leave(false);
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave(false);
  });

  const drawnAs = (top) => `${app.place.person}${depth}${drawnFrom(top)}`;
  const untold = (id) => tab.get(`form:${id}`, {});
  const keep = (id, values) => tab.set(`form:${id}`, Object.keys(values).length ? values : null);

  async function refresh() {
    const { person } = app.place;
    const { modals } = await api.modals(person);
    if (person !== app.place.person) return;
    show(modals);
  }

  function show(modals) {
    const top = modals.at(-1) ?? null;
    depth = modals.length;
    if (!top) return shut();
    const another = top.id !== shown?.id;
    const fresh = drawnAs(top);
    shown = top;
    if (fresh === drawn) return undefined;
    drawn = fresh;
    if (another && Object.keys(untold(top.id)).length) tellSoon();
    return draw(top, another);
  }

  function draw(top, another) {
    if (!dialog.open) returnTo = document.activeElement?.closest("[data-key]")?.dataset.key ?? "";
    const down = another ? 0 : dialog.querySelector(".modal-body")?.scrollTop ?? 0;
    keepingFocus(dialog, () => fill(dialog, head(top), body(top), foot(top)));
    dialog.querySelector(".modal-body").scrollTop = down;
    if (!dialog.open) dialog.showModal();
    const wrong = dialog.querySelector("[aria-invalid='true'], fieldset .field-error");
    if (wrong) (wrong.matches("p") ? wrong.parentElement.querySelector("input") : wrong).focus();
    else if (another) {
      // What a form is about stands above its fields, and is what has to be read first.
      firstField()?.focus({ preventScroll: true });
      dialog.querySelector(".modal-body")?.scrollTo(0, 0);
    }
    if (wrong) announce("Some fields need to be mended.");
    else if (another) announce(top.title);
  }

  const firstField = () =>
    dialog.querySelector(".modal-body :is(input, select, textarea)") ?? dialog.querySelector("footer .button") ?? dialog.querySelector("button");

  function shut() {
    shown = null;
    drawn = "";
    if (!dialog.open) return;
    dialog.close();
    fill(dialog);
    const back = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === returnTo);
    (back ?? document.getElementById("composer-box"))?.focus({ preventScroll: true });
  }

  const head = (top) =>
    el("header", {},
      depth > 1 ? button("Back", { class: "icon-button", "data-key": "modal-back", onclick: () => leave(false) }, icon("back")) : null,
      el("h2", { id: "modal-title" }, top.title),
      button("Close", { class: "icon-button", "data-key": "modal-close", onclick: () => leave(true) }, icon("close")));

  const body = (top) => {
    const node = el("div", { class: "modal-body", tabindex: "-1" }, renderBlocks(top.blocks, contextOf(top)));
    node.addEventListener("keydown", (event) => {
      const line = event.target.matches("input:not([type=checkbox], [type=radio])");
      if (event.key === "Enter" && line && top.submit) submit();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && top.submit) submit();
    });
    return node;
  };

  const foot = (top) =>
    el("footer", {},
      top.trouble ? el("p", { class: "trouble", role: "alert" }, icon("warn"), top.trouble) : null,
      el("button", { type: "button", class: "button", "data-key": "modal-cancel", onclick: () => leave(false) }, top.close || "Close"),
      top.submit ? el("button", { type: "button", class: "button button-primary", "data-key": "modal-submit", onclick: submit }, top.submit) : null);

  function contextOf(top) {
    const { person } = app.place;
    return {
      directory: app.directory,
      me: person,
      tz: app.directory.user(person)?.tz ?? "UTC",
      viewId: top.id,
      errors: top.errors,
      valueOf: (block, action) => valueOf(top, block, action),
      changed: (name, value) => {
        keep(top.id, { ...untold(top.id), [name]: value });
        forgive(name.slice(0, name.lastIndexOf("/")));
        tellSoon();
      },
      suggest: async (element, typed) =>
        (await api.suggest(person, { view: top.id, action_id: element.action_id, value: typed })).options,
      use: async (element, block, value) => {
        await tell();
        return click(person, { view: top.id }, element, block, value);
      },
    };
  }

  function valueOf(top, block, action) {
    const name = `${block}/${action}`;
    const local = untold(top.id);
    return name in local ? local[name] : valueIn(top.values[block]?.[action]);
  }

  const isFilled = (top) => top.submit && top.blocks.some(({ type, block_id, element }) =>
    type === "input" && same(valueOf(top, block_id, element.action_id)) !== same(initialIn(element)));

  // What was wrong with a field was said of what stood there before.
  function forgive(block) {
    if (!shown?.errors?.[block]) return;
    const { [block]: mended, ...errors } = shown.errors;
    shown = { ...shown, errors };
    drawn = drawnAs(shown);
    const node = dialog.querySelector(`[id$="-${CSS.escape(block)}-error"]`);
    node?.parentElement.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
    node?.remove();
  }

  function tellSoon() {
    clearTimeout(timer);
    timer = setTimeout(tell, TELL_AFTER_MS);
  }

  // Tells the workspace what has been filled in, in order: one telling waits for the one before.
  function tell() {
    clearTimeout(timer);
    telling = telling.then(tellNow, tellNow);
    return telling;
  }

  async function tellNow() {
    if (!shown) return;
    const { id } = shown;
    const values = untold(id);
    if (!Object.keys(values).length) return;
    try {
      await api.fill(app.place.person, id, values);
      await refresh(); // until then nothing else here knows what is filled in
      const typedOn = Object.entries(untold(id)).filter(([name, value]) => JSON.stringify(values[name]) !== JSON.stringify(value));
      keep(id, Object.fromEntries(typedOn));
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      keep(id, {}); // the modal is gone, or no longer has such a field
    }
  }

  async function submit() {
    if (!shown || busy) return;
    const { id } = shown;
    const send = dialog.querySelector("[data-key='modal-submit']");
    busy = true;
    send?.setAttribute("aria-busy", "true");
    try {
      await tell();
      drawn = ""; // whatever comes back is shown anew, even if it is the same error again
      show((await api.submit(app.place.person, id)).modals);
    } catch (problem) {
      announce(problem.message);
      await refresh();
    } finally {
      busy = false;
      send?.removeAttribute("aria-busy");
    }
  }

  async function leave(everything) {
    if (!shown || busy) return;
    const { id } = shown;
    if (isFilled(shown) && !(await confirmed(ASK_FIRST, { directory: app.directory }))) return;
    keep(id, {});
    try {
      await api.close(app.place.person, id, everything);
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem; // it was closed elsewhere: as wished
    }
    await refresh();
  }

  return { refresh };
}
