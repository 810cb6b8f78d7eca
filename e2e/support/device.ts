import { expect } from "@playwright/test";
import type { Api } from "#lib/client/api.ts";
import type { OfferedAction, Report, ReportAnswer, TargetState } from "#lib/simulate/rules/protocol.ts";

/** A device in the hands of a story: it does over HTTP what a device does, when it is told to. */
export class Device {
  readonly id: string;
  readonly name: string;
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, { id, name, token }: { id: string; name: string; token: string }) {
    this.#url = `${url}/api/v1/device/${id}`;
    this.id = id;
    this.name = name;
    this.#token = token;
  }

  static async register(api: Api, name: string, more: { fleet?: string; tags?: string[] } = {}): Promise<Device> {
    const made = await api.call<{ id: string; token: string }>({
      method: "POST",
      path: "/api/v1/devices",
      body: { name, ...more },
    });
    return new Device(api.url, { ...made, name });
  }

  async poll(): Promise<TargetState> {
    const answer = await fetch(`${this.#url}/state`, { headers: this.#headers() });
    expect(answer.status, `${this.name} may poll`).toBe(200);
    return (await answer.json()) as TargetState;
  }

  async report(report: Report): Promise<ReportAnswer> {
    const answer = await fetch(`${this.#url}/report`, {
      method: "PATCH",
      headers: { ...this.#headers(), "content-type": "application/json" },
      body: JSON.stringify(report),
    });
    expect(answer.status, `${this.name} may report`).toBe(200);
    return (await answer.json()) as ReportAnswer;
  }

  /** Polls until there is something to do. */
  async awaitAction(): Promise<OfferedAction> {
    let action: OfferedAction | null = null;
    await expect
      .poll(async () => (action = (await this.poll()).action), { message: `${this.name} is offered an action` })
      .not.toBeNull();
    return action!;
  }

  /** Waits for an action and does it as a healthy device does. */
  async update(): Promise<OfferedAction> {
    const action = await this.awaitAction();
    const { id: actionId, product, image, digest, version } = action;
    for (const status of ["accepted", "downloading", "installing", "installed"] as const) {
      await this.report({ actionId, status });
    }
    await this.report({
      actionId,
      status: action.kind === "rollback" ? "rolledBack" : "healthy",
      apps: { [product]: { image, digest, version } },
    });
    return action;
  }

  /** Waits for an action, begins with it and fails. */
  async fail(message = "the new version does not start"): Promise<OfferedAction> {
    const action = await this.awaitAction();
    await this.report({ actionId: action.id, status: "accepted" });
    await this.report({ actionId: action.id, status: "failed", message });
    return action;
  }

  #headers(): Record<string, string> {
    return { authorization: `Bearer ${this.#token}` };
  }
}

/** Registers some devices of a fleet, named one after another. */
export async function registerFleet(api: Api, fleet: string, count: number): Promise<Device[]> {
  const devices: Device[] = [];
  for (let number = 1; number <= count; number++) {
    devices.push(await Device.register(api, `${fleet}-${String(number).padStart(2, "0")}`, { fleet }));
  }
  return devices;
}
