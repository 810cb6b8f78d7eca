import { CircleAlert, CircleCheck } from "lucide-react";
import { countOf } from "#components/ui/format.ts";
import type { PlacedFault, YamlReading } from "#lib/templates/rules/yaml.ts";

type FaultListProps = { reading: YamlReading | null; onGo: (fault: PlacedFault) => void };

/** What is wrong with the text, each fault leading to its place. */
export function FaultList({ reading, onGo }: FaultListProps) {
  if (reading === null) return <p className="p-3 text-muted">Reading…</p>;
  if (reading.kind === "definition") {
    return (
      <p className="flex items-center gap-1.5 p-3 text-good-ink">
        <CircleCheck aria-hidden className="size-4" />
        {countOf(reading.definition.stages.length, "stage")}, {countOf(reading.definition.variables.length, "variable")}
        , nothing wrong
      </p>
    );
  }
  return (
    <ul aria-label="Faults" className="max-h-56 divide-y divide-line overflow-y-auto">
      {reading.faults.map((fault, index) => (
        <li key={index}>
          <button
            type="button"
            onClick={() => onGo(fault)}
            className="flex w-full items-start gap-2 px-3 py-1.5 text-left -outline-offset-2 hover:bg-hover"
          >
            <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0 text-bad-ink" />
            <span className="shrink-0 font-mono text-xs leading-5 text-muted">
              {fault.line}:{fault.column}
            </span>
            <span className="min-w-0 break-words">{fault.message}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
