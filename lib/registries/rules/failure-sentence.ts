import { assertNever } from "#lib/kernel/errors.ts";
import type { TagOutcome } from "#lib/registries/rules/registry-answer.ts";

// How is a registry's refusal told to people?

/** One sentence about why a registry did not name a digest. */
export function tellFailure(
  outcome: Exclude<TagOutcome, { kind: "found" }>,
  { host, tag }: { host: string; tag: string },
): string {
  switch (outcome.kind) {
    case "unchanged":
      return "The tag points to what it pointed to before.";
    case "tagNotFound":
      return `${host} has no tag ${tag}.`;
    case "noSuchRepository":
      return `${host} has no such repository.`;
    case "denied":
      return outcome.reason;
    case "limited":
      return `${host} asks to be called less often.`;
    case "unreachable":
      return `${host} cannot be reached. ${outcome.reason}`;
    case "notAnImage":
      return `The tag ${tag} is of the type ${outcome.mediaType || "unknown"}, which is no image.`;
    default:
      return assertNever(outcome);
  }
}
