// Light or dark: what the system says, unless somebody chose.

import { browser } from "./memory.js";

const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");

export const isDark = () => (browser.get("theme") ?? (prefersDark.matches ? "dark" : "light")) === "dark";

export function applyTheme() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
}

export function toggleTheme() {
  browser.set("theme", isDark() ? "light" : "dark");
  applyTheme();
}

export function followTheme(changed) {
  prefersDark.addEventListener("change", () => {
    applyTheme();
    changed();
  });
}
