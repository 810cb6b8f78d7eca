// Who may fetch a file by its address, and how long may caches keep it?

/** As long as caches are ever told; the hash in the address makes it as good as for ever. */
const YEAR_SECONDS = 31_536_000;

/** What is asked for, and by whom. */
export interface FileDemand {
  /** Its product is not private. */
  isPublic: boolean;
  /** After this it is handed out to nobody. */
  expiresAt: Date | null;
  /** A person, a program or a device that may read versions. */
  isKnown: boolean;
  /** What the signature in the address is worth. */
  link: "none" | "valid" | "expired" | "wrong";
}

export type FileVerdict = "allowed" | "unknown" | "linkExpired" | "fileExpired";

/** Decides. Whoever may not see a file learns no more than that there is none for them. */
export function judgeDemand({ isPublic, expiresAt, isKnown, link }: FileDemand, now: Date): FileVerdict {
  const isAllowed = isPublic || isKnown || link === "valid";
  if (!isAllowed) return link === "expired" ? "linkExpired" : "unknown";
  return expiresAt !== null && expiresAt <= now ? "fileExpired" : "allowed";
}

export interface CacheFacts {
  isPublic: boolean;
  /** What the file's owner wants instead. */
  cacheControl: string | null;
  expiresAt: Date | null;
}

/**
 * What caches are told. A private file stays with whoever fetched it, whatever its owner wants of caches: a shared one
 * would hand it to others, by a signed address also when that is over. One that expires is kept no longer than that.
 */
export function cacheControlOf({ isPublic, cacheControl, expiresAt }: CacheFacts, now: Date): string {
  if (cacheControl !== null && (isPublic || keepsToItself(cacheControl))) return cacheControl;
  const left = expiresAt === null ? YEAR_SECONDS : Math.floor((expiresAt.getTime() - now.getTime()) / 1_000);
  const seconds = Math.max(0, Math.min(YEAR_SECONDS, left));
  const scope = isPublic ? "public" : "private";
  return `${scope}, max-age=${seconds}, ${expiresAt === null ? "immutable, " : ""}no-transform`;
}

const HARMLESS = /^(private|no-store|no-cache|no-transform|immutable|must-revalidate|max-age=\d+)$/i;

/** Only of simple words can be told what every cache makes of them; `private="x", public` means the opposite to some. */
function keepsToItself(cacheControl: string): boolean {
  const directives = cacheControl.split(",").map((directive) => directive.trim());
  return directives.every((one) => HARMLESS.test(one)) && directives.some((one) => /^(private|no-store)$/i.test(one));
}
