// What does a hawkBit client read when it polls?

export interface BasePollFacts {
  /** scheme://host:port by which the device reached us. */
  origin: string;
  /** As the device wrote it in the address. */
  tenant: string;
  controllerId: string;
  sleepSeconds: number;
  /** The one thing that the device should do now; null for nothing. */
  todo: { kind: "deploymentBase" | "confirmationBase"; actionId: number; stamp: number } | CancelTodo | null;
  installedActionId: number | null;
  wantsAttributes: boolean;
}

interface CancelTodo {
  kind: "cancelAction";
  actionId: number;
}

interface Link {
  href: string;
}

export interface BasePollView {
  config: { polling: { sleep: string } };
  _links?: Record<string, Link>;
}

/** Writes the answer to a base poll; links that lead nowhere are left out. */
export function basePoll(facts: BasePollFacts): BasePollView {
  const root = deviceRoot(facts);
  const links: Record<string, Link> = {};
  if (facts.todo !== null) links[facts.todo.kind] = { href: `${root}/${pathOf(facts.todo)}` };
  if (facts.installedActionId !== null) {
    links.installedBase = { href: `${root}/installedBase/${facts.installedActionId}` };
  }
  if (facts.wantsAttributes) links.configData = { href: `${root}/configData` };
  return {
    config: { polling: { sleep: sleepText(facts.sleepSeconds) } },
    ...(Object.keys(links).length > 0 && { _links: links }),
  };
}

/**
 * The ETag of an answer: all that it is made of, besides the address at which it was asked for. A hash of the body would
 * say the same, and take longer than the rest of most answers.
 */
export function basePollTag({ origin, sleepSeconds, todo, installedActionId, wantsAttributes }: BasePollFacts): string {
  const asked = todo === null ? "" : pathOf(todo);
  return `"${sleepSeconds},${asked},${installedActionId ?? ""},${wantsAttributes ? 1 : 0},${encodeURI(origin)}"`;
}

/** The address below which everything of one device stands. */
export function deviceRoot(facts: Pick<BasePollFacts, "origin" | "tenant" | "controllerId">): string {
  const { origin, tenant, controllerId } = facts;
  return `${origin}/${encodeURIComponent(tenant)}/controller/v1/${encodeURIComponent(controllerId)}`;
}

// One client makes its feedback address by appending to the link of a cancellation, so that bears no query.
function pathOf(todo: NonNullable<BasePollFacts["todo"]>): string {
  const path = `${todo.kind}/${todo.actionId}`;
  return todo.kind === "cancelAction" ? path : `${path}?c=${todo.stamp}`;
}

const SLEEP_SECONDS_MAX = 86_399;

/** HH:MM:SS. Never zero, which clients take for no answer. */
function sleepText(seconds: number): string {
  const bounded = Math.min(Math.max(1, Math.round(seconds)), SLEEP_SECONDS_MAX);
  const parts = [Math.floor(bounded / 3600), Math.floor(bounded / 60) % 60, bounded % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
