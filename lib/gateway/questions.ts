import { readDeviceStates, type DeviceState } from "#lib/check-in/store.ts";
import type { DeviceMemory } from "#lib/gateway/device-memory.ts";
import type { DeviceFacts } from "#lib/gateway/device-table.ts";
import { Groups } from "#lib/gateway/groups.ts";
import { findDdiDeviceIds, readFacts } from "#lib/gateway/store.ts";
import { toUuidBytes, uuidText } from "#lib/gateway/uuid-bytes.ts";
import type { Context } from "#lib/kernel/context.ts";

const GROUP_MAX = 500;
const UNDER_WAY_MAX = 2;
const WAITING_MAX = 20_000;

interface StateQuestion {
  /** In lower case. */
  deviceId: string;
  /** What the device is to be told. */
  wantsState: boolean;
  /** Also what the memory should know, as where it knows nothing or is out of step. */
  wantsFacts: boolean;
}

export interface StateAnswer {
  /** Null where the device is retired or not there, or where nobody wanted it. */
  facts: DeviceFacts | null;
  state: DeviceState | null;
}

export type DdiName = { tenant: string; controllerId: string };

/** What polls ask of the database, put together into few statements; the answers are remembered. */
export class Questions {
  readonly #ctx: Context;
  readonly #memory: DeviceMemory;
  readonly #states: Groups<StateQuestion, StateAnswer>;
  readonly #refreshes: Groups<DdiName, null>;

  constructor(ctx: Context, memory: DeviceMemory) {
    this.#ctx = ctx;
    this.#memory = memory;
    const bounds = { sizeMax: GROUP_MAX, underWayMax: UNDER_WAY_MAX, waitingMax: WAITING_MAX };
    this.#states = new Groups({ ...bounds, carryOut: (questions) => this.#answerStates(questions) });
    this.#refreshes = new Groups({ ...bounds, underWayMax: 1, carryOut: (names) => this.#refresh(names) });
  }

  askState(question: StateQuestion): Promise<StateAnswer> {
    return this.#states.add(question);
  }

  /** Reads into the memory what a DDI device is now. Nobody waits for it; where it fails, its next poll asks again. */
  refresh(name: DdiName): void {
    this.#refreshes.add(name).catch((error: unknown) => {
      this.#ctx.log.debug({ err: error }, "A device could not be remembered.");
    });
  }

  async whenIdle(): Promise<void> {
    await Promise.all([this.#states.whenIdle(), this.#refreshes.whenIdle()]);
  }

  async #answerStates(questions: readonly StateQuestion[]): Promise<StateAnswer[]> {
    const askedAt = this.#memory.now;
    const idsOf = (some: readonly StateQuestion[]) => some.map(({ deviceId }) => deviceId);
    const [facts, states] = await Promise.all([
      this.#learn(idsOf(questions.filter(({ wantsFacts }) => wantsFacts)), askedAt),
      this.#readStates(idsOf(questions.filter(({ wantsState }) => wantsState))),
    ]);
    return questions.map(({ deviceId, wantsFacts }) => {
      const state = states.get(deviceId) ?? null;
      if (!wantsFacts && state?.hasOpenAction === false) this.#memory.learnQuiet(toUuidBytes(deviceId), askedAt);
      return { facts: facts.get(deviceId) ?? null, state };
    });
  }

  async #readStates(deviceIds: readonly string[]): Promise<Map<string, DeviceState>> {
    return deviceIds.length === 0 ? new Map() : readDeviceStates(this.#ctx.db, deviceIds);
  }

  async #refresh(names: readonly DdiName[]): Promise<null[]> {
    const askedAt = this.#memory.now;
    await this.#learn(await findDdiDeviceIds(this.#ctx.db, names), askedAt);
    return names.map(() => null);
  }

  async #learn(deviceIds: readonly string[], askedAt: number): Promise<Map<string, DeviceFacts>> {
    if (deviceIds.length === 0) return new Map();
    const found = new Map((await readFacts(this.#ctx.db, deviceIds)).map((facts) => [uuidText(facts.id), facts]));
    for (const deviceId of deviceIds) {
      const facts = found.get(deviceId);
      if (facts) this.#memory.learn(facts, askedAt);
      else this.#memory.learnGone(toUuidBytes(deviceId), askedAt);
    }
    return found;
  }
}
