// What a screen reader is told without moving anybody's focus.

const region = document.getElementById("news");

export function announce(text) {
  region.textContent = "";
  // A pause, since a region that says the same again is not read again.
  setTimeout(() => {
    region.textContent = text;
  }, 60);
}
