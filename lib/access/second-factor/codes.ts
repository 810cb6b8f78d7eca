import { randomBytes } from "node:crypto";
import { generateURI, verify } from "otplib";
import { sha256 } from "#lib/kernel/crypto.ts";

const STEP_SECONDS = 30;
/** A clock may be this far off (RFC 6238 advises one step), and a code may arrive as late. */
const TOLERANCE_SECONDS = 30;

const RECOVERY_CODES = 10;
/** 80 bits: also with the hashes in hand nobody finds one. */
const RECOVERY_BYTES = 10;

/** What an authenticator app reads from the picture. */
export function addressOf(secret: string, email: string): string {
  return generateURI({ issuer: "Slipway", label: email, secret });
}

/** The time step to which a six-digit code belongs; null where it is none of these minutes. */
export async function findStep(secret: string, code: string, now: Date): Promise<number | null> {
  const token = code.replaceAll(/\s/g, "");
  if (!/^\d{6}$/.test(token)) return null;
  const epoch = Math.floor(now.getTime() / 1000);
  const result = await verify({ secret, token, epoch, period: STEP_SECONDS, epochTolerance: TOLERANCE_SECONDS });
  return result.valid ? Math.floor(epoch / STEP_SECONDS) + result.delta : null;
}

/** New recovery codes, to be shown once, such as "k3ma-81xz-…". */
export function makeRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const letters = randomBytes(RECOVERY_BYTES).toString("hex");
    return letters.replaceAll(/(.{5})(?=.)/g, "$1-");
  });
}

/** Under which hash a recovery code is kept. Blanks, dashes and capitals are how people write, not what they know. */
export function hashRecoveryCode(code: string): string {
  return sha256(code.replaceAll(/[\s-]/g, "").toLowerCase()).toString("hex");
}
