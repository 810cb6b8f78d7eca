import { isTag, parseImageName, type ImageName } from "#lib/products/rules/image.ts";

// Which image, and which of its tags, does this text name?

export interface ImageReference extends ImageName {
  tag: string | null;
  /** As written: whether it is one is for the caller to ask. */
  digest: string | null;
}

/** Reads a reference in any usual spelling, its name into the normal form. Null when it names no valid image or tag. */
export function normalizeReference(text: string): ImageReference | null {
  const { name, tag, digest } = splitReference(text);
  const imageName = parseImageName(name);
  if (!imageName || (tag !== null && !isTag(tag))) return null;
  return { ...imageName, tag, digest };
}

function splitReference(text: string): { name: string; tag: string | null; digest: string | null } {
  const withoutScheme = text.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//i, "");
  const withoutSlash = withoutScheme.replace(/\/+$/, "");
  const at = withoutSlash.indexOf("@");
  const beforeDigest = at === -1 ? withoutSlash : withoutSlash.slice(0, at);
  const digest = at === -1 ? null : withoutSlash.slice(at + 1);
  const colon = beforeDigest.indexOf(":", beforeDigest.lastIndexOf("/") + 1);
  if (colon === -1) return { name: beforeDigest, tag: null, digest };
  return { name: beforeDigest.slice(0, colon), tag: beforeDigest.slice(colon + 1) || null, digest };
}
