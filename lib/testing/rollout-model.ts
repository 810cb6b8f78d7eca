import {
  decideReport,
  decideRollback,
  decideSilence,
  type DeviceChange,
  type ReportStatus,
} from "#lib/rollouts/rules/device.ts";
import { planBatches } from "#lib/rollouts/rules/batches.ts";
import { nextStep, type BatchScope, type RolloutState, type Step } from "#lib/rollouts/rules/next-step.ts";
import type { RolloutEvent } from "#lib/rollouts/rules/rebuild.ts";
import {
  emptyCounts,
  hasStarted,
  type ActionKind,
  type ActionStatus,
  type BatchFacts,
  type DeviceStatus,
  type RolloutStatus,
} from "#lib/rollouts/rules/rollout.ts";
import { transition, type Command } from "#lib/rollouts/rules/transitions.ts";

export interface ModelDevice {
  id: string;
  batchIndex: number;
  status: DeviceStatus;
  hasFailed: boolean;
  knowsPrevious: boolean;
  actionId: number | null;
}

export interface ModelAction {
  id: number;
  device: ModelDevice;
  kind: ActionKind;
  status: ActionStatus;
  isClosed: boolean;
  deadlineAt: Date;
}

type ModelBatch = Pick<BatchFacts, "status" | "acceptedFailures" | "startedAt" | "completedAt" | "approvedAt">;

const ROLLBACK_PATIENCE_SECONDS = 30 * 86_400;

/**
 * A rollout in memory, moved by the rules alone: what the stores do with statements over tables is done here with arrays.
 * Random walks over it show what the rules promise, thousands of times a second.
 */
export class RolloutModel {
  readonly state: RolloutState;
  readonly devices: ModelDevice[] = [];
  readonly actions: ModelAction[] = [];
  readonly events: RolloutEvent[] = [];
  batches: ModelBatch[] = [];
  now = new Date("2026-01-05T09:00:00Z");
  readonly #wished: { knowsPrevious: boolean; runsAlready: boolean }[];

  constructor(
    settings: RolloutState["settings"],
    strategy: RolloutState["strategy"],
    devices: { knowsPrevious: boolean; runsAlready: boolean }[],
  ) {
    this.#wished = devices;
    this.state = {
      status: "pending",
      pausedFrom: null,
      strategy,
      digest: "sha256:2",
      settings,
      scheduledAt: null,
      resolveAt: null,
    };
  }

  decide(): Step {
    const open = this.openActions().map((action) => action.deadlineAt.getTime());
    const facts = {
      batches: this.batches.map((batch, index) => this.#factsOf(batch, index)),
      nextDeadlineAt: open.length === 0 ? null : new Date(Math.min(...open)),
      canOffer: this.state.status === "running" && this.#offerable().length > 0,
      canRollBack: this.#rollbackable().length > 0,
      withdrawal: null,
    };
    return nextStep(this.state, facts, this.now);
  }

  openActions(): ModelAction[] {
    return this.actions.filter((action) => !action.isClosed);
  }

  perform(step: Exclude<Step, { kind: "wait" }>): void {
    switch (step.kind) {
      case "schedule":
        this.#move("schedule", "rollout_scheduled");
        break;
      case "start":
        this.#plan();
        this.#move("start", "rollout_started", {
          batches: this.batches.map((_, index) => ({
            deviceCount: this.#of(index).length,
            skipped: this.#of(index).filter((device) => device.status === "skipped").length,
          })),
        });
        break;
      case "startBatch":
        Object.assign(this.batches[step.batchIndex]!, { status: "running", startedAt: this.now });
        this.#tell("batch_started", { batchIndex: step.batchIndex });
        break;
      case "completeBatch": {
        const batch = this.batches[step.batchIndex]!;
        Object.assign(batch, { status: "completed", startedAt: batch.startedAt ?? this.now, completedAt: this.now });
        this.#tell("batch_completed", { batchIndex: step.batchIndex });
        break;
      }
      case "offer":
        // Only some: a step is bounded, and the next one goes on.
        for (const device of this.#offerable().slice(0, 3)) this.#offer(device);
        break;
      case "complete":
        this.#move("complete", "rollout_completed");
        break;
      case "fail":
        this.#move("fail", "rollout_failed");
        break;
      case "pause":
        this.#pause();
        break;
      case "cancel":
        this.cancel();
        break;
      default:
        this.#takeBack(step);
    }
  }

  report(action: ModelAction, status: ReportStatus): void {
    const { kind, isClosed } = action;
    const outcome = decideReport(
      { kind, status: action.status, isClosed, rolloutStatus: this.state.status },
      status,
      this.state.settings,
    );
    if (outcome.kind === "changed") this.#change(action, outcome.change);
    if (!action.isClosed && outcome.kind !== "refused") action.deadlineAt = this.#after(this.#timeout());
  }

  pause(): void {
    transition(this.state, "pause");
    this.#pause();
  }

  resume(): void {
    this.#move("resume", "rollout_resumed");
    this.state.pausedFrom = null;
    this.batches.forEach((batch, index) => (batch.acceptedFailures = this.#everFailed(index)));
  }

  cancel(): void {
    this.#move("cancel", "rollout_cancelled");
    for (const batch of this.batches) {
      if (batch.status === "pending" || batch.status === "running") batch.status = "cancelled";
    }
  }

  approve(): void {
    transition(this.state, "approve");
    const step = this.decide();
    const next = this.batches.find((batch) => batch.status === "pending");
    if (step.kind === "wait" && step.reason === "approval" && next) next.approvedAt = this.now;
  }

  rollBack(): void {
    if (this.batches.length === 0) return;
    this.#move("rollBack", "rollout_rolling_back");
    this.state.pausedFrom = null;
  }

  rollBackBatch(batchIndex: number): void {
    const target = transition(this.state, "rollBackBatch");
    const batch = this.batches[batchIndex];
    if (!batch?.startedAt) return;
    if (target !== this.state.status) this.#pause();
    Object.assign(batch, { status: "rolledBack", completedAt: null });
    this.#tell("batch_rolling_back", { batchIndex });
  }

  rollBackDevice(device: ModelDevice): void {
    transition(this.state, "rollBackDevice");
    if (!["updating", "healthy", "failed"].includes(device.status) || !device.knowsPrevious) return;
    if (this.#openOf(device)?.kind === "rollback") return;
    this.#offerRollback(device, device.status === "updating" ? this.#timeout() : ROLLBACK_PATIENCE_SECONDS);
  }

  retry(): void {
    transition(this.state, "retry");
    for (const device of this.devices) {
      const batch = this.batches[device.batchIndex]!;
      const isOver = batch.status !== "running" && batch.status !== "completed";
      const hasEnded = device.status === "failed" || (device.status === "rolledBack" && device.hasFailed);
      if (isOver || !hasEnded) continue;
      const open = this.#openOf(device);
      if (open?.kind === "rollback" && open.status === "offered") this.#close(open, "cancelled");
      if (this.#openOf(device)) continue;
      Object.assign(device, { status: "pending", hasFailed: false, actionId: null });
      this.#tell("device_retried", { batchIndex: device.batchIndex, deviceIds: [device.id] });
    }
    this.batches.forEach((batch, index) => {
      batch.acceptedFailures = Math.min(batch.acceptedFailures, this.#everFailed(index));
    });
  }

  #takeBack(step: Step): void {
    switch (step.kind) {
      case "expire":
        this.#expire();
        break;
      case "withdraw":
        this.#withdraw(step.to, step.scope);
        break;
      case "skip":
        this.#skip(step.scope);
        break;
      case "rollBack":
        this.rollBack();
        break;
      case "offerRollbacks":
        for (const device of this.#rollbackable().slice(0, 3)) this.#offerRollback(device, this.#timeout());
        break;
      case "awaitRollbacks":
        for (const action of this.openActions()) action.deadlineAt = this.#after(this.#timeout());
        break;
      case "finishBatchRollback":
        this.batches[step.batchIndex]!.completedAt = this.now;
        break;
      case "finishRollback":
        this.#move("finishRollback", "rollout_rolled_back");
        for (const batch of this.batches) batch.status = batch.startedAt ? "rolledBack" : "cancelled";
        break;
      default:
        throw new Error(`The model does not know the step ${step.kind}.`);
    }
  }

  #expire(): void {
    for (const action of this.openActions()) {
      if (action.deadlineAt <= this.now) this.#change(action, decideSilence());
    }
  }

  #skip(scope: BatchScope): void {
    for (const device of this.#inScope(scope)) {
      if (device.status !== "pending") continue;
      device.status = "skipped";
      this.#tell("device_skipped", { batchIndex: device.batchIndex, deviceIds: [device.id] });
    }
  }

  #plan(): void {
    for (const plan of planBatches(this.state.settings.batches, this.#wished.length)) {
      this.batches.push({
        status: "pending",
        acceptedFailures: 0,
        startedAt: null,
        completedAt: null,
        approvedAt: null,
      });
      for (let position = plan.start; position < plan.end; position++) {
        const { knowsPrevious, runsAlready } = this.#wished[position]!;
        this.devices.push({
          id: `device-${position}`,
          batchIndex: plan.index,
          status: runsAlready ? "skipped" : "pending",
          hasFailed: false,
          knowsPrevious,
          actionId: null,
        });
      }
    }
  }

  #withdraw(to: "pending" | "skipped", scope: BatchScope): void {
    for (const device of this.#inScope(scope)) {
      const open = this.#openOf(device);
      if (device.status !== "scheduled" || open?.status !== "offered") continue;
      this.#close(open, "cancelled");
      Object.assign(device, { status: to, actionId: null });
      this.#tell("device_withdrawn", { batchIndex: device.batchIndex, to, deviceIds: [device.id] });
    }
  }

  #offer(device: ModelDevice): void {
    device.status = "scheduled";
    this.#open(device, "update", this.#timeout());
    this.#tell("device_scheduled", { batchIndex: device.batchIndex, deviceIds: [device.id] });
  }

  #offerRollback(device: ModelDevice, patienceSeconds: number): void {
    const open = this.#openOf(device);
    if (open) this.#close(open, "cancelled");
    this.#open(device, "rollback", patienceSeconds);
    this.#tell("device_rolling_back", { batchIndex: device.batchIndex, deviceIds: [device.id] });
  }

  #open(device: ModelDevice, kind: ActionKind, patienceSeconds: number): void {
    const id = this.actions.length + 1;
    const deadlineAt = this.#after(patienceSeconds);
    this.actions.push({ id, device, kind, status: "offered", isClosed: false, deadlineAt });
    device.actionId = id;
  }

  #close(action: ModelAction, status: ActionStatus): void {
    Object.assign(action, { status, isClosed: true });
  }

  #change(action: ModelAction, change: DeviceChange): void {
    const { device } = action;
    Object.assign(action, { status: change.actionStatus, isClosed: change.isClosed });
    if (change.deviceStatus !== null) device.status = change.deviceStatus;
    device.hasFailed ||= change.fails;
    for (const type of change.events) {
      const isHalfWay = type === "device_updated" && change.events.includes("health_check_passed");
      this.#tell(type, {
        deviceId: device.id,
        batchIndex: device.batchIndex,
        status: isHalfWay ? "updating" : device.status,
        hasFailed: change.fails,
      });
    }
    if (change.deviceStatus !== "failed") return;
    const previous = device.knowsPrevious ? { image: "r.example/app", digest: "sha256:1", version: "1" } : null;
    if (decideRollback(action.kind, this.state.settings, previous).kind === "none") return;
    this.#offerRollback(device, this.state.status === "rollingBack" ? this.#timeout() : ROLLBACK_PATIENCE_SECONDS);
  }

  #pause(): void {
    const from: RolloutStatus = this.state.status;
    this.#move("pause", "rollout_paused");
    this.state.pausedFrom = from;
  }

  #move(command: Command, event: string, data: Record<string, unknown> = {}): void {
    this.state.status = transition(this.state, command);
    this.#tell(event, data);
  }

  #tell(type: string, data: Record<string, unknown>): void {
    this.events.push({ type, data });
  }

  #factsOf(batch: ModelBatch, index: number): BatchFacts {
    const counts = emptyCounts();
    const devices = this.#of(index);
    for (const device of devices) counts[device.status] += 1;
    const everFailed = this.#everFailed(index);
    return { ...batch, index, percent: 0, deviceCount: devices.length, counts, everFailed };
  }

  #everFailed(batchIndex: number): number {
    return this.#of(batchIndex).filter((device) => device.hasFailed).length;
  }

  #of(batchIndex: number): ModelDevice[] {
    return this.devices.filter((device) => device.batchIndex === batchIndex);
  }

  #openOf(device: ModelDevice): ModelAction | undefined {
    return this.actions.find((action) => action.device === device && !action.isClosed);
  }

  #offerable(): ModelDevice[] {
    return this.devices.filter((device) => {
      const batch = this.batches[device.batchIndex]!;
      const goesOn = hasStarted(batch) && batch.status !== "rolledBack";
      return goesOn && device.status === "pending" && !this.#openOf(device);
    });
  }

  #rollbackable(): ModelDevice[] {
    const scope: BatchScope = this.state.status === "rollingBack" ? "all" : "takenBack";
    return this.#inScope(scope).filter((device) => {
      const last = this.actions.find((action) => action.id === device.actionId);
      const isTouched = ["updating", "healthy", "failed"].includes(device.status);
      return isTouched && device.knowsPrevious && last?.kind !== "rollback";
    });
  }

  #inScope(scope: BatchScope): ModelDevice[] {
    if (scope === "all") return this.devices;
    return this.devices.filter((device) => {
      const batch = this.batches[device.batchIndex]!;
      return batch.status === "rolledBack" && batch.completedAt === null;
    });
  }

  #timeout(): number {
    return this.state.settings.deviceTimeoutSeconds;
  }

  #after(seconds: number): Date {
    return new Date(this.now.getTime() + seconds * 1000);
  }
}
