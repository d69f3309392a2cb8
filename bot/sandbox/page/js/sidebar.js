// The left side: who one is, and where one can go, each with what is unread there.

import { avatar } from "./avatar.js";
import { el, fill, keepingFocus } from "./dom.js";
import { HOME } from "./place.js";
import { badge } from "./unread.js";

export function createSidebar(app) {
  const nav = document.getElementById("sidebar");

  function draw() {
    keepingFocus(nav, () => fill(nav, people(), section("Channels", channels()), section("Direct messages", directs()), section("Apps", apps())));
  }

  const people = () =>
    el("section", { class: "people" }, el("h2", { id: "people-title" }, "You are"),
      el("ul", { "aria-labelledby": "people-title" }, app.directory.people.map((user, place) => el("li", {}, person(user, place)))));

  function person(user, place) {
    const current = user.id === app.place.person;
    return el("button", {
      type: "button", class: "person", "data-key": `person-${user.id}`, "data-person": user.name,
      "aria-pressed": String(current), title: place < 9 ? `Alt + ${place + 1}` : null, onclick: () => app.become(user.id),
    },
    avatar(app.directory, user.id),
    el("span", { class: "who" }, el("span", { class: "name" }, user.real_name || user.name),
      el("span", { class: "about" }, user.about)),
    unreadMark(current ? 0 : app.unread.ofPerson(user.id)));
  }

  const section = (title, items) =>
    items.length ? el("section", {}, el("h2", {}, title), el("ul", {}, items.map((item) => el("li", {}, item)))) : null;

  const channels = () =>
    app.channels.filter((one) => one.kind !== "im").map((one) => entry(one.id, one.name, el("span", { class: "sign", "aria-hidden": "true" }, one.kind === "groups" ? "◦" : "#")));

  function directs() {
    const bot = app.directory.app.bot_user;
    return app.channels.filter((one) => one.kind === "im" && one.with !== bot && one.with !== "USLACKBOT")
      .map((one) => entry(one.id, app.directory.label(one.with), avatar(app.directory, one.with, "tiny")));
  }

  function apps() {
    const bot = app.directory.app.bot_user;
    const im = app.channels.find((one) => one.with === bot);
    const go = () => app.openDm(bot);
    const current = app.place.channel === HOME || (im && app.place.channel === im.id);
    return [entry(im?.id ?? "app", app.directory.app.name, avatar(app.directory, bot, "tiny"), go, current)];
  }

  function entry(id, name, sign, go = () => app.go({ channel: id, thread: "" }), current = app.place.channel === id) {
    const count = app.unread.count(app.place.person, id);
    return el("button", {
      type: "button", class: `entry${count ? " unread" : ""}`, "data-key": `channel-${id}`, "data-channel": name,
      "aria-current": current ? "page" : null, onclick: go,
    }, sign, el("span", { class: "name" }, name), unreadMark(current ? 0 : count));
  }

  return { draw };
}

const unreadMark = (count) =>
  count ? el("span", { class: "badge" }, badge(count), el("span", { class: "visually-hidden" }, " unread")) : null;
