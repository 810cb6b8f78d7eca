import type { Context } from "#lib/kernel/context.ts";
import type { DeviceFilter } from "#lib/devices/rules/filter.ts";
import type { StageOutcome, StageRun } from "#lib/stages/types.ts";
import type { StageConfig, StageKind } from "#lib/templates/rules/stage-kinds.ts";

/** What the stages of a deployment share. */
export interface DeploymentContext {
  deploymentId: string;
  number: number;
  product: { id: string; slug: string };
  environment: { id: string; slug: string } | null;
  /** The devices of the environment; a stage may mean some of them. */
  deviceFilter: DeviceFilter;
  /** Exactly what is deployed. */
  release: Release;
  fromVersion: string | null;
}

export interface Release {
  versionId: string | null;
  version: string;
  /** host/repository of an image; the product's slug for files. */
  image: string;
  tag: string;
  digest: string | null;
}

export type LogLevel = "info" | "warning" | "error";

/** One turn of one stage of a deployment. */
export interface StageCall<Kind extends StageKind> {
  ctx: Context;
  turn: StageRun<DeploymentContext>;
  /** With every variable filled in, secrets too: never to be logged. */
  config: StageConfig<Kind>;
  /** The values of the secret variables, so that none of them gets into a log, a reason or an output. */
  secrets: readonly string[];
  /** Writes a line to the deployment's log. */
  log(level: LogLevel, message: string, data?: Record<string, unknown>): Promise<void>;
}

/** What one kind of stage does. See StageHandler for what is asked of it. */
export interface StageKindHandler<Kind extends StageKind> {
  run(call: StageCall<Kind>): Promise<StageOutcome<DeploymentContext>>;
  rollBack?(call: StageCall<Kind>): Promise<StageOutcome<DeploymentContext>>;
  /** A failure of its own may leave something behind, so that it is taken back too. */
  leavesTraces?: boolean;
}
