"use client";

import { usePaletteKeys } from "#components/shell/palette-keys.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { KeyHint } from "#components/ui/key-hint.tsx";
import { listShortcuts } from "#components/ui/shortcuts.ts";

const ALWAYS = [
  { keys: "↑ ↓", label: "Walk through a table" },
  { keys: "↵", label: "Open the row" },
  { keys: "Esc", label: "Close, or leave a field" },
];

/** What the keyboard can do on this page, read from the shortcuts that are in force. */
export default function KeyboardHelp({ close }: { close: () => void }) {
  const paletteKeys = usePaletteKeys();
  const shortcuts = listShortcuts();
  const travel = shortcuts.filter(({ keys }) => keys.startsWith("g "));
  const here = shortcuts.filter(({ keys }) => !keys.startsWith("g "));
  return (
    <Dialog open onOpenChange={close} title="Keyboard">
      <div className="grid gap-5 sm:grid-cols-2">
        <div className="space-y-5">
          <KeyList title="Everywhere" rows={[{ keys: paletteKeys, label: "Search, jump, act" }, ...ALWAYS]} />
          <KeyList title="On this page" rows={here} />
        </div>
        <KeyList title="Go to" rows={travel} />
      </div>
    </Dialog>
  );
}

function KeyList({ title, rows }: { title: string; rows: { keys: string; label: string }[] }) {
  return (
    <section>
      <h3 className="mb-1 text-xs font-medium text-muted">{title}</h3>
      <dl>
        {rows.map(({ keys, label }) => (
          <div
            key={keys}
            className="flex min-h-7 items-center justify-between gap-3 border-b border-line last:border-b-0"
          >
            <dt>{label}</dt>
            <dd>
              <KeyHint keys={keys.replace("shift+", "⇧ ")} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
