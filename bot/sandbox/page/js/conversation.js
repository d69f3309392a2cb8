// The middle of the page: a channel or direct message, or the app's home.

import { announce } from "./announce.js";
import { api } from "./api.js";
import { createComposer } from "./composer.js";
import { el, button, fill } from "./dom.js";
import { createGuide } from "./guide.js";
import { createHome } from "./home.js";
import { icon } from "./icons.js";
import { createMessageList } from "./messagelist.js";
import { HOME } from "./place.js";
import { plain } from "./plain.js";
import { rememberScroll } from "./scroll.js";

export function createConversation(app) {
  const main = document.getElementById("conversation");
  const list = createMessageList(app);
  const composer = createComposer(app, { inThread: false });
  const home = createHome(app);
  const guide = createGuide(app);
  const header = el("header", { class: "column-head" });
  const scroller = el("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": "Messages" }, list.node);
  const foot = el("div", { class: "foot" });
  fill(main, header, guide.node, scroller, home.node, foot);
  const scroll = rememberScroll(scroller, list.node);
  let at = "";
  let newest = "";
  let unreadFrom = "";

  async function refresh() {
    const { person, channel } = app.place;
    const here = `${person}/${channel}`;
    drawHead();
    guide.draw();
    if (channel !== HOME) home.leave();
    home.node.hidden = channel !== HOME;
    scroller.hidden = foot.hidden = channel === HOME;
    if (channel === HOME) {
      at = here;
      scroll.leave();
      return home.refresh();
    }
    if (!channel) return undefined;
    const { messages } = await api.messages(person, channel);
    if (here !== `${app.place.person}/${app.place.channel}`) return undefined; // somebody moved on meanwhile
    const arrived = at !== here;
    if (arrived) unreadFrom = app.unread.count(person, channel) ? app.unread.lastRead(person, channel) : "";
    tell(messages, arrived);
    list.update(messages, { tz: app.directory.user(person)?.tz ?? "UTC", unreadAfter: unreadFrom, quiet: arrived });
    at = here;
    drawFoot(messages.length);
    if (arrived) scroll.arrive(here);
    if (!document.hidden && app.unread.read(person, channel, newest)) app.drawSidebar();
    return undefined;
  }

  // Says aloud what came since the last look; on arrival, nothing: the reader starts where they like.
  function tell(messages, arrived) {
    const fresh = arrived ? [] : messages.filter((one) => one.ts > newest && one.user !== app.place.person);
    newest = messages.at(-1)?.ts ?? "";
    for (const message of fresh.slice(-2)) {
      announce(`${message.author}${message.ephemeral ? ", only to you" : ""}: ${plain(message, app.directory).slice(0, 200)}`);
    }
  }

  function drawHead() {
    const { channel } = app.place;
    const found = app.channels.find((one) => one.id === channel);
    const isApp = channel === HOME || found?.with === app.directory.app.bot_user;
    const title = isApp ? app.directory.app.name : channelTitle(found);
    fill(
      header,
      button("People and channels", { class: "icon-button only-phone", onclick: () => app.showPart("sidebar") }, icon("back")),
      el("h1", {}, title),
      isApp ? tabs(channel) : null,
      el("span", { class: "spacer" }),
      found?.kind === "groups" ? el("span", { class: "tag" }, "PRIVATE") : null,
    );
  }

  function channelTitle(found) {
    if (!found) return "";
    return found.kind === "im" ? app.directory.label(found.with) : `# ${found.name}`;
  }

  function tabs(channel) {
    const tab = (name, label, go) =>
      el("button", { type: "button", class: "tab", "aria-current": name ? "page" : null, onclick: go }, label);
    return el("nav", { class: "tabs", "aria-label": app.directory.app.name },
      tab(channel === HOME, "Home", () => app.go({ channel: HOME, thread: "" })),
      tab(channel !== HOME, "Messages", () => app.openDm(app.directory.app.bot_user)));
  }

  function drawFoot(count) {
    const found = app.channels.find((one) => one.id === app.place.channel);
    main.classList.toggle("is-empty", !count);
    if (found && !found.member) {
      fill(foot, el("div", { class: "join" }, el("p", {}, `You are not in #${found.name}.`),
        el("button", { type: "button", class: "button button-primary", onclick: () => app.join(found.id) }, "Join")));
      return;
    }
    if (foot.firstChild !== composer.node) fill(foot, composer.node);
    composer.arrive(found ? channelTitle(found).replace("# ", "#") : "");
  }

  return { refresh, composer, guide, toEnd: scroll.toEnd };
}
