import { ArrowUp } from "lucide-react";
import { countOf } from "#components/ui/format.ts";

/** Says over a list that holds still how much is new, and brings it in. */
export function NewRows({ waiting, noun, show }: { waiting: number; noun: string; show: () => void }) {
  if (waiting === 0) return null;
  return (
    <button
      type="button"
      onClick={show}
      className="absolute top-1.5 left-1/2 z-20 flex h-7 -translate-x-1/2 animate-fade-in items-center gap-1.5 rounded-full bg-accent px-3 text-xs font-medium text-on-accent shadow-lg hover:bg-accent-hover"
    >
      <ArrowUp aria-hidden className="size-3" />
      {countOf(waiting, noun)}
    </button>
  );
}
