// Rich text blocks: sections, lists, quotes and preformatted text, with styled pieces.

import { el } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { channelMention, link, mention, moment } from "./mrkdwn.js";
import { lines } from "./text.js";

export function richText(block, ctx) {
  return el("div", { class: "rich" }, nested(block.elements, ctx));
}

// Lists that follow one another with a deeper indent are one list inside the other's last item.
function nested(elements, ctx) {
  const nodes = [];
  const open = [];
  for (const element of elements) {
    if (element.type !== "rich_text_list") {
      open.length = 0;
      nodes.push(part(element, ctx));
      continue;
    }
    const depth = element.indent ?? 0;
    const node = list(element, ctx);
    while (open.length && open.at(-1).depth >= depth) open.pop();
    const last = open.at(-1)?.node.lastElementChild;
    if (last) last.append(node);
    else nodes.push(node);
    open.push({ depth, node });
  }
  return nodes;
}

function part(element, ctx) {
  const content = pieces(element.elements ?? [], ctx);
  if (element.type === "rich_text_quote") return el("blockquote", {}, content);
  if (element.type === "rich_text_preformatted") return el("pre", {}, content);
  return el("p", {}, content);
}

function list(element, ctx) {
  const tag = element.style === "ordered" ? "ol" : "ul";
  const start = element.style === "ordered" && element.offset ? element.offset + 1 : null;
  return el(tag, { start }, element.elements.map((item) => el("li", {}, pieces(item.elements, ctx))));
}

const pieces = (elements, ctx) => elements.map((element) => dressed(piece(element, ctx), element.style ?? {}));

function piece(element, ctx) {
  switch (element.type) {
    case "text":
      return lines(withEmoji(element.text));
    case "link":
      return link(element.url, element.text || element.url);
    case "emoji":
      return el("span", { title: `:${element.name}:` }, emoji(element.name));
    case "user":
      return mention(element.user_id, ctx);
    case "usergroup":
      return el("span", { class: "mention" }, `@${ctx.directory.group(element.usergroup_id)}`);
    case "channel":
      return channelMention(element.channel_id, ctx);
    case "broadcast":
      return el("span", { class: "mention" }, `@${element.range}`);
    case "date":
      return moment(element.timestamp, element.format, element.fallback ?? "", ctx);
    case "color":
      return el("code", {}, element.value);
    default:
      return element.fallback ?? element.text ?? "";
  }
}

function dressed(content, style) {
  let node = content;
  if (style.code) node = el("code", {}, node);
  if (style.strike) node = el("s", {}, node);
  if (style.italic) node = el("em", {}, node);
  if (style.bold) node = el("strong", {}, node);
  return node;
}
