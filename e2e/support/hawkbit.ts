import type { Target } from "./firmware.ts";
import type { Server } from "./server.ts";

export interface Assignment {
  controllerId: string;
  actionId: number;
}

interface AssignmentOptions {
  type?: "forced" | "soft" | "downloadonly";
  maintenanceWindow?: { schedule: string; duration: string; timezone: string };
}

/** Calls hawkBit's management API as operators' scripts do. */
export class Hawkbit {
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  async addTarget(controllerId: string): Promise<Pick<Target, "controllerId" | "targetToken">> {
    const [target] = await this.#call<{ securityToken: string }[]>("POST", "targets", [{ controllerId }]);
    return { controllerId, targetToken: target!.securityToken };
  }

  /** Assigns a file to one target: a module with it, a set with the module, and the assignment. */
  async assign(controllerId: string, file: Buffer, options: AssignmentOptions = {}): Promise<Assignment> {
    const draft = { name: controllerId, version: "2.0.0", type: "os" };
    const [{ id: moduleId }] = await this.#call<[{ id: number }]>("POST", "softwaremodules", [draft]);
    const form = new FormData();
    form.set("file", new Blob([new Uint8Array(file)]), "rootfs.swu");
    await this.#call("POST", `softwaremodules/${moduleId}/artifacts`, form);
    const set = { name: controllerId, version: "2.0.0", type: "os", modules: [{ id: moduleId }] };
    const [{ id: setId }] = await this.#call<[{ id: number }]>("POST", "distributionsets", [set]);
    const { assignedActions } = await this.#call<{ assignedActions: { id: number }[] }>(
      "POST",
      `distributionsets/${setId}/assignedTargets`,
      [{ id: controllerId, ...options }],
    );
    return { controllerId, actionId: assignedActions.at(-1)!.id };
  }

  readAction({ controllerId, actionId }: Assignment): Promise<{ status: string; active: boolean; type: string }> {
    return this.#call("GET", `targets/${controllerId}/actions/${actionId}`);
  }

  /** Everything that was said in an action, oldest first. */
  async readMessages({ controllerId, actionId }: Assignment): Promise<string[]> {
    const address = `targets/${controllerId}/actions/${actionId}/status?limit=500&sort=id:ASC`;
    const { content } = await this.#call<{ content: { messages: string[] }[] }>("GET", address);
    return content.flatMap(({ messages }) => messages);
  }

  async cancel({ controllerId, actionId }: Assignment): Promise<void> {
    await this.#call("DELETE", `targets/${controllerId}/actions/${actionId}`);
  }

  /** What a target says of itself, and whether it was ever seen. */
  readTarget(controllerId: string): Promise<{ updateStatus: string; lastControllerRequestAt?: number }> {
    return this.#call("GET", `targets/${controllerId}`);
  }

  /** The set that a target runs; null where it runs none that was assigned to it. */
  async readInstalled(controllerId: string): Promise<{ name: string } | null> {
    return (await this.#call<{ name: string } | undefined>("GET", `targets/${controllerId}/installedDS`)) ?? null;
  }

  async #call<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    const { url, token } = this.#server;
    const isForm = body instanceof FormData;
    const answer = await fetch(`${url}/rest/v1/${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`script:${token}`).toString("base64")}`,
        ...(body !== undefined && !isForm && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} was refused: ${answer.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as Body;
  }
}
