// Building DOM from plain values. Text always becomes text nodes: data can never become markup.

const SVG = "http://www.w3.org/2000/svg";

export function el(tag, props = {}, ...children) {
  return dressed(document.createElement(tag), props, children);
}

export function svg(tag, props = {}, ...children) {
  return dressed(document.createElementNS(SVG, tag), props, children);
}

function dressed(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else if (name === "checked" || name === "selected") node[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function fill(parent, ...children) {
  const nodes = children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
  if (pressed && parent !== pressed && parent.contains(pressed)) {
    held.set(parent, nodes);
    parent.setAttribute("aria-busy", "true");
  } else parent.replaceChildren(...nodes);
  return parent;
}

// A click is a press and a release of the same element. Were it redrawn in between, because somebody
// else has just written, the click would be lost: so what is being pressed is redrawn on release.
const held = new Map();
let pressed = null;

function release() {
  setTimeout(() => { // the click comes first
    pressed = null;
    for (const [parent, nodes] of held) {
      keepingFocus(parent, () => parent.replaceChildren(...nodes));
      parent.removeAttribute("aria-busy");
    }
    held.clear();
  });
}

addEventListener("pointerdown", (event) => { pressed = event.target; }, true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, release, true);
addEventListener("blur", release); // the window's own: its release may happen elsewhere

// Puts focus back where it was after `redraw`, found again by the keys that survive a redraw.
export function keepingFocus(parent, redraw) {
  const active = document.activeElement;
  const inside = active && active !== parent && parent.contains(active);
  const key = inside ? active.closest("[data-key]")?.dataset.key : undefined;
  const caret = inside && "selectionStart" in active ? safeCaret(active) : null;
  redraw();
  if (!inside || parent.contains(document.activeElement)) return;
  const again = key && [...parent.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
  (again ?? parent.querySelector("[tabindex='-1']"))?.focus({ preventScroll: true });
  if (again && caret) again.setSelectionRange?.(...caret);
}

function safeCaret(input) {
  try {
    return input.selectionStart === null ? null : [input.selectionStart, input.selectionEnd];
  } catch {
    return null; // some kinds of input have no caret to ask for
  }
}

export function button(label, props, ...children) {
  return el("button", { type: "button", ...(label ? { "aria-label": label, title: label } : {}), ...props }, ...children);
}
