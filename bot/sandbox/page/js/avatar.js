// A person's square: initials on a colour of their own. It is decoration; the name stands beside it.

import { initials } from "./directory.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";

export function avatar(directory, id, size = "") {
  const user = directory.user(id);
  if (user?.is_bot) {
    return el("span", { class: `avatar bot ${size}`, "aria-hidden": "true" }, icon("check"));
  }
  return el("span", { class: `avatar hue-${directory.hue(id)} ${size}`, "aria-hidden": "true" }, initials(directory.label(id)));
}
