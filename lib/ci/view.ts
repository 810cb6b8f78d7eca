import type { RunResult } from "#lib/ci/rules/outcome.ts";
import type { TriggerMode } from "#lib/ci/rules/trigger.ts";
import type { RunConclusion, RunProvider } from "#lib/intake/rules/run.ts";

interface Reference {
  id: string;
  slug: string;
  name: string;
}

export interface TriggerView {
  id: string;
  name: string;
  product: Reference;
  repository: string;
  workflow: string;
  branch: string;
  environment: Reference;
  template: Reference;
  variables: Record<string, unknown>;
  mode: TriggerMode;
  enabled: boolean;
  createdAt: string;
}

export interface RunView {
  id: string;
  provider: RunProvider;
  repository: string;
  workflow: string;
  runId: string;
  attempt: number;
  branch: string;
  commit: string;
  conclusion: RunConclusion;
  url: string | null;
  /** What it did, one for each trigger. */
  results: RunResult[];
  /** Why no trigger was asked; null where one was. */
  reason: string | null;
  isSettled: boolean;
  receivedAt: string;
}
