// The question a button may ask before it is used.

import { text } from "./text.js";
import { el, fill } from "./dom.js";

export function confirmed(confirm, ctx) {
  const dialog = document.getElementById("question");
  return new Promise((resolve) => {
    const answer = (value) => () => dialog.close(value);
    fill(
      dialog,
      el("header", {}, el("h2", { id: "question-title" }, text(confirm.title, ctx))),
      el("div", { class: "modal-body" }, el("p", {}, text(confirm.text, ctx))),
      el("footer", {},
        el("button", { type: "button", class: "button", onclick: answer("") }, text(confirm.deny, ctx)),
        el("button", {
          type: "button", class: `button button-${confirm.style ?? "primary"}`, onclick: answer("yes"),
        }, text(confirm.confirm, ctx))),
    );
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
  });
}
