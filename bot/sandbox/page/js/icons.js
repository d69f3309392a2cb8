// The page's few line icons, drawn here so that nothing has to be fetched.

import { svg } from "./dom.js";

const PATHS = {
  close: "M5 5l10 10M15 5L5 15",
  send: "M3 10l14-6-5 13-3-5.5z",
  thread: "M4 5h12v8H9l-3.5 3v-3H4z",
  branch: "M6 4v12M6 12c6 0 8-2 8-6M6 4.1a1 1 0 100-.2M6 16.1a1 1 0 100-.2M14 5.1a1 1 0 100-.2",
  eye: "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 12a2 2 0 100-4 2 2 0 000 4",
  sun: "M10 7a3 3 0 100 6 3 3 0 000-6M10 2v2M10 16v2M2 10h2M16 10h2M4.5 4.5L6 6M14 14l1.5 1.5M4.5 15.5L6 14M14 6l1.5-1.5",
  moon: "M16 12A7 7 0 018 4a7 7 0 108 8z",
  keys: "M3 6h14v8H3zM6 9h.1M9 9h.1M12 9h.1M15 9h-.1M7 12h6",
  people: "M7 9a2.5 2.5 0 100-5 2.5 2.5 0 000 5M2.5 16c0-3 2-4.5 4.5-4.5s4.5 1.5 4.5 4.5M13 9a2 2 0 100-4M14 11.6c2 .2 3.5 1.6 3.5 4.4",
  chat: "M3 4h14v10H9l-4 3v-3H3z",
  back: "M12 5l-5 5 5 5",
  more: "M5 10h.1M10 10h.1M15 10h.1",
  map: "M4 5l4-1.5 4 1.5 4-1.5V15l-4 1.5-4-1.5-4 1.5zM8 3.5V15M12 5v11.5",
  clock: "M10 3a7 7 0 100 14 7 7 0 000-14M10 6v4l3 2",
  check: "M4 10.5l4 4 8-9",
  warn: "M10 3l8 14H2zM10 8v4M10 14.5v.1",
};

export function icon(name) {
  return svg("svg", { viewBox: "0 0 20 20", class: "icon", "aria-hidden": "true" }, svg("path", { d: PATHS[name] }));
}
