// Block Kit as DOM. `ctx` says who looks, in which time zone, and what using an element does.

import { control, isField } from "./controls.js";
import { el } from "./dom.js";
import { field } from "./fields.js";
import { mrkdwn } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { text } from "./text.js";

export const renderBlocks = (blocks, ctx) => blocks.map((block) => renderBlock(block, ctx));

function renderBlock(block, ctx) {
  const draw = DRAWN[block.type] ?? unknown;
  const node = draw(block, ctx);
  node.classList.add("block", `block-${block.type}`);
  return node;
}

function section(block, ctx) {
  const fields = (block.fields ?? []).map((one) => el("div", { class: "field" }, text(one, ctx)));
  return el(
    "div",
    {},
    el(
      "div",
      { class: "section-text" },
      block.text ? el("p", {}, text(block.text, ctx)) : null,
      fields.length ? el("div", { class: "fields" }, fields) : null,
    ),
    block.accessory ? el("div", { class: "accessory" }, element(block.accessory, block, ctx)) : null,
  );
}

function element(one, block, ctx) {
  if (one.type === "image") return picture(one);
  if (isField(one.type)) return field(one, block, ctx, { immediate: true });
  return control(one, block, ctx);
}

const actions = (block, ctx) =>
  el("div", { role: "group", "aria-label": "Actions" }, block.elements.map((one) => element(one, block, ctx)));

const context = (block, ctx) =>
  el("div", {}, block.elements.map((one) =>
    one.type === "image" ? picture(one) : el("span", {}, text(one, ctx))));

// Pictures from elsewhere are not fetched: the page reaches nothing beyond this machine. The room of a
// file is known before it is there, so that nothing jumps.
function picture(image) {
  if (image.slack_file?.id && image.image_width) {
    const { image_width: width, image_height: height } = image;
    return el("img", { class: "chart", src: fileUrl(image), alt: image.alt_text, width, height, decoding: "sync" });
  }
  const url = image.image_url ?? "";
  if (url.startsWith("data:image/")) return el("img", { src: url, alt: image.alt_text });
  return el("span", { class: "picture", role: "img", "aria-label": image.alt_text }, image.alt_text);
}

const fileUrl = (image) => `/files/${encodeURIComponent(image.slack_file.id)}`;

function imageBlock(block, ctx) {
  const shown = picture(block);
  const caption = block.title ? el("figcaption", {}, text(block.title, ctx)) : null;
  if (!shown.classList.contains("chart")) return el("figure", {}, shown, caption);
  const href = fileUrl(block);
  const link = { class: "full-size", href, target: "_blank", rel: "noopener", "data-key": `file-${block.block_id}` };
  shown.addEventListener("click", () => window.open(href, "_blank", "noopener"));
  return el("figure", {}, shown, caption, el("a", link, "Open in full size"));
}

function input(block, ctx) {
  const id = `field-${ctx.viewId ?? "x"}-${block.block_id}`;
  const error = ctx.errors?.[block.block_id];
  const hint = block.hint ? el("p", { class: "hint", id: `${id}-hint` }, text(block.hint, ctx)) : null;
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const grouped = ["radio_buttons", "checkboxes"].includes(block.element.type);
  const label = [text(block.label, ctx), block.optional ? el("span", { class: "optional" }, " (optional)") : null];
  const inside = field(block.element, block, ctx, {
    id, described, invalid: Boolean(error), required: !block.optional, immediate: Boolean(block.dispatch_action),
  });
  const message = error ? el("p", { class: "field-error", id: `${id}-error` }, error) : null;
  if (grouped) {
    return el("fieldset", { "aria-describedby": described || null }, el("legend", {}, label), inside, hint, message);
  }
  return el("div", {}, el("label", { for: id }, label), inside, hint, message);
}

function table(block, ctx) {
  const [head, ...rows] = block.rows;
  const cell = (tag) => (one) =>
    el(tag, tag === "th" ? { scope: "col" } : {}, one.type === "rich_text" ? richText(one, ctx) : one.text);
  return el(
    "div",
    { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" },
    el("table", {}, el("thead", {}, el("tr", {}, head.map(cell("th")))),
      el("tbody", {}, rows.map((row) => el("tr", {}, row.map(cell("td")))))),
  );
}

const alert = (block, ctx) =>
  el("div", { class: `alert alert-${block.level ?? "default"}`, role: "note" }, text(block.text, ctx));

const container = (block, ctx) =>
  el("section", {}, block.title ? el("h4", {}, text(block.title, ctx)) : null, renderBlocks(block.child_blocks, ctx));

const unknown = (block) => el("p", { class: "unknown" }, `(${block.type})`);

const DRAWN = {
  header: (block, ctx) => el("h3", {}, text(block.text, ctx)),
  section,
  divider: () => el("hr"),
  context,
  actions,
  context_actions: actions,
  rich_text: richText,
  image: imageBlock,
  input,
  table,
  data_table: table,
  alert,
  container,
  markdown: (block, ctx) => el("div", {}, mrkdwn(block.text, ctx)),
};
