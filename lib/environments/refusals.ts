import { DomainError } from "#lib/kernel/errors.ts";

export function slugTaken(slug: string): DomainError {
  return new DomainError("CONFLICT", `There already is an environment called ${slug}.`, {
    errors: [{ path: "slug", message: "Choose another one." }],
  });
}

/** Those that are archived stay as they were: what was deployed to them is told by them. */
export function isArchived(slug: string): DomainError {
  return new DomainError("WRONG_STATE", `The environment ${slug} is archived.`);
}
