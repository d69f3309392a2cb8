// Where somebody is: who they are, which channel (or the app's home) and which thread are open.
// It is kept in the address, so a reload, a bookmark and the Back button all lead there.

export const HOME = "home";

// An address that names nobody, as a message's own does, is looked at by `me`.
export function readPlace(hash, directory, me = "") {
  const [, name = "", channel = "", thread = ""] = readable(hash.replace(/^#/, "")).split("/");
  const person = directory.byName(name) ?? (me ? directory.user(me) : null) ?? directory.people[0];
  return { person: person?.id ?? "", channel, thread };
}

function readable(hash) {
  try {
    return decodeURIComponent(hash);
  } catch {
    return ""; // a stray percent sign
  }
}

export function hashOf(place, directory) {
  const parts = [directory.user(place.person)?.name ?? "", place.channel, place.thread];
  while (parts.length && !parts.at(-1)) parts.pop();
  return `#/${parts.join("/")}`;
}
