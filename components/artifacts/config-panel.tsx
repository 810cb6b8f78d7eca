"use client";

import { useState } from "react";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { cn } from "#components/ui/cn.ts";
import { formatBytes } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import type { ConfigFile } from "#lib/builds/rules/config-files.ts";

/** The configuration that went into a build: its files on one side, the chosen one on the other. */
export function ConfigPanel({ files }: { files: readonly ConfigFile[] }) {
  const [chosen, setChosen] = useState(0);
  const file = files[chosen];
  return (
    <Panel title="Configuration" count={files.length || undefined}>
      {!file ? (
        <p className="px-3 py-4 text-muted">No files were sent.</p>
      ) : (
        <div className="flex flex-col md:flex-row">
          <ul aria-label="Configuration files" className="max-h-96 overflow-y-auto border-line p-1 md:w-64 md:border-r">
            {files.map(({ path, content }, index) => (
              <li key={path}>
                <button
                  type="button"
                  aria-pressed={index === chosen}
                  onClick={() => setChosen(index)}
                  className={cn(
                    "flex w-full items-baseline gap-2 rounded px-2 py-1 text-left -outline-offset-2 hover:bg-hover",
                    index === chosen && "bg-accent-soft",
                  )}
                >
                  <span className="min-w-0 flex-1 truncate font-mono text-xs" title={path}>
                    {path}
                  </span>
                  <span className="text-2xs text-muted">{formatBytes(content.length)}</span>
                </button>
              </li>
            ))}
          </ul>
          <div className="min-w-0 flex-1 p-2">
            <CodeBlock code={file.content} label={file.path} className="max-h-96 overflow-auto" />
          </div>
        </div>
      )}
    </Panel>
  );
}
