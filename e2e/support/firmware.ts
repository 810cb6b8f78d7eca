import { Api } from "#lib/client/api.ts";
import type { RolloutDeviceView, RolloutView } from "#lib/rollouts/view.ts";
import { makePolicy } from "./rollouts.ts";
import type { Server } from "./server.ts";

/** A device that speaks hawkBit's protocol, as it was registered. */
export interface Target {
  id: string;
  controllerId: string;
  targetToken: string;
}

const FILE_NAME = "rootfs.swu";

/** A product made of files, and the fleet of hawkBit clients that gets it. */
export class Firmware {
  readonly #api: Api;
  readonly #server: Server;
  readonly #name: string;
  /** Of its product and its fleet: stories of images on the same server may use the plain name. */
  readonly slug: string;
  #fleetId = "";
  #productId = "";

  private constructor(server: Server, name: string) {
    this.#server = server;
    this.#api = new Api(server.url, server.token);
    this.#name = name;
    this.slug = `${name}-firmware`;
  }

  static async declare(server: Server, name: string): Promise<Firmware> {
    const firmware = new Firmware(server, name);
    firmware.#productId = await firmware.#make("/api/v1/products", { slug: firmware.slug, name, kind: "firmware" });
    firmware.#fleetId = await firmware.#make("/api/v1/fleets", { name: firmware.slug });
    return firmware;
  }

  addTarget(number: number): Promise<Target> {
    return this.#api.call({
      method: "POST",
      path: `/api/v1/fleets/${this.#fleetId}/targets`,
      body: { controllerId: `${this.#name}-${number}` },
    });
  }

  /** Makes a version of one file, and rolls it out to the fleet. Answers the rollout's id. */
  async rollOut(version: string, file: Buffer, policy: Record<string, unknown> = {}): Promise<string> {
    const versionId = await this.#make("/api/distribution/versions", { productId: this.#productId, version });
    await this.#upload(versionId, file);
    const { id: policyId } = await makePolicy(this.#api, {
      name: `${this.#name} ${version}`,
      productId: this.#productId,
      imagePattern: this.slug,
      batches: [100],
      deviceFilter: { fleets: [this.slug] },
      ...policy,
    });
    const path = "/api/v1/rollouts";
    const { id } = await this.#api.call<RolloutView>({ method: "POST", path, body: { policyId, tag: version } });
    return id;
  }

  async #make(path: string, body: unknown): Promise<string> {
    const { id } = await this.#api.call<{ id: string }>({ method: "POST", path, body });
    return id;
  }

  async #upload(versionId: string, file: Buffer): Promise<void> {
    const form = new FormData();
    form.set("versionId", versionId);
    form.set("file", new Blob([new Uint8Array(file)]), FILE_NAME);
    const answer = await fetch(`${this.#server.url}/api/distribution/cdn/upload`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.#server.token}` },
      body: form,
    });
    if (!answer.ok) throw new Error(`The file was refused: ${answer.status} ${await answer.text()}`);
  }
}

/** Where one device stands in a rollout. */
export async function readPlace(api: Api, rolloutId: string, { id }: Target): Promise<RolloutDeviceView | undefined> {
  const path = `/api/v1/rollouts/${rolloutId}/devices`;
  const { items } = await api.call<{ items: RolloutDeviceView[] }>({ method: "GET", path, query: { limit: 500 } });
  return items.find(({ deviceId }) => deviceId === id);
}
