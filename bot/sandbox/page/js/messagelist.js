// A list of messages that is brought up to date in place: what stays as it was keeps its nodes, and
// with them focus, selection and the reader's place.

import { day, dayName, today } from "./dates.js";
import { el, keepingFocus } from "./dom.js";
import { messageNode, secondsOf } from "./message.js";

export function createMessageList(app, options = {}) {
  const list = el("ol", { class: "messages", role: "list" });
  const shown = new Map(); // ts → { drawn: what it was drawn from, item }
  let owner = "";

  function update(messages, { tz, unreadAfter = "", quiet = false }) {
    if (owner !== app.place.person) {
      owner = app.place.person; // the same message reads differently for somebody else
      shown.clear();
    }
    const items = [];
    let lastDay = "";
    let marked = !unreadAfter;
    for (const message of messages) {
      const named = day(secondsOf(message), tz);
      if (named !== lastDay && !options.inThread) items.push(divider(dayName(secondsOf(message), tz)));
      lastDay = named;
      if (!marked && message.ts > unreadAfter && message.user !== app.place.person) {
        marked = true;
        items.push(el("li", { class: "new-line" }, el("span", {}, "New")));
      }
      items.push(itemOf(message, quiet, today(tz)));
    }
    forget(messages);
    keepingFocus(list, () => arrange(items));
  }

  // What was there already when somebody came does not arrive before their eyes.
  function itemOf(message, quiet, on) {
    const drawn = on + JSON.stringify(message);
    const known = shown.get(message.ts);
    if (known?.drawn === drawn) return known.item;
    const item = known?.item ?? el("li", { class: quiet ? null : "arrives" });
    const redraw = () => item.replaceChildren(nodeOf(message));
    if (known) {
      keepingFocus(item, redraw);
      item.classList.remove("arrives");
    } else {
      redraw();
    }
    shown.set(message.ts, { drawn, item });
    return item;
  }

  // One message that can't be drawn must not take the others with it.
  function nodeOf(message) {
    try {
      return messageNode(message, app, options);
    } catch (problem) {
      console.error(problem);
      return el("p", { class: "only-you" }, "This message can't be shown.");
    }
  }

  function forget(messages) {
    const kept = new Set(messages.map((message) => message.ts));
    for (const ts of shown.keys()) if (!kept.has(ts)) shown.delete(ts);
  }

  // Moves only what is out of place: moving a node would take the focus out of it.
  function arrange(items) {
    items.forEach((item, place) => {
      if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
    });
    while (list.children.length > items.length) list.lastElementChild.remove();
  }

  return { node: list, update };
}

const divider = (name) => el("li", { class: "day" }, el("span", {}, name));
