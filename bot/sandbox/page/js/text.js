// Block Kit's text objects as DOM.

import { withEmoji } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";

export function text(object, ctx) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text, ctx);
  const shown = object.emoji === false ? object.text : withEmoji(object.text);
  return lines(shown);
}

export function lines(shown) {
  return shown.split("\n").flatMap((line, place) => (place ? [document.createElement("br"), line] : [line]));
}
