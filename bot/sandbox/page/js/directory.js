// Who and what there is, by id: names for mentions, avatars, the app and its commands.

export function createDirectory(about) {
  const users = new Map(about.users.map((user) => [user.id, user]));
  const groups = new Map(about.groups.map((group) => [group.id, group]));
  const people = about.users.filter((user) => !user.is_bot && !user.deleted);
  const label = (id) => users.get(id)?.real_name || users.get(id)?.name || id;
  return {
    team: about.team,
    app: about.app,
    people,
    hasPane: about.pane,
    hasGuide: about.guide,
    user: (id) => users.get(id),
    byName: (name) => people.find((user) => user.name === name),
    label,
    firstName: (id) => label(id).split(" ")[0],
    group: (id) => groups.get(id)?.handle ?? id,
    groups: [...groups.values()],
    channel: (id) => about.channels[id] ?? id,
    channels: Object.entries(about.channels).map(([id, name]) => ({ id, name })),
    mentionable: about.users.filter((user) => !user.deleted && user.id !== "USLACKBOT"),
    hue: (id) => [...users.keys()].indexOf(id) % 8,
  };
}

export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return (words.length > 1 ? words[0][0] + words.at(-1)[0] : name.slice(0, 2)).toUpperCase();
}
