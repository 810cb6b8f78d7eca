"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useMemo } from "react";

/** A null or empty value takes the parameter out; a list repeats it. */
export type AddressChanges = Record<string, string | readonly string[] | null | undefined>;

export type Address = {
  get: (name: string) => string | null;
  getAll: (name: string) => string[];
  /** The same page with other parameters. A changed filter starts again at the first page. */
  href: (changes: AddressChanges) => string;
  /** Goes there without a new entry in the browser's history, as fits typing into a filter. */
  replace: (changes: AddressChanges) => void;
  /** Changes the address without asking the server for the page, for parts that read their own data. */
  replaceHere: (changes: AddressChanges) => void;
};

/** Reads and writes what the address says: filters, sorting, page and tab live there, so that links can be shared. */
export function useAddress(): Address {
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();

  return useMemo(() => {
    const href = (changes: AddressChanges) => hrefWith(path, params, changes);
    return {
      get: (name) => params.get(name),
      getAll: (name) => params.getAll(name),
      href,
      replace: (changes) => router.replace(href(changes), { scroll: false }),
      replaceHere: (changes) => window.history.replaceState(null, "", href(changes)),
    };
  }, [router, path, params]);
}

export function hrefWith(path: string, params: URLSearchParams, changes: AddressChanges): string {
  const next = new URLSearchParams(params);
  if (!("cursor" in changes)) next.delete("cursor");
  for (const [name, value] of Object.entries(changes)) {
    next.delete(name);
    for (const item of typeof value === "string" ? [value] : (value ?? [])) {
      if (item !== "") next.append(name, item);
    }
  }
  const query = next.toString();
  return query ? `${path}?${query}` : path;
}
