// The workspace over HTTP. Every answer has `ok`; what is refused carries a sentence.

export class Refused extends Error {
  constructor(error, why) {
    super(why || error);
    this.error = error;
  }
}

// Nobody answers, or not to this page; the message is what is shown until somebody does.
export class Unreachable extends Error {}

async function ask(path, options = {}) {
  let answer;
  try {
    const response = await fetch(path, { cache: "no-store", ...options });
    answer = await response.json();
  } catch (problem) {
    if (problem.name === "AbortError") throw problem;
    throw new Unreachable("The workspace can't be reached.");
  }
  if (answer.error === "wrong_token") throw new Unreachable(answer.why);
  if (!answer.ok) throw new Refused(answer.error, answer.why);
  return answer;
}

const post = (path, body = {}) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

const at = (person, ...parts) => ["/people", person, ...parts].map(encodePart).join("/");
const encodePart = (part, place) => (place === 0 ? part : encodeURIComponent(part));

export const api = {
  about: () => ask("/workspace"),
  news: () => ask("/workspace/news"),
  clock: () => ask("/workspace/clock"),
  forward: (how) => post("/workspace/clock", how),
  guide: () => ask("/workspace/guide"),
  channels: (person) => ask(at(person, "channels")),
  messages: (person, channel) => ask(at(person, "channels", channel, "messages")),
  thread: (person, channel, ts) => ask(at(person, "channels", channel, "threads", ts)),
  modals: (person) => ask(at(person, "modals")),
  home: (person) => ask(at(person, "home")),
  openHome: (person) => post(at(person, "home")),
  openDm: (person, other) => post(at(person, "dms"), { with: other }),
  join: (person, channel) => post(at(person, "members"), { channel }),
  say: (person, body) => post(at(person, "messages"), body),
  command: (person, body) => post(at(person, "commands"), body),
  click: (person, body) => post(at(person, "clicks"), body),
  suggest: (person, body) => post(at(person, "suggestions"), body),
  fill: (person, view, values) => post(at(person, "views", view, "fill"), { values }),
  submit: (person, view) => post(at(person, "views", view, "submit")),
  close: (person, view, everything) => post(at(person, "views", view, "close"), { everything }),
  changes: (query, signal) => ask(`/people/changes?${new URLSearchParams(query)}`, { signal }),
  pane: () => ask("/pane/state"),
  paneEntry: (entry) => ask(`/pane/entries/${encodeURIComponent(entry)}`),
  paneAct: (act) => post(`/pane/acts/${encodeURIComponent(act)}`),
};
