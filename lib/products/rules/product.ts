/** What is a product, and what is it called? */
import type { ImageName } from "#lib/products/rules/image.ts";

export const PRODUCT_KINDS = ["image", "firmware", "app", "extension"] as const;
export type ProductKind = (typeof PRODUCT_KINDS)[number];

/** How many of a product's deployments run at once, where nobody says otherwise and at the most. */
export const CONCURRENT_DEPLOYMENTS = 2;
export const CONCURRENT_DEPLOYMENTS_MAX = 50;

export const SLUG_LENGTH_MAX = 64;
export const SLUG = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/;

/**
 * Proposes slugs for an image that nobody declared, the shortest first: its last path segment, then with one more
 * segment each, then with the host.
 */
export function proposeSlugs(image: ImageName): string[] {
  const segments = [...image.registryHost.split(/[:/]/), ...image.repository.split("/")];
  const slugs = segments.map((_, index) => toSlug(segments.slice(segments.length - 1 - index).join("-")));
  return [...new Set(slugs)];
}

/** Numbers a slug whose proposals are all taken. */
export function numberedSlug(slug: string, number: number): string {
  const suffix = `-${number}`;
  return `${slug.slice(0, SLUG_LENGTH_MAX - suffix.length).replace(/[._-]+$/, "")}${suffix}`;
}

function toSlug(text: string): string {
  const slug = text.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, "-");
  return slug.slice(-SLUG_LENGTH_MAX).replaceAll(/^[._-]+|[._-]+$/g, "");
}
