// The workspace's present, which may be set ahead of the machine's.

let ahead = 0; // milliseconds

export const now = () => Date.now() + ahead;
export const hoursAhead = () => Math.round(ahead / 3_600_000);

export function setAhead(seconds) {
  ahead = seconds * 1000;
}
