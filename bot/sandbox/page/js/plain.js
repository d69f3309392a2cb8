// A message as a line of bare text, for those who listen.

export function plain(message, directory) {
  const text = message.blocks.length ? words(message.blocks, directory).join(" ") : message.text;
  return text.replace(/<@(\w+)(?:\|[^>]*)?>/g, (_, id) => `@${directory.label(id)}`).replace(/\s+/g, " ").trim();
}

function words(value, directory) {
  if (Array.isArray(value)) return value.flatMap((one) => words(one, directory));
  if (value === null || typeof value !== "object") return [];
  if (value.type === "user") return [`@${directory.label(value.user_id)}`];
  if (typeof value.text === "string") return [value.text];
  return Object.values(value).flatMap((one) => words(one, directory));
}
