// Which reports wait for the server, and which of them still say something new?
import type { Report } from "#lib/simulate/rules/protocol.ts";

export interface AgentReport extends Report {
  attributes?: Record<string, string | number | boolean | null>;
}

export interface Letter {
  id: number;
  report: AgentReport;
}

/** More can only wait if an outage outlasts as many actions: nothing but their ends is left then. */
export const LETTERS_MAX = 500;

const progress: ReadonlySet<string | undefined> = new Set(["accepted", "downloading", "installing"]);

/** What a newer report of the same action makes worthless. */
function isProgress({ actionId, status }: AgentReport): boolean {
  return actionId !== undefined && (status === undefined || progress.has(status));
}

/** How an action ended is never dropped. */
function isFinal({ status }: AgentReport): boolean {
  return status === "healthy" || status === "failed" || status === "rolledBack";
}

/**
 * Adds a report to those that wait. Of an action's progress only what nothing newer outdates is kept, and so is the
 * newest word on what runs; beyond the bound the oldest go that are no ends.
 */
export function enqueue(letters: readonly Letter[], letter: Letter): Letter[] {
  const { report } = letter;
  if (report.actionId === undefined) return bound([...letters.filter(isAboutAction), merge(letters, letter)]);
  const others = letters.filter((other) => !(isProgress(other.report) && other.report.actionId === report.actionId));
  return bound([...others, letter]);
}

function isAboutAction({ report }: Letter): boolean {
  return report.actionId !== undefined;
}

/** What runs and what the host is like are told by one letter, the newer word winning. */
function merge(letters: readonly Letter[], { id, report }: Letter): Letter {
  const former = letters.findLast((letter) => !isAboutAction(letter))?.report;
  if (former === undefined) return { id, report };
  const apps = { ...former.apps, ...report.apps };
  const attributes = { ...former.attributes, ...report.attributes };
  return {
    id,
    report: {
      ...report,
      ...(Object.keys(apps).length > 0 && { apps }),
      ...(Object.keys(attributes).length > 0 && { attributes }),
    },
  };
}

function bound(letters: readonly Letter[]): Letter[] {
  let surplus = letters.length - LETTERS_MAX;
  return letters.filter(({ report }) => surplus <= 0 || isFinal(report) || surplus-- <= 0);
}
