import { generateKeyPairSync, randomBytes, type KeyObject } from "node:crypto";
import { expect, it } from "vitest";
import { signCheckpoint, judgeCheckpoint } from "#lib/events/audit/checkpoint.ts";
import { keyIdOf, readPublicKey, signingKeyOf, toPem, trust, trustedKeysOf } from "#lib/events/audit/keys.ts";
import { loadConfig } from "#lib/kernel/config.ts";

const configWith = (env: Record<string, string>) =>
  loadConfig({ SLIPWAY_ENCRYPTION_KEY: "an-encryption-key-that-only-tests-use-01", ...env });
const statement = { seq: 7, hash: Buffer.alloc(32, 7), at: new Date("2026-03-01T00:00:00.000Z") };

it("makes the same key from the same encryption key, and another from another", () => {
  const [one, same, other] = ["a".repeat(32), "a".repeat(32), "b".repeat(32)].map(
    (SLIPWAY_ENCRYPTION_KEY) => signingKeyOf(configWith({ SLIPWAY_ENCRYPTION_KEY })).id,
  );
  expect(one).toMatch(/^[0-9a-f]{32}$/);
  expect(same).toBe(one);
  expect(other).not.toBe(one);
});

it.each([
  ["32 bytes in base64", (pair: Pair) => raw(pair).toString("base64")],
  ["PEM", ({ privateKey }: Pair) => privateKey.export({ type: "pkcs8", format: "pem" }).toString()],
  [
    "PEM in one line",
    ({ privateKey }: Pair) => privateKey.export({ type: "pkcs8", format: "pem" }).toString().replaceAll("\n", "\\n"),
  ],
])("takes a key as %s", (_form, write) => {
  const pair = generateKeyPairSync("ed25519");
  expect(signingKeyOf(configWith({ SLIPWAY_AUDIT_KEY: write(pair) })).id).toBe(keyIdOf(pair.publicKey));
});

type Pair = { publicKey: KeyObject; privateKey: KeyObject };
const raw = ({ privateKey }: Pair) => privateKey.export({ type: "pkcs8", format: "der" }).subarray(-32);

it.each([
  ["too short", randomBytes(31).toString("base64")],
  ["no key", "nonsense"],
  [
    "of another kind",
    generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  ],
])("refuses a key that is %s, without quoting it", (_fault, key) => {
  const read = () => signingKeyOf(configWith({ SLIPWAY_AUDIT_KEY: key }));
  expect(read).toThrow("A key for checkpoints of the log is not ed25519");
  expect(read).not.toThrow(key);
});

it("believes its own key and those of before, and tells forged from foreign", () => {
  const old = signingKeyOf(configWith({ SLIPWAY_AUDIT_KEY: randomBytes(32).toString("base64") }));
  const publicBytes = old.publicKey.export({ type: "spki", format: "der" }).subarray(-32).toString("base64");
  const trusted = trustedKeysOf(configWith({ SLIPWAY_AUDIT_TRUSTED_KEYS: publicBytes }));
  const own = signingKeyOf(configWith({}));
  expect(judgeCheckpoint(trusted, signCheckpoint(own, statement))).toBe("signed");
  const byOld = signCheckpoint(old, statement);
  expect(judgeCheckpoint(trusted, byOld)).toBe("signed");
  expect(judgeCheckpoint(trust([own.publicKey]), byOld)).toBe("unknownKey");
  expect(judgeCheckpoint(trusted, { ...byOld, seq: 8 })).toBe("forged");
  expect(judgeCheckpoint(trusted, { ...byOld, signature: "" })).toBe("forged");
});

it("reads the public key that it writes", () => {
  const { id, publicKey } = signingKeyOf(configWith({}));
  expect(keyIdOf(readPublicKey(toPem(publicKey)))).toBe(id);
});

/** Checkpoints that people keep are checked with it for years. */
it("signs the same bytes from release to release", () => {
  const key = signingKeyOf(configWith({ SLIPWAY_AUDIT_KEY: Buffer.alloc(32, 1).toString("base64") }));
  expect(signCheckpoint(key, statement)).toEqual({
    seq: 7,
    hash: "07".repeat(32),
    at: "2026-03-01T00:00:00.000Z",
    keyId: "34750f98bd59fcfc946da45aaabe933b",
    signature: "Yfu5ukfaFCphchQZdDBY9g5Zfjn8ilzUKRjIVMe0YrkBkTylOlf95lFTaHNHMJz/SDJ3SG9mPGxBGt3KOQyFAA==",
  });
});
