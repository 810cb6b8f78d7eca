"use client";

import { Plus, X } from "lucide-react";
import { BatchShares } from "#components/policies/batch-shares.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { FieldError } from "#components/ui/field.tsx";
import { controlStyle } from "#components/ui/input.tsx";

const BATCHES_MAX = 100;

const presets = [
  { label: "All at once", batches: ["100"] },
  { label: "10 → 50 → 100", batches: ["10", "50", "100"] },
  { label: "1 → 5 → 25 → 100", batches: ["1", "5", "25", "100"] },
];

/** The cumulative shares of the devices, one field each. The last is always all of them. */
export function BatchesEditor({ batches, onChange, deviceCounts, error }: BatchesEditorProps) {
  function change(index: number, text: string) {
    onChange(batches.map((batch, at) => (at === index ? text : batch)));
  }

  return (
    <fieldset>
      <legend className="mb-1 font-medium">Batches</legend>
      <BatchShares batches={batches.map(Number)} deviceCounts={deviceCounts} />
      <ol className="mt-2 flex flex-wrap items-center gap-1.5">
        {batches.map((batch, index) => {
          const isLast = index === batches.length - 1;
          return (
            // Batches have no name but their place.
            <li key={index} className="flex items-center gap-1.5">
              <span
                className={cn(
                  controlStyle,
                  "flex h-8 w-auto items-center pr-1 has-[input:focus-visible]:border-focus has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-focus",
                )}
              >
                <input
                  aria-label={`Batch ${index + 1}, percent of the devices`}
                  inputMode="decimal"
                  value={batch}
                  readOnly={isLast}
                  onChange={(event) => change(index, event.target.value.replace(",", "."))}
                  className="w-9 bg-transparent text-right outline-none read-only:text-muted"
                />
                <span aria-hidden className="pr-1 text-xs text-muted">
                  %
                </span>
                {!isLast && (
                  <button
                    type="button"
                    aria-label={`Remove batch ${index + 1}`}
                    onClick={() => onChange(batches.toSpliced(index, 1))}
                    className="flex size-6 items-center justify-center rounded text-muted hover:bg-hover hover:text-ink"
                  >
                    <X aria-hidden className="size-3" />
                  </button>
                )}
              </span>
              {!isLast && (
                <span aria-hidden className="text-faint">
                  →
                </span>
              )}
            </li>
          );
        })}
        <li>
          <Button
            variant="ghost"
            disabled={batches.length >= BATCHES_MAX}
            onClick={() => onChange(withOneMore(batches))}
          >
            <Plus aria-hidden />
            Batch
          </Button>
        </li>
      </ol>
      {error && <FieldError>{error}</FieldError>}
      <p className="mt-1.5 flex flex-wrap items-center gap-x-3 text-xs text-muted">
        Cumulative shares of the selected devices.
        {presets.map((preset) => (
          <button
            key={preset.label}
            type="button"
            onClick={() => onChange(preset.batches)}
            className="rounded text-accent-ink underline-offset-2 hover:underline"
          >
            {preset.label}
          </button>
        ))}
      </p>
    </fieldset>
  );
}

type BatchesEditorProps = {
  batches: readonly string[];
  onChange: (batches: string[]) => void;
  /** How many devices each batch would have now, where that is known. */
  deviceCounts?: readonly number[];
  error?: string;
};

/** Puts a batch half-way before the last. */
function withOneMore(batches: readonly string[]): string[] {
  const before = Number(batches.at(-2) ?? 0) || 0;
  const middle = Math.round((before + 100) / 2);
  return [...batches.slice(0, -1), String(middle), "100"];
}
