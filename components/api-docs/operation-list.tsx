"use client";

import { Search } from "lucide-react";
import Link from "next/link";
import { useMemo, useState } from "react";
import { MethodBadge } from "#components/api-docs/method-badge.tsx";
import type { ApiOperation } from "#components/api-docs/openapi.ts";
import { cn } from "#components/ui/cn.ts";
import { Input } from "#components/ui/input.tsx";

/** Every call by its noun, narrowed by what is typed. */
export function OperationList({ operations, current, onChoose }: OperationListProps) {
  const [text, setText] = useState("");
  const groups = useMemo(() => {
    const needle = text.trim().toLowerCase();
    const shown = operations.filter((operation) => haystack(operation).includes(needle));
    return [...Map.groupBy(shown, ({ tag }) => tag)];
  }, [operations, text]);

  return (
    <nav aria-label="Calls" className="flex min-h-0 flex-1 flex-col">
      <div className="relative p-2">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-4.5 size-3.5 -translate-y-1/2 text-muted"
        />
        <Input
          type="search"
          aria-label="Filter the calls"
          placeholder="Filter the calls"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="pl-8"
        />
      </div>
      <div className="min-h-0 flex-1 space-y-3 overflow-y-auto px-2 pb-3">
        {groups.length === 0 && <p className="px-2 text-muted">No call has this in it.</p>}
        {groups.map(([tag, items]) => (
          <section key={tag} aria-label={tag}>
            <h2 className="px-2 pb-0.5 text-2xs font-medium text-faint">{tag}</h2>
            <ul>
              {items.map((operation) => (
                <li key={operation.id}>
                  <Link
                    href={`/docs?call=${operation.id}`}
                    scroll={false}
                    onClick={onChoose}
                    aria-current={operation.id === current ? "true" : undefined}
                    className={cn(
                      "flex items-baseline gap-2 rounded-md px-2 py-1 hover:bg-hover",
                      operation.id === current && "bg-accent-soft hover:bg-accent-soft",
                    )}
                  >
                    <MethodBadge method={operation.method} />
                    <span className="min-w-0">{operation.summary}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </nav>
  );
}

type OperationListProps = {
  operations: readonly ApiOperation[];
  current: string | null;
  onChoose?: () => void;
};

function haystack({ id, method, path, summary, tag }: ApiOperation): string {
  return `${id} ${method} ${path} ${summary} ${tag}`.toLowerCase();
}
