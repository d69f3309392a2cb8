// Fields to fill in, drawn as the browser's own controls: they come with keyboard and screen reader.

import { announce } from "./announce.js";
import { text } from "./text.js";
import { use } from "./controls.js";
import { el } from "./dom.js";

// What is filled in, in the form the workspace takes it: text, an option's value, or a list of them.
export function valueIn(state) {
  if (!state) return null;
  const { type, ...rest } = state;
  const [value] = Object.values(rest);
  if (Array.isArray(value)) return value.map((one) => one?.value ?? one);
  return value?.value ?? value ?? null;
}

// What an element holds before anybody has touched it, in the same form; "" and null say nothing.
export function initialIn(element) {
  const [name] = Object.keys(element).filter((key) => key.startsWith("initial_"));
  const value = name ? element[name] : null;
  if (Array.isArray(value)) return value.map((one) => one?.value ?? one);
  return value?.value ?? value;
}

export function field(element, block, ctx, how) {
  const name = `${block.block_id}/${element.action_id}`;
  const value = ctx.valueOf?.(block.block_id, element.action_id) ?? null;
  const props = {
    "data-key": name,
    id: how.id ?? null,
    "aria-describedby": how.described || null,
    "aria-invalid": how.invalid ? "true" : null,
    "aria-required": how.required ? "true" : null,
    "aria-label": how.id ? null : element.placeholder?.text ?? "Choose",
  };
  const set = (node, changed) => {
    ctx.changed?.(name, changed);
    if (how.immediate) use(node, element, block, changed, ctx);
  };
  return (DRAWN[element.type] ?? line)(element, { props, value, set, name, ctx, how });
}

function line(element, { props, value, set }) {
  const shared = {
    ...props,
    class: "input",
    placeholder: element.placeholder?.text ?? null,
    maxlength: element.max_length ?? null,
    value: value ?? "",
    oninput: (event) => set(event.target, event.target.value || null),
  };
  if (element.multiline) return el("textarea", { ...shared, rows: "3" });
  const types = { email_text_input: "email", url_text_input: "url", number_input: "text" };
  const mode = element.type === "number_input" ? "decimal" : null;
  return el("input", { ...shared, type: types[element.type] ?? "text", inputmode: mode });
}

function choice(element, { props, value, set, ctx }) {
  const options = (list) => list.map((option) =>
    el("option", { value: option.value, selected: option.value === value }, plain(option.text)));
  const groups = element.option_groups?.map((group) => el("optgroup", { label: plain(group.label) }, options(group.options)));
  const chosen = (event) => set(event.target, event.target.value || null);
  const empty = el("option", { value: "", selected: value === null }, element.placeholder ? plain(element.placeholder) : "Choose …");
  return el("div", { class: "select" },
    el("select", { ...props, onchange: chosen }, empty, groups ?? options(element.options ?? choices(element, ctx))));
}

function several(element, { props, value, set, ctx }) {
  const options = element.option_groups?.flatMap((group) => group.options) ?? element.options ?? choices(element, ctx);
  const chosen = (event) => set(event.target, [...event.target.selectedOptions].map((one) => one.value));
  return el("select", { ...props, class: "input", multiple: true, size: String(Math.min(6, options.length)), onchange: chosen },
    options.map((option) => el("option", { value: option.value, selected: (value ?? []).includes(option.value) }, plain(option.text))));
}

const plain = (object) => object.text;

// Menus of people and channels hold what there is in the workspace.
function choices(element, ctx) {
  const { directory } = ctx;
  const people = directory.mentionable.map((user) => ({ value: user.id, text: { text: directory.label(user.id) } }));
  const channels = directory.channels.map(({ id, name }) => ({ value: id, text: { text: `#${name}` } }));
  if (element.type.includes("users")) return people;
  return element.type.includes("channels") ? channels : [...channels, ...people];
}

function ticks(element, { props, value, set, name, ctx, how }) {
  const many = element.type === "checkboxes";
  const ticked = (option) => (many ? (value ?? []).includes(option.value) : value === option.value);
  const group = el("div", { class: "ticks", role: how.id ? null : "group", "aria-label": props["aria-label"] },
    element.options.map((option, place) => el("label", { class: "tick" },
      el("input", {
        type: many ? "checkbox" : "radio",
        name: `${ctx.viewId ?? ""}${name}`,
        "data-key": `${name}/${place}`,
        "aria-describedby": props["aria-describedby"],
        value: option.value,
        checked: ticked(option),
        onchange: () => {
          const boxes = [...group.querySelectorAll("input")].filter((box) => box.checked).map((box) => box.value);
          set(group, many ? boxes : boxes[0] ?? null);
        },
      }),
      el("span", {}, text(option.text, ctx), option.description ? el("small", {}, text(option.description, ctx)) : null))));
  return group;
}

const dated = (type) => (element, { props, value, set }) =>
  el("input", { ...props, class: "input", type, value: value ?? "", onchange: (event) => set(event.target, event.target.value || null) });

function instant(element, { props, value, set }) {
  const local = value ? new Date(value * 1000).toISOString().slice(0, 16) : "";
  const chosen = (event) => set(event.target, event.target.value ? Date.parse(`${event.target.value}Z`) / 1000 : null);
  return el("input", { ...props, class: "input", type: "datetime-local", value: local, onchange: chosen });
}

// A menu whose options the app gives as one types.
function asked(element, { props, value, set, name, ctx }) {
  const list = el("datalist", { id: `list-${name}` });
  let offered = [];
  const typed = async (event) => {
    const match = offered.find((option) => plain(option.text) === event.target.value);
    if (match) return set(event.target, { type: element.type, selected_option: match });
    offered = await ctx.suggest(element, event.target.value);
    list.replaceChildren(...offered.map((option) => el("option", { value: plain(option.text) })));
    return announce(`${offered.length} suggestions`);
  };
  return el("div", {}, el("input", { ...props, class: "input", type: "text", list: list.id, value: value ?? "", oninput: typed }), list);
}

const DRAWN = {
  static_select: choice, users_select: choice, conversations_select: choice, channels_select: choice,
  multi_static_select: several, multi_users_select: several, multi_conversations_select: several,
  multi_channels_select: several, external_select: asked, multi_external_select: asked,
  radio_buttons: ticks, checkboxes: ticks,
  datepicker: dated("date"), timepicker: dated("time"), datetimepicker: instant,
};
