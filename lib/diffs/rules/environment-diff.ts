// Which environment variables came, went or changed? Their values are never part of the answer.

export type VariableStatus = "added" | "removed" | "changed" | "unchanged";

export interface VariableChange {
  name: string;
  status: VariableStatus;
}

export function compareEnvironments(
  from: Readonly<Record<string, string>>,
  to: Readonly<Record<string, string>>,
): VariableChange[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
  return names.map((name) => ({ name, status: statusOf(valueOf(from, name), valueOf(to, name)) }));
}

function statusOf(from: string | undefined, to: string | undefined): VariableStatus {
  if (from === undefined) return "added";
  if (to === undefined) return "removed";
  return from === to ? "unchanged" : "changed";
}

/** A variable may be called as one of the properties that every object has. */
function valueOf(environment: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(environment, name) ? environment[name] : undefined;
}
