"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { useAddress } from "#components/ui/address.ts";
import { cn } from "#components/ui/cn.ts";

export type Tab = { value: string; label: ReactNode; count?: number };

/** Tabs that are links: each has its own address (`?<parameter>=value`); the first one is the page without it. */
export function Tabs({ label, parameter, tabs, className }: TabsProps) {
  const address = useAddress();
  const current = address.get(parameter) ?? tabs[0]?.value;
  return (
    <nav aria-label={label} className={cn("flex gap-1 overflow-x-auto border-b border-line", className)}>
      {tabs.map((tab, index) => (
        <Link
          key={tab.value}
          href={address.href({ [parameter]: index === 0 ? null : tab.value })}
          scroll={false}
          aria-current={tab.value === current ? "page" : undefined}
          className={cn(
            "-mb-px flex h-9 items-center gap-1.5 border-b-2 border-transparent px-2 font-medium whitespace-nowrap text-muted -outline-offset-2 hover:text-ink",
            tab.value === current && "border-accent text-ink",
          )}
        >
          {tab.label}
          {tab.count !== undefined && (
            <span className="rounded-full bg-sunken px-1.5 text-2xs leading-4 text-muted">{tab.count}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}

type TabsProps = { label: string; parameter: string; tabs: Tab[]; className?: string };
