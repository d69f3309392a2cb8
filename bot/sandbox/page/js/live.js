// The one long poll by which everything stays current. A hidden tab only looks in now and then:
// a browser allows few open connections to one server, and many people may be open in many tabs.

import { api, Unreachable } from "./api.js";

const WAIT_SECONDS = 25;
const LOOK_IN_MS = 3000;
const TRY_AGAIN_MS = 1500;

export function follow(since, { person, onChanges, onLost, onTrouble }) {
  let waiting = new AbortController();
  let seq = since;
  const wake = () => {
    waiting.abort();
    waiting = new AbortController();
  };

  async function once() {
    const seconds = document.hidden ? 0 : WAIT_SECONDS;
    const news = await api.changes({ since: seq, timeout: seconds, user: person() }, waiting.signal);
    onTrouble();
    if (news.lost) await onLost();
    else if (news.changes.length) await onChanges(news.changes);
    seq = news.seq; // only now: what could not be shown is asked for again
    if (document.hidden) await pause(LOOK_IN_MS);
  }

  async function forever() {
    for (;;) {
      try {
        await once();
      } catch (problem) {
        if (problem.name === "AbortError") continue;
        onTrouble(problem instanceof Unreachable ? problem.message : "");
        await pause(TRY_AGAIN_MS);
      }
    }
  }

  document.addEventListener("visibilitychange", wake);
  forever();
  return { wake };
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
