// The page as a whole: where somebody is, what is shown of it, and what is drawn anew when.

import { announce } from "./announce.js";
import { api, Unreachable } from "./api.js";
import { createClock } from "./clock.js";
import { createConversation } from "./conversation.js";
import { createDirectory } from "./directory.js";
import { createModals } from "./modal.js";
import { createPane } from "./pane.js";
import { createSidebar } from "./sidebar.js";
import { createThread } from "./thread.js";
import { createTopbar } from "./topbar.js";
import { createUnread } from "./unread.js";
import { follow } from "./live.js";
import { tab } from "./memory.js";
import { hashOf, HOME, readPlace } from "./place.js";
import { listen, showKeys } from "./shortcuts.js";
import { applyTheme, followTheme } from "./theme.js";

const A_WHILE_MS = 20_000; // minutes are counted

applyTheme();
start();

async function start() {
  const { seq } = await patiently(() => api.changes({}));
  const directory = createDirectory(await patiently(api.about));
  const app = {
    directory,
    place: readPlace(location.hash || tab.get("place", ""), directory, readPlace(tab.get("place", ""), directory).person),
    channels: [],
    unread: createUnread(directory.team.id),
    part: "conversation",
    showKeys,
  };
  Object.assign(app, movesOf(app), refreshesOf(app));
  app.clock = createClock(app);
  await patiently(app.clock.refresh);
  app.sidebar = createSidebar(app);
  app.topbar = createTopbar(app);
  app.pane = createPane(app);
  app.conversation = createConversation(app);
  app.guide = app.conversation.guide;
  app.thread = createThread(app);
  app.modals = createModals(app);
  window.addEventListener("unhandledrejection", (event) => {
    if (!(event.reason instanceof Unreachable)) return; // a fault of ours: the console shall show it
    event.preventDefault();
    unreachable(event.reason.message);
  });
  window.addEventListener("hashchange", () => app.arrive(readPlace(location.hash, directory, app.place.person)));
  document.addEventListener("visibilitychange", () => document.hidden || app.refreshMessages());
  setInterval(app.pane.drawTimes, A_WHILE_MS);
  listen(app);
  followTheme(() => app.topbar.draw());
  await patiently(app.refreshAll);
  app.live = follow(seq, {
    person: () => app.place.person,
    onChanges: app.refreshFor,
    onLost: app.beginAnew,
    onTrouble: unreachable,
  });
  // Where there is a keyboard, one types at once; on a phone it would cover half of the page.
  if (matchMedia("(min-width: 821px)").matches && document.activeElement === document.body) app.conversation.composer.focus();
  document.body.classList.add("is-ready");
}

function movesOf(app) {
  return {
    go(patch) {
      app.arrive({ ...app.place, ...patch });
    },
    async arrive(place) {
      const before = app.place;
      app.place = place;
      app.conversation.composer.settle();
      app.thread.composer.settle();
      const hash = hashOf(place, app.directory);
      if (location.hash !== hash) history.pushState(null, "", hash);
      tab.set("place", hash);
      app.showPart("conversation");
      if (before.person !== place.person) await app.changePerson();
      else {
        app.drawSidebar();
        await app.refreshMessages();
      }
    },
    become(person) {
      if (person === app.place.person) return;
      announce(`You are ${app.directory.label(person)}.`);
      app.go({ person, thread: "" });
    },
    async openDm(other) {
      const { channel } = await api.openDm(app.place.person, other);
      await app.refreshChannels();
      app.go({ channel: channel.id, thread: "" });
    },
    async join(channel) {
      await api.join(app.place.person, channel);
      await app.refreshAll();
    },
    showPart(name) {
      app.part = name;
      document.body.dataset.part = name;
      app.topbar?.draw();
    },
    toEnd(inThread) {
      (inThread ? app.thread : app.conversation).toEnd();
    },
  };
}

function refreshesOf(app) {
  const refreshNews = async () => {
    app.unread.take((await api.news()).news);
    app.drawSidebar();
  };
  const refreshClock = async () => {
    await app.clock.refresh();
    app.topbar.draw();
    app.pane.drawTimes();
  };
  return {
    drawSidebar() {
      app.sidebar.draw();
      app.topbar.draw();
    },
    async changePerson() {
      app.live?.wake();
      await app.refreshAll();
    },
    async refreshChannels() {
      const { person } = app.place;
      const { channels } = await api.channels(person);
      if (person === app.place.person) app.channels = channels;
    },
    async refreshMessages() {
      await Promise.all([app.conversation.refresh(), app.thread.refresh()]);
    },
    async refreshAll() {
      await app.refreshChannels();
      const { channel } = app.place;
      if (channel !== HOME && !app.channels.some((one) => one.id === channel)) {
        const first = app.channels.find((one) => one.member && one.kind !== "im") ?? app.channels[0];
        app.place = { ...app.place, channel: first?.id ?? "", thread: "" };
        history.replaceState(null, "", hashOf(app.place, app.directory));
      }
      await refreshNews();
      await Promise.all([app.refreshMessages(), app.modals.refresh(), app.pane.refresh(), app.guide.refresh()]);
    },
    async beginAnew() {
      await refreshClock();
      await app.refreshAll();
    },
    async refreshFor(changes) {
      const any = (begin) => changes.some((change) => change.kind.startsWith(begin));
      const work = [];
      if (any("clock.")) {
        await refreshClock();
        work.push(app.refreshMessages());
      }
      if (any("channel.")) await app.refreshChannels();
      if (any("channel.") || any("message.")) work.push(refreshNews());
      if (any("message.")) work.push(app.refreshMessages());
      if (any("view.")) work.push(app.modals.refresh(), app.place.channel === HOME && app.conversation.refresh());
      if (any("pane.")) work.push(app.pane.refresh());
      if (any("pane.") || any("message.")) work.push(app.guide.refresh());
      await Promise.all(work);
    },
  };
}

function unreachable(why = "") {
  const notice = document.getElementById("offline");
  if (notice.dataset.why === why) return; // an alert that is set again would be read out again
  notice.dataset.why = why;
  notice.textContent = why && `${why} Trying again …`;
  notice.hidden = !why;
}

// The page may be opened before the workspace answers; it then waits for it.
async function patiently(work) {
  for (;;) {
    try {
      const done = await work();
      unreachable();
      return done;
    } catch (problem) {
      if (problem.name !== "Error" && !problem.message) throw problem;
      unreachable(problem.message);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}
