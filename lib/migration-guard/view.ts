import type { ActorView } from "#lib/access/rules/actor.ts";
import type { DeleteAction } from "#lib/migration-guard/rules/catalog.ts";
import type { Step } from "#lib/migration-guard/rules/steps.ts";
import type { Access, ActiveRelease, Findings, Judgement, Verdict } from "#lib/migration-guard/rules/verdict.ts";

/** A product's database as callers see it. How one gets in stays where it is. */
export interface DatabaseView {
  id: string;
  product: { id: string; slug: string };
  name: string;
  /** Host, port and database. */
  address: string;
  schemas: string[];
  allowWritable: boolean;
  /** Null as long as it was never read. */
  access: Access | null;
  checkedAt: string | null;
  /** Why it could not be read the last time; null where it could. */
  lastError: string | null;
  /** How many foreign keys it has, by the last reading. */
  foreignKeys: number;
  createdAt: string;
  createdBy: ActorView;
}

export const outcomes = ["allowed", "refused", "unreachable"] as const;
export type Outcome = (typeof outcomes)[number];

/** What a check found, as it is kept. What was never found out is null. */
export interface KeptFindings extends Omit<Judgement, "verdict" | "isDestructive"> {
  found: Findings | null;
  active: ActiveRelease[];
}

export interface CheckSummary {
  id: string;
  databaseId: string;
  planId: string | null;
  versionId: string | null;
  migration: string;
  verdict: Verdict;
  outcome: Outcome;
  isDestructive: boolean;
  isForced: boolean;
  forceReason: string | null;
  summary: string;
  orphans: number;
  rowsLost: number;
  valuesLost: number;
  by: ActorView;
  at: string;
}

export interface CheckView extends CheckSummary {
  migrations: string[];
  steps: Step[];
  reasons: Judgement["reasons"];
  active: ActiveRelease[];
  found: Findings | null;
}

export interface TableDependencyView {
  constraint: string;
  table: string;
  columns: string[];
  referencedTable: string;
  referencedColumns: string[];
  onDelete: DeleteAction;
  readAt: string;
}

export interface AppliedView {
  /** In which table they are listed; null where there is none that can be read. */
  table: string | null;
  items: { name: string; appliedAt: string }[];
}
