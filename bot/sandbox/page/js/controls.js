// Buttons and overflow menus: what is used rather than filled in.

import { api } from "./api.js";
import { announce } from "./announce.js";
import { text } from "./text.js";
import { el, button as plainButton } from "./dom.js";
import { openMenu } from "./menu.js";
import { icon } from "./icons.js";
import { confirmed } from "./question.js";

const FIELDS = new Set([
  "plain_text_input", "email_text_input", "url_text_input", "number_input", "static_select", "external_select",
  "multi_static_select", "multi_external_select", "users_select", "multi_users_select", "conversations_select",
  "multi_conversations_select", "channels_select", "multi_channels_select", "datepicker", "timepicker",
  "datetimepicker", "radio_buttons", "checkboxes",
]);

export const isField = (type) => FIELDS.has(type);

export function control(element, block, ctx) {
  if (element.type === "overflow") return overflow(element, block, ctx);
  if (element.type === "feedback_buttons") return feedback(element, block, ctx);
  return pressable(element, block, ctx);
}

function pressable(element, block, ctx) {
  const style = element.style ? ` button-${element.style}` : "";
  const node = el(
    "button",
    {
      type: "button",
      class: `button${style}`,
      "data-key": `${block.block_id}/${element.action_id}/${element.value ?? ""}`,
      "aria-label": element.accessibility_label ?? null,
      onclick: () => use(node, element, block, element.value ?? null, ctx),
    },
    text(element.text, ctx),
  );
  return node;
}

function overflow(element, block, ctx) {
  const node = plainButton("More", {
    class: "button button-quiet",
    "data-key": `${block.block_id}/${element.action_id}`,
    "aria-haspopup": "menu",
    onclick: () =>
      openMenu(node, element.options.map((option) => ({
        label: text(option.text, ctx),
        choose: () => use(node, element, block, option.value, ctx),
      }))),
  }, icon("more"));
  return node;
}

function feedback(element, block, ctx) {
  return el("span", { class: "feedback" }, ["positive_button", "negative_button"].map((which) =>
    pressable({ ...element[which], action_id: element.action_id }, block, ctx)));
}

// Uses an element: asks first where it wants that, shows that it is under way, says if it failed.
export async function use(node, element, block, value, ctx) {
  if (element.confirm && !(await confirmed(element.confirm, ctx))) return;
  if (element.url) window.open(element.url, "_blank", "noopener,noreferrer");
  node.setAttribute("aria-busy", "true");
  node.parentElement?.querySelector(".failed")?.remove();
  const failed = await ctx.use(element, block, value);
  node.removeAttribute("aria-busy");
  if (failed) {
    node.after(el("span", { class: "failed" }, icon("warn"), failed));
    announce(failed);
  }
}

// Tells the app which element was used; returns what to say if that failed.
export async function click(person, where, element, block, value) {
  try {
    const { failed } = await api.click(person, { ...where, action_id: element.action_id, block_id: block.block_id, value });
    return failed ? `The app did not respond (${failed}).` : "";
  } catch (problem) {
    return problem.message;
  }
}
