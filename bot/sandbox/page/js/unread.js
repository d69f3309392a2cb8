// What each person has not read yet, place by place. Marks are kept by this browser.

import { browser } from "./memory.js";

const key = (team, person, channel) => `read:${team}:${person}:${channel}`;

export function createUnread(team) {
  let news = {};
  const count = (person, channel) => {
    const read = browser.get(key(team, person, channel), "0");
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
      if (!ts || ts <= browser.get(key(team, person, channel), "0")) return false;
      browser.set(key(team, person, channel), ts);
      return true;
    },
    lastRead: (person, channel) => browser.get(key(team, person, channel), "0"),
  };
}

export function badge(count) {
  return count > 99 ? "99+" : String(count);
}
