import { hash, verify } from "@node-rs/argon2";
import { availableParallelism } from "node:os";
import { createUser } from "#lib/access/create-user.ts";
import { setUp } from "#lib/access/set-up.ts";
import { signInWithPassword } from "#lib/access/sign-in.ts";
import type { BenchContext } from "./lib/context.ts";
import type { Figure } from "./lib/figure.ts";
import { millisOf, percentile } from "./lib/measure.ts";

/** OWASP's setting for argon2id: 19 MiB, 2 passes, 1 lane. Written here once more, so that it cannot be lowered unseen. */
const OWASP = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const PASSWORD = "correct horse battery staple";
const PEOPLE = 50;
const SIGN_INS = 200;
const ROUNDS = 5;
/** People who press the button at the same time. */
const AT_ONCE = 32;
/** What looking up, the session and the event may cost besides the password. */
const SHARE_MIN = 0.9;

/**
 * How many people sign in in a second, with session and event, beside argon2id alone at OWASP's setting on all cores.
 * The two are measured in turns, since machines are shared.
 */
export async function measureSignIn(ctx: BenchContext, scale: number): Promise<Figure[]> {
  const count = Math.max(AT_ONCE, Math.round(SIGN_INS * scale));
  const emails = await makePeople(ctx);
  const passwordHash = await hash(PASSWORD, OWASP);
  const signIn = async (index: number) => {
    const email = emails[index % emails.length] ?? "";
    const outcome = await signInWithPassword(ctx, { email, password: PASSWORD }, { address: null, userAgent: "" });
    if (outcome === null || typeof outcome === "string") throw new Error("Somebody could not sign in.");
  };
  const check = async () => {
    if (!(await verify(passwordHash, PASSWORD))) throw new Error("The password is right.");
  };

  await together(AT_ONCE, AT_ONCE, signIn);
  const [alone, whole]: [number[], number[]] = [[], []];
  let memoryBytes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(count / (await millisOf(() => together(count, availableParallelism(), check))));
    const before = process.memoryUsage().rss;
    whole.push(count / (await millisOf(() => together(count, AT_ONCE, signIn))));
    memoryBytes = Math.max(memoryBytes, process.memoryUsage().rss - before);
  }
  const reference = percentile(alone, 0.5) * 1_000;
  return [
    {
      id: "sign-in",
      what: `Sign-ins with a password, ${AT_ONCE} at once`,
      database: ctx.databaseName,
      value: percentile(whole, 0.5) * 1_000,
      unit: "sign-ins/s",
      target: { comparison: "atLeast", value: SHARE_MIN * reference },
      reference: { what: "argon2id alone, 19 MiB, 2 passes, on all cores", value: reference },
    },
    {
      id: "sign-in-memory",
      what: `Memory that ${AT_ONCE} sign-ins at once add`,
      database: ctx.databaseName,
      value: memoryBytes / 1_048_576,
      unit: "MiB",
      target: null,
      reference: { what: "19 MiB for each at once", value: 19 * AT_ONCE },
    },
  ];
}

async function makePeople(ctx: BenchContext): Promise<string[]> {
  const emails = Array.from({ length: PEOPLE }, (_, index) => `person-${index}@example.com`);
  for (const email of emails) {
    const { setUpToken } = await createUser(ctx, { email, name: email, role: "operator" });
    await setUp(ctx, { token: setUpToken, password: PASSWORD });
  }
  return emails;
}

/** Does work so often, so many at a time. */
async function together(count: number, atOnce: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
}
