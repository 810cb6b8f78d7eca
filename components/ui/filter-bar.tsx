"use client";

import { X } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useAddress } from "#components/ui/address.ts";
import { Button } from "#components/ui/button.tsx";

/** The filters above a list, with one way out of all of them. */
export function FilterBar({ parameters, children }: { parameters: readonly string[]; children: ReactNode }) {
  const address = useAddress();
  const isFiltered = parameters.some((name) => address.get(name) !== null);
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      {children}
      {isFiltered && (
        <Button asChild variant="ghost">
          <Link href={address.href(Object.fromEntries(parameters.map((name) => [name, null])))} scroll={false}>
            Clear filters
          </Link>
        </Button>
      )}
    </div>
  );
}

/** A filter that came from a link somewhere: shown as a word with a cross, when it is in force. */
export function ActiveFilter({ label, parameter, also = [], shown }: ActiveFilterProps) {
  const address = useAddress();
  const value = address.get(parameter);
  if (value === null) return null;
  const without = Object.fromEntries([parameter, ...also].map((name) => [name, null]));
  return (
    <span className="inline-flex h-8 max-w-full items-center gap-1 rounded-md border border-accent/40 bg-accent-soft pr-1 pl-2.5 text-accent-ink">
      <span className="truncate">
        {label} <span className="font-medium">{shown ?? value}</span>
      </span>
      <Link
        href={address.href(without)}
        scroll={false}
        aria-label={`Remove the filter ${label} ${value}`}
        className="flex size-6 shrink-0 items-center justify-center rounded hover:bg-hover"
      >
        <X aria-hidden className="size-3.5" />
      </Link>
    </span>
  );
}

type ActiveFilterProps = {
  label: string;
  parameter: string;
  /** Parameters that make no sense without this one. */
  also?: readonly string[];
  shown?: string;
};
