// The reader's place: kept over a reload, and at the end of what is read while it or its room changes.

import { tab } from "./memory.js";

const NEAR = 90;
const kept = new Set();

window.addEventListener("pagehide", () => kept.forEach((keep) => keep()));

// A region that remembers, under the name it `arrived` at last, how far it is scrolled.
export function rememberScroll(node, content = null) {
  let name = "";
  let atEnd = false;
  let last = 0;
  const toEnd = () => {
    node.scrollTop = node.scrollHeight;
  };
  kept.add(() => {
    if (name) tab.set(`scroll:${name}`, { top: node.scrollTop, atEnd });
  });
  if (content) followEnd();

  function followEnd() {
    node.addEventListener("scroll", look, { passive: true });
    const watch = new ResizeObserver(() => {
      if (atEnd) toEnd();
    });
    watch.observe(node);
    watch.observe(content);
  }

  // Only who scrolls up leaves the end: what arrives moves it away from under the reader.
  function look() {
    const up = node.scrollTop < last;
    last = node.scrollTop;
    if (node.scrollHeight - node.scrollTop - node.clientHeight < NEAR) atEnd = true;
    else if (up) atEnd = false;
  }

  // Returns whether a place was known: then that is where the reader is now. It is known once.
  function arrive(at) {
    name = at;
    const known = tab.get(`scroll:${at}`);
    tab.set(`scroll:${at}`, null);
    atEnd = content ? known?.atEnd ?? true : false;
    if (atEnd) toEnd();
    else if (known) node.scrollTop = known.top;
    return Boolean(known);
  }

  return { arrive, toEnd: () => { atEnd = true; toEnd(); }, leave: () => { name = ""; } };
}
