// One message as one person sees it.

import { avatar } from "./avatar.js";
import { renderBlocks } from "./blocks.js";
import { click } from "./controls.js";
import { full, iso, time } from "./dates.js";
import { el, button } from "./dom.js";
import { emoji } from "./emoji.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";

export const secondsOf = (message) => Number(message.ts.split(".")[0]);

export function contextOf(app, message) {
  const person = app.place.person;
  return {
    directory: app.directory,
    me: person,
    tz: app.directory.user(person)?.tz ?? "UTC",
    use: (element, block, value) =>
      click(person, { channel: message.channel, ts: message.ts }, element, block, value),
  };
}

export function messageNode(message, app, { inThread = false } = {}) {
  const ctx = contextOf(app, message);
  return el(
    "article",
    {
      class: `message${message.ephemeral ? " ephemeral" : ""}${message.deleted ? " deleted" : ""}`,
      tabindex: "-1",
      "data-key": message.ts,
      "data-ts": message.ts,
      "aria-label": `${message.author}, ${time(secondsOf(message), ctx.tz)}${message.ephemeral ? ", only visible to you" : ""}`,
    },
    avatar(app.directory, message.user),
    el(
      "div",
      { class: "message-content" },
      message.ephemeral ? el("p", { class: "only-you" }, icon("eye"), "Only visible to you") : null,
      head(message, ctx),
      body(message, ctx),
      reactions(message),
      inThread ? null : replies(message, app),
    ),
    inThread || message.ephemeral ? null : tools(message, app),
  );
}

function head(message, ctx) {
  const at = secondsOf(message);
  return el(
    "header",
    { class: "message-head" },
    el("strong", { class: "author" }, message.author),
    message.is_bot ? el("span", { class: "tag" }, "APP") : null,
    el("time", { datetime: iso(at), title: full(at, ctx.tz) }, time(at, ctx.tz)),
    message.edited && !message.is_bot ? el("span", { class: "edited" }, "(edited)") : null,
  );
}

function body(message, ctx) {
  if (message.blocks.length) return el("div", { class: "blocks" }, renderBlocks(message.blocks, ctx));
  return el("div", { class: "blocks text" }, mrkdwn(message.text, ctx));
}

function reactions(message) {
  const entries = Object.entries(message.reactions);
  if (!entries.length) return null;
  return el("ul", { class: "reactions" }, entries.map(([name, users]) => el("li", {}, `${emoji(name)} ${users.length}`)));
}

const openThread = (message, app) => () => app.go({ thread: message.ts });

function replies(message, app) {
  if (!message.replies) return null;
  const said = message.replies === 1 ? "1 reply" : `${message.replies} replies`;
  return el("button", { type: "button", class: "replies", "data-key": `${message.ts}/replies`, onclick: openThread(message, app) },
    icon("thread"), said);
}

function tools(message, app) {
  return el("div", { class: "tools" },
    button("Reply in thread", { "data-key": `${message.ts}/thread`, class: "icon-button", onclick: openThread(message, app) }, icon("thread")));
}
