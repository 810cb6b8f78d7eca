"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useId, useMemo, useRef, useState } from "react";
import { countOf, formatNumber } from "#components/ui/format.ts";
import { Input } from "#components/ui/input.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { DependencyManifest } from "#lib/builds/rules/dependencies.ts";

const ROW_PIXELS = 28;
const ROWS_BEYOND = 12;

/** What a build depends on, manifest by manifest. A lock file may name thousands, so only what is seen is drawn. */
export function DependenciesPanel({ manifests }: { manifests: readonly DependencyManifest[] }) {
  const total = manifests.reduce((sum, { packages }) => sum + Object.keys(packages).length, 0);
  return (
    <Panel title="Dependencies" count={total === 0 ? undefined : formatNumber(total)}>
      {manifests.length === 0 && <p className="px-3 py-4 text-muted">None were sent.</p>}
      {manifests.map((manifest, index) => (
        <Manifest key={index} manifest={manifest} />
      ))}
    </Panel>
  );
}

function Manifest({ manifest: { manager, path, packages } }: { manifest: DependencyManifest }) {
  const titleId = useId();
  const [filter, setFilter] = useState("");
  const rows = useMemo(() => Object.entries(packages).sort(([left], [right]) => (left < right ? -1 : 1)), [packages]);
  const wanted = filter.trim().toLowerCase();
  const shown = wanted === "" ? rows : rows.filter(([name]) => name.toLowerCase().includes(wanted));

  return (
    <section aria-labelledby={titleId} className="border-b border-line last:border-b-0">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5">
        <h3 id={titleId} className="font-medium">
          {path ?? manager}
        </h3>
        <span className="text-xs text-muted">{countOf(rows.length, "package")}</span>
        {rows.length > 20 && (
          <Input
            aria-label={`Find a package in ${path ?? manager}`}
            placeholder="Find a package"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
            className="ml-auto h-7 w-48"
          />
        )}
      </header>
      <PackageRows rows={shown} label={`Packages of ${path ?? manager}`} />
    </section>
  );
}

function PackageRows({ rows, label }: { rows: readonly (readonly [string, string])[]; label: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PIXELS,
    overscan: ROWS_BEYOND,
  });
  if (rows.length === 0) return <p className="px-3 pb-3 text-muted">None has this in its name.</p>;
  return (
    <div ref={frame} tabIndex={0} role="region" aria-label={label} className="max-h-72 overflow-y-auto pb-1">
      <ul className="relative" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map(({ index, start }) => {
          const [name, version] = rows[index] ?? ["", ""];
          return (
            <li
              key={index}
              style={{ height: ROW_PIXELS, transform: `translateY(${start}px)` }}
              className="absolute inset-x-0 top-0 flex items-center gap-3 px-3 font-mono text-xs"
            >
              <span className="min-w-0 flex-1 truncate" title={name}>
                {name}
              </span>
              <span className="max-w-[50%] truncate text-muted">{version}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
