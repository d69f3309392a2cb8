// The statuses of phases: one symbol for each, the same in messages, tables and drawings.

const SIGNS = {
  "not started": "○",
  "in progress": "◔",
  "ready for signoff": "◑",
  "completed (doc baseline)": "◕",
  "signed off": "●",
};

export const signOf = (status) => SIGNS[status.trim().toLowerCase()] ?? "";

// What the tables of a document say of each row: the first cell → its status.
export function statusesIn(text) {
  const rows = text.split(/\r\n|\n|\r/).filter((line) => line.includes("|"));
  const cells = rows.map((line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim()));
  return new Map(cells.flatMap(([id, ...rest]) => {
    const status = rest.find(signOf);
    return status ? [[id.toLowerCase(), status]] : [];
  }));
}
