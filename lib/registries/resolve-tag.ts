import { sha256 } from "#lib/kernel/crypto.ts";
import { DOCKER_HUB } from "#lib/products/rules/image.ts";
import {
  errorCodes,
  IMAGE_TYPES,
  judgeFailure,
  judgeManifest,
  type TagOutcome,
} from "#lib/registries/rules/registry-answer.ts";
import type { RegistryAccess } from "#lib/registries/access.ts";
import { askRegistry, type Asking, type RegistryAnswer } from "#lib/registries/ask.ts";

/** Large enough for every index that is used in earnest. */
const MANIFEST_BYTES_MAX = 4 * 1024 * 1024;

export interface TagQuestion {
  repository: string;
  tag: string;
  /** What the asker believes the tag points to; a registry can then say "unchanged". */
  knownDigest?: string | null;
}

/**
 * Asks a registry what a tag points to. All four types are accepted in one header: without them a registry may swap an
 * index for one of its images, which has another digest.
 */
export async function resolveTag(ctx: Asking, access: RegistryAccess, question: TagQuestion): Promise<TagOutcome> {
  const known = question.knownDigest ?? null;
  const head = await ask(ctx, access, question, "HEAD");
  if (head.kind !== "answer") return head;
  if (head.status === 304) return { kind: "unchanged" };
  if (head.status === 200) {
    const outcome = judgeAnswer(head, null);
    if (outcome?.kind === "found" && outcome.digest === known) return { kind: "unchanged" };
    if (outcome) return outcome;
  } else if (!deservesGet(head.status, access)) {
    return judgeFailure(head.status, [], null);
  }
  return getManifest(ctx, access, { ...question, knownDigest: null });
}

/**
 * Registries of an older specification answer a HEAD without a digest, or not at all. A 404 is asked about once more,
 * since only a body tells a missing tag from a missing repository; not on Docker Hub, which counts every GET.
 */
function deservesGet(status: number, access: RegistryAccess): boolean {
  return status === 405 || (status === 404 && access.host !== DOCKER_HUB);
}

async function getManifest(ctx: Asking, access: RegistryAccess, question: TagQuestion): Promise<TagOutcome> {
  const answer = await ask(ctx, access, question, "GET");
  if (answer.kind !== "answer") return answer;
  if (answer.status !== 200) return judgeFailure(answer.status, errorCodes(answer.body.toString("utf8")), null);
  const computedDigest = `sha256:${sha256(answer.body).toString("hex")}`;
  return judgeAnswer(answer, computedDigest) ?? { kind: "unreachable", reason: "The registry named no digest." };
}

function ask(ctx: Asking, access: RegistryAccess, question: TagQuestion, method: "GET" | "HEAD") {
  const { repository, tag, knownDigest } = question;
  return askRegistry(ctx, access, {
    method,
    path: `/v2/${repository}/manifests/${tag}`,
    repository,
    headers: {
      accept: IMAGE_TYPES.join(", "),
      ...(knownDigest && { "if-none-match": `"${knownDigest}"` }),
    },
    responseBytesMax: MANIFEST_BYTES_MAX,
  });
}

function judgeAnswer(answer: RegistryAnswer, computedDigest: string | null): TagOutcome | null {
  const digest = answer.headers["docker-content-digest"];
  return judgeManifest({
    digest: typeof digest === "string" ? digest : null,
    contentType: answer.headers["content-type"] ?? null,
    computedDigest,
  });
}
