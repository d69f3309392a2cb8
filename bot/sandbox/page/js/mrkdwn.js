// Slack's mrkdwn as DOM: entities, mentions, links, dates, emphasis, code, quotes.

import { formatted, iso } from "./dates.js";
import { el } from "./dom.js";
import { withEmoji } from "./emoji.js";

const TOKEN = /```([\s\S]+?)```|`([^`\n]+)`|<([^<>]+)>|(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])|(?<![\w_])_(\S(?:[^_\n]*\S)?)_(?![\w_])|(?<![\w~])~(\S(?:[^~\n]*\S)?)~(?![\w~])/;

const LAST_SECOND = 8.64e12; // what a Date can hold
export const decoded = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

export function mrkdwn(text, ctx) {
  const nodes = [];
  let quoted = [];
  const flush = () => {
    if (quoted.length) nodes.push(el("blockquote", {}, inline(quoted.join("\n"), ctx)));
    quoted = [];
  };
  const plain = [];
  const settle = () => {
    if (plain.length) nodes.push(...inline(plain.join("\n"), ctx));
    plain.length = 0;
  };
  for (const line of text.split("\n")) {
    if (/^(?:&gt;|>)\s?/.test(line) && !/^>\S*>/.test(line)) {
      settle();
      quoted.push(line.replace(/^(?:&gt;|>)\s?/, ""));
    } else {
      flush();
      plain.push(line);
    }
  }
  settle();
  flush();
  return nodes;
}

function inline(text, ctx) {
  const nodes = [];
  let rest = text;
  while (rest) {
    const match = TOKEN.exec(rest);
    if (!match) break;
    nodes.push(...breaks(rest.slice(0, match.index)), styled(match, ctx));
    rest = rest.slice(match.index + match[0].length);
  }
  return [...nodes, ...breaks(rest)];
}

function styled([, block, code, entity, bold, italic, strike], ctx) {
  if (block !== undefined) return el("pre", {}, decoded(block.replace(/^\n/, "")));
  if (code !== undefined) return el("code", {}, decoded(code));
  if (entity !== undefined) return reference(entity, ctx);
  if (bold !== undefined) return el("strong", {}, inline(bold, ctx));
  if (italic !== undefined) return el("em", {}, inline(italic, ctx));
  return el("s", {}, inline(strike, ctx));
}

function breaks(text) {
  return decoded(withEmoji(text)).split("\n").flatMap((line, place) => (place ? [el("br"), line] : [line]));
}

function reference(entity, ctx) {
  const [target, label] = split(entity);
  if (target.startsWith("@")) return mention(target.slice(1), ctx);
  if (target.startsWith("#")) return channelMention(target.slice(1), ctx, label);
  if (target.startsWith("!date^")) return date(target, label, ctx);
  if (target.startsWith("!subteam^")) return el("span", { class: "mention" }, `@${ctx.directory.group(target.slice(9))}`);
  if (target.startsWith("!")) return el("span", { class: "mention" }, `@${target.slice(1)}`);
  return link(decoded(target), decoded(label ?? target));
}

function split(entity) {
  const bar = entity.indexOf("|");
  return bar < 0 ? [entity] : [entity.slice(0, bar), entity.slice(bar + 1)];
}

export function mention(id, ctx) {
  return el("span", { class: id === ctx.me ? "mention of-me" : "mention" }, `@${ctx.directory.label(id)}`);
}

export function channelMention(id, ctx, label) {
  return el("span", { class: "mention" }, `#${label || ctx.directory.channel(id)}`);
}

function date(target, label, ctx) {
  const [, seconds, format] = target.split("^");
  return moment(Number(seconds), format, decoded(label ?? ""), ctx);
}

export function moment(seconds, format, fallback, ctx) {
  if (!format || !(Math.abs(seconds) <= LAST_SECOND)) return fallback;
  return el("time", { datetime: iso(seconds), title: fallback }, formatted(format, seconds, ctx.tz));
}

// Only what a person can follow safely becomes a link; the page itself fetches nothing from it.
export function link(url, label) {
  if (!/^(https?|mailto):/i.test(url)) return document.createTextNode(label);
  if (!URL.canParse(url, location.href)) return document.createTextNode(label);
  const away = new URL(url, location.href).origin !== location.origin;
  return el("a", { href: url, ...(away ? { target: "_blank", rel: "noopener noreferrer" } : {}) }, label);
}
