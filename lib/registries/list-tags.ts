import { listAt } from "#lib/registries/rules/field.ts";
import { isTag } from "#lib/products/rules/image.ts";
import { errorCodes, judgeFailure, type TagListOutcome } from "#lib/registries/rules/registry-answer.ts";
import type { RegistryAccess } from "#lib/registries/access.ts";
import { askRegistry, type Asking } from "#lib/registries/ask.ts";

const PAGE_SIZE = 1000;
const PAGES_MAX = 10;
const PAGE_BYTES_MAX = 2 * 1024 * 1024;

/** Lists a repository's tags, up to ten pages. `isComplete` says whether that were all. */
export async function listTags(ctx: Asking, access: RegistryAccess, repository: string): Promise<TagListOutcome> {
  const tags = new Set<string>();
  let last: string | null = null;
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer = await askRegistry(ctx, access, {
      method: "GET",
      path: pagePath(repository, last),
      repository,
      responseBytesMax: PAGE_BYTES_MAX,
    });
    if (answer.kind !== "answer") return answer;
    if (answer.status !== 200) {
      const failure = judgeFailure(answer.status, errorCodes(answer.body.toString("utf8")), null);
      return failure.kind === "tagNotFound" ? { kind: "noSuchRepository" } : failure;
    }
    const found = readTags(answer.body);
    const sizeBefore = tags.size;
    for (const tag of found) tags.add(tag);
    last = found.at(-1) ?? null;
    // We build the next address from the last tag and never call the one in Link. A page without anything new means
    // that the registry does not page.
    const hasMore = answer.headers.link !== undefined && tags.size > sizeBefore && last !== null;
    if (!hasMore) return { kind: "tags", tags: [...tags], isComplete: answer.headers.link === undefined };
  }
  return { kind: "tags", tags: [...tags], isComplete: false };
}

function pagePath(repository: string, last: string | null): string {
  const after = last === null ? "" : `&last=${encodeURIComponent(last)}`;
  return `/v2/${repository}/tags/list?n=${PAGE_SIZE}${after}`;
}

function readTags(body: Buffer): string[] {
  try {
    return listAt(JSON.parse(body.toString("utf8")), "tags").filter(
      (tag): tag is string => typeof tag === "string" && isTag(tag),
    );
  } catch {
    return []; // Not JSON: a registry in front of which something else answers has no tags for us.
  }
}
