import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import { takeTurns } from "#lib/access/turns.ts";
import { DomainError } from "#lib/kernel/errors.ts";

/** OWASP's setting for argon2id (Password Storage Cheat Sheet): 19 MiB, 2 passes, 1 lane. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * How many passwords are worked on at once. More than there are cores makes none quicker, and each takes its 19 MiB; of
 * Node's four threads for such work one is left, or files and names would wait for passwords.
 */
const AT_ONCE_MAX = Math.min(availableParallelism(), 3);
/** Some seconds of work. Whoever comes behind is told so rather than kept waiting in front of a white page. */
const WAITING_MAX = 100 * AT_ONCE_MAX;
const RETRY_SECONDS = 5;

const inTurn = takeTurns({
  atOnceMax: AT_ONCE_MAX,
  waitingMax: WAITING_MAX,
  refuse: () =>
    new DomainError("UNAVAILABLE", "Too many people sign in at this moment. Try again in a few seconds.", {
      retryAfterSeconds: RETRY_SECONDS,
    }),
});

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password.normalize("NFKC"), ARGON2ID));
}

export function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  return inTurn(() => verify(passwordHash, password.normalize("NFKC")));
}

/** The hash, at the same setting, of random bytes that nobody kept. Made beforehand: the first one asked takes no longer. */
const DECOY = "$argon2id$v=19$m=19456,t=2,p=1$Z+6jQZRlboI+8UJDLEy0Lg$1Uisq2W7TTx0NfCHVvwAMaX0l7ypiDvJlCc28keEZGo";

/** Takes as long as verifyPassword and is always false, so that unknown people cannot be told from wrong passwords. */
export async function verifyNobody(password: string): Promise<false> {
  await verifyPassword(DECOY, password);
  return false;
}
