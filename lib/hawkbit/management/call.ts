import type { HawkbitAnswer, HawkbitRequest } from "#lib/hawkbit/exchange.ts";
import type { Context } from "#lib/kernel/context.ts";

/** A call to the management API by somebody who signed in. */
export interface ManagementCall {
  ctx: Context;
  request: HawkbitRequest;
  /** In capitals. */
  tenant: string;
  /** The fleet whose devices belong to the tenant; null for DEFAULT without one. */
  fleetId: string | null;
  /** Where links begin: the API's own address. */
  root: string;
}

export type ManagementHandler = (call: ManagementCall) => Promise<HawkbitAnswer>;

/** Leads out of a transaction, which it undoes, with the answer that refuses. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly status: number;

  constructor(status: 400 | 404 | 405 | 409 | 423 | 429, message: string) {
    super(message);
    this.status = status;
  }
}
