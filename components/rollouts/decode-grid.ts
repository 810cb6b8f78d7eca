// The grid travels as one letter for each device. Only the type of the table is imported: the module that holds it
// belongs to the server.
import type { GridCells } from "#components/rollouts/draw-grid.ts";
import { type DeviceStatus, deviceStatuses } from "#lib/rollouts/rules/rollout.ts";
import type { gridLetters } from "#lib/rollouts/view.ts";

type Letters = typeof gridLetters;

const statusOf: { [Status in DeviceStatus as Letters[Status]]: Status } = {
  p: "pending",
  s: "scheduled",
  u: "updating",
  h: "healthy",
  f: "failed",
  r: "rolledBack",
  k: "skipped",
};

const codeOf = new Uint8Array(128);
for (const [letter, status] of Object.entries(statusOf)) {
  codeOf[letter.charCodeAt(0)] = deviceStatuses.indexOf(status);
}

export function decodeGrid(letters: string): GridCells {
  const cells = new Uint8Array(letters.length);
  for (let position = 0; position < letters.length; position++) {
    cells[position] = codeOf[letters.charCodeAt(position)] ?? 0;
  }
  return cells;
}
