import { quietStateJson } from "#lib/check-in/rules/quiet.ts";
import { entityTagOf } from "#lib/wire/entity-tag.ts";

export interface TaggedBody {
  body: string;
  etag: string;
  /** Of the body in bytes, as it stands in the header. */
  length: string;
  /** Text of plain ASCII, as nearly all is, is quicker to write as what it is. */
  encoding: "latin1" | "utf8";
}

export function makeTagged(body: string, etag = entityTagOf(body)): TaggedBody {
  const bytes = Buffer.byteLength(body);
  const encoding = bytes === body.length ? "latin1" : "utf8";
  return { body, etag, length: String(bytes), encoding };
}

/** Most of a fleet reads one of a few answers. Beyond this many all are forgotten and made again. */
const BODIES_MAX = 20_000;

/** The answers "nothing new", each written and hashed once. */
export class QuietBodies {
  readonly #byApps = new Map<string, Map<number, TaggedBody>>();
  #count = 0;

  get(appsJson: string, pollSeconds: number): TaggedBody {
    const known = this.#byApps.get(appsJson)?.get(pollSeconds);
    return known ?? this.#make(appsJson, pollSeconds);
  }

  #make(appsJson: string, pollSeconds: number): TaggedBody {
    if (this.#count >= BODIES_MAX) {
      this.#byApps.clear();
      this.#count = 0;
    }
    const tagged = makeTagged(quietStateJson(pollSeconds, appsJson));
    const ofApps = this.#byApps.get(appsJson) ?? new Map<number, TaggedBody>();
    this.#byApps.set(appsJson, ofApps.set(pollSeconds, tagged));
    this.#count++;
    return tagged;
  }
}
