// Which version is a client to install next?
import { isInside } from "#lib/updates/rules/bucket.ts";
import { incompatibility, type ClientFacts, type Compatibility } from "#lib/updates/rules/compatibility.ts";
import { gateOf, type Distribution, type Gate } from "#lib/updates/rules/gate.ts";
import { isFileFor, type PlatformFacts } from "#lib/updates/rules/platform.ts";
import { nextChangeAt } from "#lib/updates/rules/share.ts";

/** A version as it stands on a channel. */
export interface ChannelVersion {
  id: string;
  version: string;
  precedenceKey: string;
  /** Neither deprecated nor held. */
  isOffered: boolean;
  /** Nobody goes past it without having run it. */
  isFloor: boolean;
  compatibility: Compatibility;
  /** For whom there is something to download; null where that is the same for everybody, as with images. */
  downloads: readonly PlatformFacts[] | null;
}

export interface Channel<Version extends ChannelVersion> {
  /** The newest first. */
  versions: readonly Version[];
  distributions: readonly Distribution[];
}

export interface Asking {
  /** Null for a client that names itself by nothing: it comes last. */
  clientId: string | null;
  /** The precedence key of what it runs. */
  currentKey: string;
  facts: ClientFacts;
}

export type Reason =
  /** It runs what it is offered. */
  | "newest"
  /** It runs something newer than what it is offered. */
  | "ahead"
  /** There is something newer, for which it is not its turn yet. */
  | "notYourTurn"
  /** There is something newer that it cannot run. */
  | "incompatible"
  /** It must pass through a version that nobody is offered any more. */
  | "floorWithdrawn"
  /** The channel offers nothing. */
  | "nothingOffered";

export type Choice<Version> =
  | { kind: "none"; reason: Reason; detail: string | null; againAt: Date | null }
  | {
      kind: "step";
      /** To be installed next. */
      step: Version;
      /** Where the way leads: the same, or what lies beyond the versions to be passed through. */
      target: Version;
      distributionId: string | null;
      againAt: Date | null;
    };

/**
 * Goes down from the newest version to the first that this client may have. Outside a share that is what the channel
 * offered before. Never a version that the client has or one below it: nothing is taken away.
 */
export function chooseVersion<Version extends ChannelVersion>(
  channel: Channel<Version>,
  client: Asking,
  now: Date,
): Choice<Version> {
  const walk = new Walk(channel, client, now);
  const newer = newerThan(channel.versions, client.currentKey);
  for (const version of newer) {
    const admitted = walk.admit(version);
    if (admitted === null) continue;
    const { target, distributionId } = admitted;
    const step = walk.firstStepTo(target, newer);
    if (step === null) continue;
    return {
      kind: "step",
      step: step.target,
      target,
      distributionId: step.target === target ? distributionId : step.distributionId,
      againAt: walk.againAt,
    };
  }
  return { kind: "none", ...walk.reasonFor(newer.length > 0), againAt: walk.againAt };
}

/** The newest first, so that those who are up to date, as nearly everybody is, cost one comparison. */
function newerThan<Version extends ChannelVersion>(versions: readonly Version[], key: string): readonly Version[] {
  const end = versions.findIndex((version) => version.precedenceKey <= key);
  return end < 0 ? versions : versions.slice(0, end);
}

interface Admitted<Version> {
  target: Version;
  distributionId: string | null;
}

/** One walk down a channel, and what was in its way. */
class Walk<Version extends ChannelVersion> {
  readonly #channel: Channel<Version>;
  readonly #client: Asking;
  readonly #now: Date;
  #waits = false;
  #incompatible: string | null = null;
  #withdrawnFloor: string | null = null;

  constructor(channel: Channel<Version>, client: Asking, now: Date) {
    this.#channel = channel;
    this.#client = client;
    this.#now = now;
  }

  /** When a share that this client is not inside of grows by itself. */
  againAt: Date | null = null;

  /** What a client that comes to this version is given: itself, the other one of a split, or nothing. */
  admit(version: Version): Admitted<Version> | null {
    if (!version.isOffered) return null;
    const gate = gateOf(version, this.#channel.distributions, (id) => this.#find(id), this.#now);
    const admitted = this.#throughGate(version, gate);
    return admitted !== null && this.#canRun(admitted.target) ? admitted : null;
  }

  #throughGate(version: Version, gate: Gate): Admitted<Version> | null {
    switch (gate.kind) {
      case "closed":
        return null;
      case "open":
        return { target: version, distributionId: gate.distributionId };
      case "share": {
        const { distribution, percent } = gate;
        if (isInside(this.#client.clientId, distribution.id, percent)) {
          return { target: version, distributionId: distribution.id };
        }
        this.#noteWaiting(distribution);
        return null;
      }
      case "split":
        return this.#throughSplit(gate.distribution, gate.percent);
    }
  }

  /** Whichever of the two comes first in the walk, each client is given its own. */
  #throughSplit(distribution: Distribution, percent: number): Admitted<Version> | null {
    const isA = isInside(this.#client.clientId, distribution.id, percent);
    const assigned = this.#find(isA ? distribution.versionId : distribution.otherVersionId);
    if (!assigned?.isOffered) return null;
    if (assigned.precedenceKey > this.#client.currentKey) {
      return { target: assigned, distributionId: distribution.id };
    }
    this.#noteWaiting(distribution);
    return null;
  }

  #find(id: string | null): Version | undefined {
    return this.#channel.versions.find((version) => version.id === id);
  }

  /**
   * The lowest floor on the way that this client can run, or the target itself. Null where such a floor is withdrawn or
   * not this client's turn: then there is no way past it.
   */
  firstStepTo(target: Version, newer: readonly Version[]): Admitted<Version> | null {
    const floors = newer.filter((one) => one.isFloor && one.precedenceKey < target.precedenceKey);
    const lowest = floors.filter((one) => whyNot(one, this.#client.facts) === null).at(-1);
    if (lowest === undefined) return { target, distributionId: null };
    const admitted = this.admit(lowest);
    if (admitted?.target === lowest) return admitted;
    if (!lowest.isOffered) this.#withdrawnFloor = lowest.version;
    return null;
  }

  #canRun(version: Version): boolean {
    const fault = whyNot(version, this.#client.facts);
    this.#incompatible ??= fault;
    return fault === null;
  }

  #noteWaiting(distribution: Distribution): void {
    this.#waits = true;
    const at = nextChangeAt(distribution, this.#now);
    if (at !== null && (this.againAt === null || at < this.againAt)) this.againAt = at;
  }

  reasonFor(hasNewer: boolean): { reason: Reason; detail: string | null } {
    const newest = this.#channel.versions.find((version) => version.isOffered);
    if (newest === undefined) return { reason: "nothingOffered", detail: null };
    if (this.#withdrawnFloor !== null) return { reason: "floorWithdrawn", detail: this.#withdrawnFloor };
    if (this.#waits) return { reason: "notYourTurn", detail: null };
    if (hasNewer && this.#incompatible !== null) return { reason: "incompatible", detail: this.#incompatible };
    return { reason: newest.precedenceKey < this.#client.currentKey ? "ahead" : "newest", detail: null };
  }
}

/** A floor whose files are all for others is no floor for this client; one that has none at all is not offered. */
function whyNot({ compatibility, downloads, isOffered }: ChannelVersion, client: ClientFacts): string | null {
  const hasNone = downloads !== null && isOffered && !downloads.some((file) => isFileFor(file, client));
  return hasNone ? "platform" : incompatibility(compatibility, client);
}
