/** Something does not work now and may work later: the same step is tried again after a pause. */
export class TemporaryTrouble extends Error {
  override name = "TemporaryTrouble";
}

/** The configuration cannot work, or the server will not have this device. A sentence for who started the agent. */
export class AgentError extends Error {
  override name = "AgentError";
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.trim() : String(error);
}
