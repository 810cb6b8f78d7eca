import type { Choice } from "#components/ui/choice-cards.tsx";
import type { Role } from "#lib/access/rules/scopes.ts";

/** What each role may do, in a sentence. */
export const roleChoices: readonly Choice<Role>[] = [
  { value: "viewer", label: "Viewer", help: "Sees rollouts, devices, policies and the event log." },
  { value: "operator", label: "Operator", help: "And makes and moves rollouts, policies, devices and webhooks." },
  { value: "approver", label: "Approver", help: "And approves batches of manual rollouts." },
  { value: "admin", label: "Administrator", help: "And people, API tokens and registries." },
];
