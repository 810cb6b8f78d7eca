import { notFound } from "next/navigation";
import { toRefusalDigest } from "#lib/kernel/refusal.ts";
import { toDomainError } from "#lib/wire/problem.ts";

type SearchParams = Record<string, string | string[] | undefined>;

/** What Next hands to a page: the named parts of its path, and the query of the address. */
export interface PageRequest<Part extends string = never> {
  params: Promise<Record<Part, string>>;
  searchParams: Promise<SearchParams>;
}

/** Reads what a page shows. A refusal reaches the error page in words; what does not exist leads to "not found". */
export async function loadPage<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const problem = toDomainError(error);
    if (problem.code === "NOT_FOUND") notFound();
    if (problem.code === "INTERNAL") throw error;
    throw Object.assign(new Error(problem.message, { cause: error }), { digest: toRefusalDigest(problem) });
  }
}

/** Reads the one thing that the address names. An address that cannot name anything is "not found" as well. */
export async function loadOne<T>(read: () => Promise<T>): Promise<T> {
  return loadPage(async () => {
    try {
      return await read();
    } catch (error) {
      if (toDomainError(error).code === "INVALID_INPUT") notFound();
      throw error;
    }
  });
}

/** Takes from the address what the list understands; a foreign parameter in a shared link breaks nothing. */
export function pickQuery<Name extends string>(
  params: SearchParams,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const given = names.flatMap((name) => {
    const value = [params[name]].flat().at(-1);
    return value ? [[name, value] as const] : [];
  });
  return Object.fromEntries(given) as Partial<Record<Name, string>>;
}
