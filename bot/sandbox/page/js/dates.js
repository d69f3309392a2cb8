// Moments as the person reads them: in their own time zone, in the words Slack's date tokens ask for.

import { now } from "./now.js";

const parts = (tz, options) => new Intl.DateTimeFormat("en-GB", { timeZone: safe(tz), ...options });

function safe(tz) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: tz });
    return tz;
  } catch {
    return "UTC";
  }
}

export const time = (seconds, tz) => parts(tz, { hour: "2-digit", minute: "2-digit" }).format(seconds * 1000);
export const day = (seconds, tz) =>
  parts(tz, { weekday: "long", day: "numeric", month: "long" }).format(seconds * 1000);
export const full = (seconds, tz) => parts(tz, { dateStyle: "long", timeStyle: "short" }).format(seconds * 1000);
export const iso = (seconds) => new Date(seconds * 1000).toISOString();

const key = (seconds, tz) => parts(tz, { dateStyle: "short" }).format(seconds * 1000);

// Which day it is: what was said of “today” is drawn anew on the next.
export const today = (tz) => key(now() / 1000, tz);

function relative(seconds, tz, otherwise) {
  const present = now() / 1000;
  const near = { [key(present, tz)]: "today", [key(present - 86400, tz)]: "yesterday", [key(present + 86400, tz)]: "tomorrow" };
  return near[key(seconds, tz)] ?? otherwise;
}

export const dayName = (seconds, tz) => {
  const name = relative(seconds, tz, day(seconds, tz));
  return name[0].toUpperCase() + name.slice(1);
};

export const ago = (seconds) => {
  const gone = Math.max(0, now() / 1000 - seconds);
  if (gone < 60) return "just now";
  if (gone < 3600) return `${Math.floor(gone / 60)} min ago`;
  if (gone < 86400) return `${Math.floor(gone / 3600)} h ago`;
  return `${Math.floor(gone / 86400)} d ago`;
};

export function formatted(format, seconds, tz) {
  const short = parts(tz, { day: "numeric", month: "short", year: "numeric" }).format(seconds * 1000);
  const long = parts(tz, { dateStyle: "full" }).format(seconds * 1000);
  const plain = parts(tz, { dateStyle: "long" }).format(seconds * 1000);
  const words = {
    date_num: new Date(seconds * 1000).toISOString().slice(0, 10),
    date: plain,
    date_short: short,
    date_long: long,
    date_pretty: relative(seconds, tz, plain),
    date_short_pretty: relative(seconds, tz, short),
    date_long_pretty: relative(seconds, tz, long),
    time: time(seconds, tz),
    time_secs: parts(tz, { timeStyle: "medium" }).format(seconds * 1000),
    ago: ago(seconds),
  };
  return format.replace(/\{(\w+)\}/g, (token, name) => words[name] ?? token);
}
