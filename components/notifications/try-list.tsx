import { RelativeTime } from "#components/ui/relative-time.tsx";
import { cn } from "#components/ui/cn.ts";
import type { TryView } from "#lib/notifications/view.ts";

const outcomes: Record<TryView["outcome"], string> = {
  delivered: "Delivered",
  refused: "Refused",
  timedOut: "No answer in time",
  unreachable: "Not reached",
  redirected: "Led elsewhere",
};

/** What came of each try, the first one first. */
export function TryList({ tries }: { tries: readonly TryView[] }) {
  if (tries.length === 0) return <p className="text-muted">It was not tried yet.</p>;
  return (
    <ol className="space-y-2">
      {tries.map((one) => (
        <li key={one.attempt} className="rounded-md border border-line px-3 py-2">
          <p className="flex flex-wrap items-baseline gap-x-2">
            <span className={cn("font-medium", one.outcome === "delivered" ? "text-good-ink" : "text-bad-ink")}>
              {outcomes[one.outcome]}
            </span>
            {one.status !== null && <code className="font-mono text-xs">{one.status}</code>}
            <span className="text-xs text-muted">
              try {one.attempt}, <RelativeTime at={one.at} />, {one.millis} ms
            </span>
          </p>
          {one.error && <p className="break-words text-muted">{one.error}</p>}
          {one.answer && (
            <pre className="mt-1 max-h-40 overflow-auto rounded bg-sunken px-2 py-1 font-mono text-xs break-all whitespace-pre-wrap">
              {one.answer}
            </pre>
          )}
        </li>
      ))}
    </ol>
  );
}
