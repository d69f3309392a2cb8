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

const newest = new Map(); // by path: the answer to what was asked last, of those that have arrived
let asked = 0;

// Answers may overtake each other. One that arrives after the answer to a later question is out of date:
// a form that was closed meanwhile would open again.
async function look(path) {
  asked += 1;
  const mine = asked;
  const answer = await ask(path);
  const last = newest.get(path);
  if (last && last.asked > mine) return last.answer;
  newest.set(path, { asked: mine, answer });
  return answer;
}

const post = (path, body = {}) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

const at = (person, ...parts) => ["/people", person, ...parts].map(encodePart).join("/");
const encodePart = (part, place) => (place === 0 ? part : encodeURIComponent(part));

export const api = {
  about: () => look("/workspace"),
  news: () => look("/workspace/news"),
  clock: () => look("/workspace/clock"),
  forward: (how) => post("/workspace/clock", how),
  guide: () => look("/workspace/guide"),
  channels: (person) => look(at(person, "channels")),
  messages: (person, channel) => look(at(person, "channels", channel, "messages")),
  thread: (person, channel, ts) => look(at(person, "channels", channel, "threads", ts)),
  modals: (person) => look(at(person, "modals")),
  home: (person) => look(at(person, "home")),
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
  pane: () => look("/pane/state"),
  paneEntry: (entry) => look(`/pane/entries/${encodeURIComponent(entry)}`),
  paneAct: (act) => post(`/pane/acts/${encodeURIComponent(act)}`),
};
