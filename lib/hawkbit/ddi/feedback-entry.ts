import type { Feedback } from "#lib/hawkbit/rules/feedback.ts";
import type { EntryType } from "#lib/hawkbit/rules/vocabulary.ts";
import type { ActionEntry } from "#lib/rollouts/store-entries.ts";

/** Makes of feedback a line in the action's log. */
export function toEntry(actionId: number, type: EntryType, feedback: Feedback, at: Date): ActionEntry {
  const { messages, code, deviceTime } = feedback;
  return { actionId, type, messages, code, isByServer: false, at, deviceTime };
}
