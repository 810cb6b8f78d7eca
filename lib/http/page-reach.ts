import { reachOf } from "#lib/access/rules/actor.ts";
import { requireReach } from "#lib/access/teams/require-reach.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";

/** The pages for people who are limited to teams: those whose every list shows their part. */
const PAGES = [
  /^\/$/,
  /^\/account$/,
  /^\/(?:rollouts|deployments|products|policies|diffs|rollbacks)(?:\/|$)/,
  /^\/environments(?:\/(?!ci$)|$)/,
  /^\/templates(?:\/|$)/,
  /^\/(?:queue|calendar|events)(?:\/|$)/,
];

/** Which part of a path names a record by its slug. */
const SLUGS = /^\/(?<first>products|environments)\/(?<slug>[^/]+)(?:\/(?<second>[^/]+))?/;

/**
 * Holds the address of a page against what somebody reaches, once for all that the page reads. Throws NOT_FOUND where it
 * names what lies elsewhere, or is a page about the whole house.
 */
export async function requirePageReach(ctx: Context, address: string | null): Promise<void> {
  if (!reachOf(ctx.actor)) return;
  if (address === null) throw notFound("page");
  const path = decodePath(address.split(/[?#]/, 1)[0] ?? "");
  if (!PAGES.some((page) => page.test(path))) throw notFound("page");
  await requireReach(ctx, { path, query: decodePath(address), ...readSlugs(path) });
}

function readSlugs(path: string): object {
  const { first, slug, second } = SLUGS.exec(path)?.groups ?? {};
  // The page of a cell: /environments/{environment}/{product}
  if (first === "environments") return { environment: slug, product: second };
  return { product: slug };
}

function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw notFound("page"); // A broken escape names nothing.
  }
}
