import { fileAddress, type AddressedFile } from "#lib/artifacts/rules/file-address.ts";
import { signedAddress } from "#lib/artifacts/sign-link.ts";
import type { Context } from "#lib/kernel/context.ts";

/** A client that is told of a private file begins to fetch it soon, and may be cut off and go on. */
const SIGNED_HOURS = 24;

/** Makes the address under which a client downloads something. */
export type AddressOf = (file: AddressedFile) => string;

/**
 * Addresses of a product's files below an origin: for good, or signed and for a day where it is private. What everybody
 * may have is fetched from the cache in front of us where the environment names one.
 */
export function addressesFor(ctx: Context, product: { isPrivate: boolean }, origin: string): AddressOf {
  const publicOrigin = ctx.config.cdn?.baseUrl ?? origin;
  if (!product.isPrivate) return (file) => publicOrigin + fileAddress(file);
  const expiresAt = new Date(ctx.clock.now().getTime() + SIGNED_HOURS * 3_600_000);
  return (file) => origin + signedAddress(ctx.config, file, expiresAt);
}
