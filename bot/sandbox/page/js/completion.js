// What could be typed next: commands and their words from the workspace's plan, @people, #channels.

const MOST = 12;

// Returns { from, to, items, usage }: which part of the text the items would replace.
export function complete(text, caret, { directory }) {
  const before = text.slice(0, caret);
  const word = /\S*$/.exec(before)[0];
  const span = { from: caret - word.length, to: caret, typed: word };
  const command = commandIn(before, directory);
  if (text.startsWith("/") && !/\s/.test(before)) {
    return { ...span, items: commands(word, directory), usage: "" };
  }
  const named = mentions(word, directory);
  if (named) return { ...span, items: named, usage: command ? usageOf(before, command) : "" };
  if (!command) return { ...span, items: [], usage: "" };
  return { ...span, items: wordsOf(before, command, word), usage: usageOf(before, command) };
}

export function commandIn(text, directory) {
  const [name] = text.split(/\s/, 1);
  return directory.app.commands.find((command) => command.name === name.toLowerCase());
}

const begins = (prefix) => (word) => word.toLowerCase().startsWith(prefix.toLowerCase());

function commands(word, directory) {
  return directory.app.commands
    .filter((command) => begins(word)(command.name))
    .map((command) => ({ insert: command.name, label: command.name, hint: command.description }));
}

function wordsOf(before, command, word) {
  const done = before.slice(0, before.length - word.length).trim().split(/\s+/);
  if (done.length === 1) {
    return command.completions
      .filter((one) => begins(word)(one.word))
      .map((one) => ({ insert: one.word, label: one.word, hint: one.hint }));
  }
  const verb = command.completions.find((one) => one.word === done[1].toLowerCase());
  return (verb?.then[done.length - 2] ?? []).filter(begins(word)).map((one) => ({ insert: one, label: one, hint: "" }));
}

function usageOf(before, command) {
  const [, first = ""] = before.split(/\s+/);
  const verb = command.completions.find((one) => one.word === first.toLowerCase());
  return verb ? `${command.name} ${verb.usage || verb.word} — ${verb.hint}` : `${command.name} ${command.usage_hint}`;
}

function mentions(word, directory) {
  const prefix = word.slice(1);
  if (word.startsWith("@")) {
    return directory.mentionable
      .filter((user) => begins(prefix)(user.name) || begins(prefix)(user.real_name ?? ""))
      .slice(0, MOST)
      .map((user) => ({ insert: `@${user.name}`, label: `@${user.name}`, hint: user.real_name }));
  }
  if (word.startsWith("#")) {
    return directory.channels.filter(({ name }) => begins(prefix)(name)).slice(0, MOST)
      .map(({ name }) => ({ insert: `#${name}`, label: `#${name}`, hint: "" }));
  }
  return null;
}
