"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "#components/ui/cn.ts";

/** Sibling pages side by side under one heading. */
export function PageTabs({ label, pages }: { label: string; pages: readonly { href: string; label: string }[] }) {
  const path = usePathname();
  return (
    <nav aria-label={label} className="mb-4 flex gap-1 overflow-x-auto border-b border-line">
      {pages.map((page) => (
        <Link
          key={page.href}
          href={page.href}
          aria-current={page.href === path ? "page" : undefined}
          className={cn(
            "-mb-px flex h-9 items-center border-b-2 border-transparent px-2 font-medium whitespace-nowrap text-muted -outline-offset-2 hover:text-ink",
            page.href === path && "border-accent text-ink",
          )}
        >
          {page.label}
        </Link>
      ))}
    </nav>
  );
}
