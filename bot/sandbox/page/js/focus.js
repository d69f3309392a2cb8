// Keeps Tab inside a dialog. The browser makes the rest of the page inert; this closes the circle.

const CAN_FOCUS = "a[href], button:not([disabled]), input:not([disabled]), select, textarea, [tabindex='0']";

export function trapFocus(dialog) {
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const all = [...dialog.querySelectorAll(CAN_FOCUS)].filter((one) => one.offsetParent !== null);
    if (!all.length) return;
    const [first, last] = [all[0], all.at(-1)];
    const outside = !all.includes(document.activeElement);
    if (event.shiftKey && (document.activeElement === first || outside)) last.focus();
    else if (!event.shiftKey && (document.activeElement === last || outside)) first.focus();
    else return;
    event.preventDefault();
  });
}
