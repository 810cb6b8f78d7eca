import type { Config } from "#lib/kernel/config.ts";
import { hmacSha256, safeEqual } from "#lib/kernel/crypto.ts";
import { directions, type Direction } from "#lib/stage-kinds/rules/command.ts";

/** One round of one command. */
export interface CallbackKey {
  machineId: string;
  stage: string;
  direction: Direction;
  round: number;
}

const PREFIX = "slcb";
const PATTERN = /^slcb_([a-zA-Z]+)_([1-9]\d{0,8})_([\w-]{43})$/;

/**
 * Makes the secret with which the other side reports. It is derived, not kept: whoever reads the database cannot report,
 * and a command that is told again after a crash carries the same one.
 */
export function makeCallbackToken(config: Config, key: CallbackKey): string {
  const { machineId, stage, direction, round } = key;
  const text = JSON.stringify([machineId, stage, direction, round]);
  const proof = hmacSha256(config, "slipway stage callback", text).toString("base64url");
  return `${PREFIX}_${direction}_${round}_${proof}`;
}

/** Tells which round of a stage a token speaks for; null where it is not for this stage. */
export function readCallbackToken(
  config: Config,
  { machineId, stage }: Pick<CallbackKey, "machineId" | "stage">,
  token: string,
): CallbackKey | null {
  const [, name, round] = PATTERN.exec(token) ?? [];
  const direction = directions.find((known) => known === name);
  if (direction === undefined || round === undefined) return null;
  const key = { machineId, stage, direction, round: Number(round) };
  return safeEqual(token, makeCallbackToken(config, key)) ? key : null;
}
