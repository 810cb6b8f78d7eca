import { hash } from "node:crypto";

/** 128 bits of SHA-256 in base64url: two states of one device never meet in them. */
const TAG_LENGTH = 22;

/** Makes the ETag of a body. */
export function entityTagOf(body: string): string {
  return `"${hash("sha256", body, "base64url").slice(0, TAG_LENGTH)}"`;
}

/** Says whether the caller has it already. Compares weakly, as If-None-Match demands: a proxy may have weakened our tag. */
export function hasAlready(ifNoneMatch: string | null | undefined, tag: string): boolean {
  if (!ifNoneMatch) return false;
  if (ifNoneMatch === tag) return true;
  return ifNoneMatch.split(",").some((item) => item.trim() === "*" || item.trim().replace(/^W\//, "") === tag);
}
