"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "#components/ui/cn.ts";

type TabPage = { href: string; label: string };

/** Sibling pages side by side under one heading. Whoever is deeper is still in one of them. */
export function PageTabs({ label, pages }: { label: string; pages: readonly TabPage[] }) {
  const path = usePathname();
  const current = findCurrent(pages, path);
  return (
    <nav aria-label={label} className="relative mb-4 flex gap-1 overflow-x-auto border-b border-line">
      {pages.map((page) => (
        <Link
          key={page.href}
          ref={page === current ? bringIntoRow : undefined}
          href={page.href}
          aria-current={page === current ? (page.href === path ? "page" : true) : undefined}
          className={cn(
            "-mb-px flex h-9 items-center border-b-2 border-transparent px-2 font-medium whitespace-nowrap text-muted -outline-offset-2 hover:text-ink",
            page === current && "border-accent text-ink",
          )}
        >
          {page.label}
        </Link>
      ))}
    </nav>
  );
}

/** On a narrow screen the row is longer than what is seen of it. */
function bringIntoRow(link: HTMLElement | null): void {
  const row = link?.parentElement;
  if (row) row.scrollLeft = Math.max(0, link.offsetLeft + link.offsetWidth - row.clientWidth);
}

/** The page itself, or the nearest one above it. */
function findCurrent(pages: readonly TabPage[], path: string): TabPage | undefined {
  const around = pages.filter(({ href }) => path === href || path.startsWith(`${href}/`));
  return around.toSorted((a, b) => b.href.length - a.href.length)[0];
}
