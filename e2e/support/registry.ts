import type { Api } from "#lib/client/api.ts";
import { announcePush, type DeliveryAnswer } from "#lib/simulate/demo/push.ts";
import { DemoRegistry } from "#lib/simulate/demo/registry.ts";
import { webhookSecret } from "./server.ts";

/** A registry on loopback to which stories push, and which tells Slipway so as registries do. */
export class Registry {
  readonly host: string;
  readonly #registry: DemoRegistry;

  private constructor(registry: DemoRegistry, host: string) {
    this.#registry = registry;
    this.host = host;
  }

  static async start(): Promise<Registry> {
    const registry = new DemoRegistry();
    return new Registry(registry, await registry.listen(0));
  }

  /** Pushes an image and announces it. Answers what the webhook answered. */
  push(api: Api, repository: string, tag: string): Promise<DeliveryAnswer & { digest: string }> {
    const digest = this.#registry.push(repository, tag);
    return this.announce(api, { repository, tag, digest });
  }

  /** Announces without pushing, as happens when the webhook is faster than the registry, or lies. */
  async announce(
    api: Api,
    push: { repository: string; tag: string; digest: string },
  ): Promise<DeliveryAnswer & { digest: string }> {
    const answer = await announcePush(api, webhookSecret, { host: this.host, ...push });
    return { ...answer, digest: push.digest };
  }

  close(): void {
    this.#registry.close();
  }
}
