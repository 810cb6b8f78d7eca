"use client";

import { ChevronRight, ChevronsLeft } from "lucide-react";
import Link from "next/link";
import { useAddress } from "#components/ui/address.ts";
import { Button } from "#components/ui/button.tsx";

/** Walks through a list page by page; the place is the `cursor` in the address, and Back goes back. */
export function Pager({ nextCursor, shown, noun }: { nextCursor: string | null; shown: number; noun: string }) {
  const address = useAddress();
  const isFirst = address.get("cursor") === null;
  if (isFirst && !nextCursor) return null;
  return (
    <nav aria-label="Pages" className="flex items-center gap-2 border-t border-line px-3 py-2">
      <span className="text-xs text-muted">
        {shown} {noun} on this page
      </span>
      <span className="ml-auto flex gap-2">
        {!isFirst && (
          <Button asChild size="sm" variant="ghost">
            <Link href={address.href({ cursor: null })}>
              <ChevronsLeft aria-hidden />
              First page
            </Link>
          </Button>
        )}
        {nextCursor && (
          <Button asChild size="sm">
            <Link href={address.href({ cursor: nextCursor })}>
              Next page
              <ChevronRight aria-hidden />
            </Link>
          </Button>
        )}
      </span>
    </nav>
  );
}
