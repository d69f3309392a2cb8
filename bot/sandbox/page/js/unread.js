// What each person has not read yet, place by place. Marks are kept by this browser.

import { browser } from "./memory.js";
import { now } from "./now.js";

const SKEW = 5; // seconds that two clocks may differ

const key = (team, person, channel) => `read:${team}:${person}:${channel}`;

export function createUnread(team) {
  let news = {};
  // A mark of a time that is still to come is of another workspace, before this one began anew.
  const lastRead = (person, channel) => {
    const mark = browser.get(key(team, person, channel), "0");
    return Number(mark) > now() / 1000 + SKEW ? "0" : mark;
  };
  const count = (person, channel) => {
    const read = lastRead(person, channel);
    return (news[person]?.[channel] ?? []).filter((ts) => ts > read).length;
  };
  return {
    take(fresh) {
      news = fresh;
    },
    count,
    ofPerson: (person) =>
      Object.keys(news[person] ?? {}).reduce((sum, channel) => sum + count(person, channel), 0),
    // Returns whether something was unread until now.
    read(person, channel, ts) {
      if (!ts || ts <= lastRead(person, channel)) return false;
      browser.set(key(team, person, channel), ts);
      return true;
    },
    lastRead,
  };
}

export function badge(count) {
  return count > 99 ? "99+" : String(count);
}
