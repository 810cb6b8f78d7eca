import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GENESIS_HASH, hashEvent, type ChainedEvent } from "#lib/events/chain.ts";
import { signCheckpoint, type Checkpoint } from "#lib/events/audit/checkpoint.ts";
import { keyIdOf, trust, type SigningKey } from "#lib/events/audit/keys.ts";
import { linkOf, toLine, type StoredEvent } from "#lib/events/audit/line.ts";
import { verifyFile } from "#lib/events/audit/verify-file.ts";
import { ChainWalk, GENESIS } from "#lib/events/audit/walk.ts";
import type { Verdict } from "#lib/events/rules/verdict.ts";

const COUNT = 60;
const NOW = new Date("2026-03-01T00:00:00.000Z");

function aKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return { id: keyIdOf(publicKey), privateKey, publicKey };
}
const key = aKey();

function anEvent(seq: number): ChainedEvent {
  return {
    seq,
    type: "device_updated",
    at: new Date(NOW.getTime() + seq),
    subject: { kind: "device", id: `device ,"seq":${seq + 1}, "ü"` },
    rolloutId: null,
    productId: null,
    actor: { kind: "system", name: "test" },
    data: { text: `line\n${seq}, "quoted"`, nested: { n: seq / 3, list: [null, true, { z: 1, a: "😀" }] } },
  };
}

/** Chains events anew behind one, as somebody would who rewrites the log. */
function chain(events: readonly ChainedEvent[], previous: Uint8Array = GENESIS_HASH): StoredEvent[] {
  let previousHash = Buffer.from(previous).toString("hex");
  return events.map((event) => {
    const hash = hashEvent(Buffer.from(previousHash, "hex"), event).toString("hex");
    const stored = { ...event, previousHash, hash };
    previousHash = hash;
    return stored;
  });
}

const log = chain(Array.from({ length: COUNT }, (_, index) => anEvent(index + 1)));

function checkpointAt(seq: number, signer = key): Checkpoint {
  const hash = seq === 0 ? GENESIS_HASH.toString("hex") : (log[seq - 1]?.hash ?? "");
  return signCheckpoint(signer, { seq, hash: Buffer.from(hash, "hex"), at: NOW });
}
const atTheEnd = checkpointAt(COUNT);

const toBytes = (events: readonly StoredEvent[]) => Buffer.from(events.map((event) => `${toLine(event)}\n`).join(""));

function check(
  file: Uint8Array,
  checkpoints: readonly Checkpoint[] = [atTheEnd],
  chunkBytes = 1_000,
): Promise<Verdict> {
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < file.length; from += chunkBytes) chunks.push(file.subarray(from, from + chunkBytes));
  return verifyFile({ chunks, checkpoints, trusted: trust([key.publicKey]) });
}

const kindsOf = ({ faults }: Verdict) => faults.map(({ kind }) => kind);

describe("An exported log", () => {
  it("as it was written is sound, in whatever pieces it is read", async () => {
    for (const size of [1, 7, 157, 100_000]) {
      expect(await check(toBytes(log), [checkpointAt(10), atTheEnd], size)).toEqual({
        isSound: true,
        events: COUNT,
        firstSeq: 1,
        lastSeq: COUNT,
        lastHash: log.at(-1)?.hash,
        provenSeq: COUNT,
        checkpoints: 2,
        faults: [],
        faultCount: 0,
      });
    }
  });

  it("is sound without its last end of line, and when it is empty", async () => {
    expect(await check(toBytes(log).subarray(0, -1))).toMatchObject({ isSound: true, events: COUNT });
    expect(await check(Buffer.alloc(0), [])).toMatchObject({ isSound: true, events: 0, lastSeq: null });
  });

  it("reads as plain JSON, line by line", () => {
    const [line = ""] = toBytes(log).toString().split("\n");
    const [first] = log;
    expect(JSON.parse(line)).toEqual({ ...first, at: first?.at.toISOString() });
  });

  it("may begin behind a cut that a checkpoint proves, and only there", async () => {
    const rest = toBytes(log.slice(20));
    expect(await check(rest, [checkpointAt(20), atTheEnd])).toMatchObject({ isSound: true, firstSeq: 21 });
    expect(kindsOf(await check(rest, [checkpointAt(19), atTheEnd]))).toEqual(["cutUnproven"]);
    expect(kindsOf(await check(rest, []))).toEqual(["cutUnproven"]);
  });

  it("tells of each fault where it is", async () => {
    const without = toBytes(log.filter(({ seq }) => seq !== 7 && seq !== 8));
    expect((await check(without)).faults).toEqual([{ kind: "missing", seq: 7, untilSeq: 8, line: 7 }]);
    const lines = toBytes(log).toString().split("\n");
    lines[4] = JSON.stringify(JSON.parse(lines[4] ?? ""), null, 1).replaceAll("\n", " ");
    expect((await check(Buffer.from(lines.join("\n")))).faults[0]).toEqual({ kind: "malformed", seq: 5, line: 5 });
  });

  it("is not believed on the word of a foreign or a forged checkpoint", async () => {
    expect(kindsOf(await check(toBytes(log), [checkpointAt(COUNT, aKey())]))).toEqual(["checkpointUnknownKey"]);
    const forged = { ...atTheEnd, at: "2026-03-02T00:00:00.000Z" };
    expect(kindsOf(await check(toBytes(log), [forged]))).toEqual(["checkpointForged"]);
    const impostor = { ...checkpointAt(COUNT, aKey()), keyId: key.id };
    expect(kindsOf(await check(toBytes(log), [impostor]))).toEqual(["checkpointForged"]);
  });

  it("is not believed when one key signed two pasts, whichever of them it shows", async () => {
    const [anew] = rewriteFrom(COUNT - 1);
    const other = signCheckpoint(key, { seq: COUNT, hash: Buffer.from(anew?.hash ?? "", "hex"), at: NOW });
    expect(kindsOf(await check(toBytes(log), [other, atTheEnd]))).toEqual(["rewritten"]);
    expect(kindsOf(await check(toBytes(log), [atTheEnd, other]))).toContain("rewritten");
  });

  it("without a checkpoint kept elsewhere cannot show that its end was cut off or written anew", async () => {
    expect(await check(toBytes(log.slice(0, 50)), [])).toMatchObject({ isSound: true, provenSeq: null });
    const anew = [...log.slice(0, 50), ...rewriteFrom(50)];
    expect(await check(toBytes(anew), [])).toMatchObject({ isSound: true, provenSeq: null });
    expect(await check(toBytes(anew), [checkpointAt(40)])).toMatchObject({ isSound: true, provenSeq: 40 });
  });
});

const rewriteFrom = (index: number) =>
  chain(
    log.slice(index).map((event) => ({ ...plain(event), data: { text: "nothing happened" } })),
    Buffer.from(log[index - 1]?.hash ?? GENESIS_HASH.toString("hex"), "hex"),
  );

const plain = ({ seq, type, at, subject, rolloutId, productId, actor, data }: StoredEvent): ChainedEvent => ({
  ...{ seq, type, at, subject, rolloutId, productId, actor, data },
});

const index = fc.integer({ min: 0, max: COUNT - 1 });
const byte = fc.integer({ min: 1, max: 255 });

/** Each takes the bytes of the whole log and gives others. */
const tamperings = fc.oneof(
  fc.record({ place: fc.nat(), by: byte }).map(({ place, by }) => ({
    name: "change a byte",
    tamper: (file: Buffer) => {
      const at = place % (file.length - 1);
      const copy = Buffer.from(file);
      copy[at] = (copy[at] ?? 0) ^ by;
      return copy;
    },
  })),
  index.map((at) => ({
    name: `change event ${at + 1} and its own hash`,
    tamper: () => {
      const [event] = log.slice(at);
      if (!event) throw new Error("There is such an event.");
      const [changed] = chain([{ ...plain(event), type: "device_failed" }], Buffer.from(event.previousHash, "hex"));
      return toBytes(log.map((stored, place) => (place === at && changed ? changed : stored)));
    },
  })),
  fc.tuple(index, fc.integer({ min: 1, max: 5 })).map(([from, count]) => ({
    name: `delete ${count} from ${from + 1}`,
    tamper: () => toBytes([...log.slice(0, from), ...log.slice(from + count)]),
  })),
  fc
    .tuple(index, index)
    .filter(([left, right]) => left !== right)
    .map(([left, right]) => ({
      name: `swap ${left + 1} and ${right + 1}`,
      tamper: () => {
        const copy = [...log];
        [copy[left], copy[right]] = [copy[right], copy[left]] as [StoredEvent, StoredEvent];
        return toBytes(copy);
      },
    })),
  fc.tuple(index, index).map(([from, to]) => ({
    name: `insert a copy of ${from + 1} before ${to + 1}`,
    tamper: () => toBytes([...log.slice(0, to), ...log.slice(from, from + 1), ...log.slice(to)]),
  })),
  index.map((to) => ({
    name: `insert a new event before ${to + 1}`,
    tamper: () => {
      const made = chain(
        [{ ...anEvent(to + 1), type: "user_created" }],
        Buffer.from(log[to]?.previousHash ?? "", "hex"),
      );
      return toBytes([...log.slice(0, to), ...made, ...log.slice(to)]);
    },
  })),
  index.map((count) => ({ name: `truncate to ${count}`, tamper: () => toBytes(log.slice(0, count)) })),
  fc.integer({ min: 2, max: 10_000 }).map((bytes) => ({
    name: `cut off ${bytes} bytes`,
    tamper: (file: Buffer) => file.subarray(0, Math.max(0, file.length - bytes)),
  })),
  index.map((from) => ({
    name: `rewrite from ${from + 1}`,
    tamper: () => toBytes([...log.slice(0, from), ...rewriteFrom(from)]),
  })),
  index.map((from) => ({
    name: `leave out ${from + 1} and number the rest anew`,
    tamper: () => {
      const rest = log.slice(from + 1).map((event) => ({ ...plain(event), seq: event.seq - 1 }));
      return toBytes([...log.slice(0, from), ...chain(rest, Buffer.from(log[from]?.previousHash ?? "", "hex"))]);
    },
  })),
);

describe("A walk during which retention cut the log off", () => {
  const trusted = trust([key.publicKey]);
  const links = log.map((event) => linkOf(event));
  const walkTo = (seq: number) => {
    const walk = new ChainWalk(GENESIS, [], trusted);
    for (const link of links.slice(0, seq)) walk.step(link);
    return walk;
  };
  const goOn = (walk: ChainWalk, from: number) => {
    for (const link of links.slice(from)) walk.step(link);
    return walk.finish();
  };
  const cut = { seq: 20, hash: log[19]?.hash ?? "" };

  it("goes on behind the cut where that is signed", () => {
    const walk = walkTo(10);
    walk.skipTo(cut, checkpointAt(20));
    expect(goOn(walk, 20)).toMatchObject({ isSound: true, lastSeq: COUNT });
  });

  it("finds a cut that is not signed, or was signed as another", () => {
    const unsigned = walkTo(10);
    unsigned.skipTo(cut, null);
    expect(kindsOf(goOn(unsigned, 20))).toEqual(["cutUnproven"]);
    const other = walkTo(10);
    other.skipTo({ ...cut, hash: log[18]?.hash ?? "" }, checkpointAt(20));
    expect(kindsOf(goOn(other, 20))).toEqual(["rewritten", "unlinked"]);
  });
});

describe("A thousand random tamperings", () => {
  it("are all found, with one checkpoint of the end kept elsewhere", { timeout: 120_000 }, async () => {
    const file = toBytes(log);
    await fc.assert(
      fc.asyncProperty(tamperings, fc.integer({ min: 50, max: 5_000 }), async ({ tamper }, chunkBytes) => {
        const tampered = tamper(file);
        fc.pre(!tampered.equals(file));
        expect((await check(tampered, [atTheEnd], chunkBytes)).isSound).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });
});
