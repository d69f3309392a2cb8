// The emoji that messages in a workspace use most, by their names between colons.

const KNOWN = {
  white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️", question: "❓", grey_question: "❔",
  exclamation: "❗", lock: "🔒", unlock: "🔓", key: "🔑", hourglass: "⌛", hourglass_flowing_sand: "⏳",
  eyes: "👀", tada: "🎉", rocket: "🚀", rotating_light: "🚨", no_entry: "⛔", no_entry_sign: "🚫",
  construction: "🚧", memo: "📝", clipboard: "📋", link: "🔗", bell: "🔔", no_bell: "🔕", calendar: "📅",
  date: "📅", alarm_clock: "⏰", bulb: "💡", mag: "🔍", robot_face: "🤖", wave: "👋", pray: "🙏",
  thumbsup: "👍", "+1": "👍", thumbsdown: "👎", "-1": "👎", clap: "👏", smile: "😄", slightly_smiling_face: "🙂",
  heart: "❤️", fire: "🔥", star: "⭐", sparkles: "✨", zap: "⚡", bug: "🐛", wrench: "🔧", gear: "⚙️",
  package: "📦", ship: "🚢", checkered_flag: "🏁", green_circle: "🟢", large_green_circle: "🟢",
  yellow_circle: "🟡", large_yellow_circle: "🟡", red_circle: "🔴", large_blue_circle: "🔵", white_circle: "⚪",
  black_circle: "⚫", arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️",
  information_source: "ℹ️", speech_balloon: "💬", bar_chart: "📊", chart_with_upwards_trend: "📈",
};

export const emoji = (name) => KNOWN[name.split("::")[0]] ?? `:${name}:`;
export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (token, name) => KNOWN[name] ?? token);
