// What this browser remembers: drafts for this tab, marks of what was read and tastes for good.

function store(area, prefix) {
  return {
    get(key, fallback = null) {
      try {
        return JSON.parse(area().getItem(prefix + key)) ?? fallback;
      } catch {
        return fallback; // storage that is switched off or broken remembers nothing, and that is all
      }
    },
    set(key, value) {
      try {
        if (value === null || value === "") area().removeItem(prefix + key);
        else area().setItem(prefix + key, JSON.stringify(value));
      } catch {
        // as above: the page works without a memory
      }
    },
  };
}

export const tab = store(() => window.sessionStorage, "workspace:");
export const browser = store(() => window.localStorage, "workspace:");

export const draftKey = (place, inThread) =>
  `draft:${place.person}:${place.channel}:${inThread ? place.thread : ""}`;
