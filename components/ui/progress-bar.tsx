import { cn } from "#components/ui/cn.ts";
import { toneFill, type Tone } from "#components/ui/tone.ts";

export type Segment = { key: string; label: string; value: number; tone: Tone };

/** One bar of several parts. Parts that exist are never thinner than a pixel or two. */
export function ProgressBar({ label, segments, total, moving = false, className }: ProgressBarProps) {
  const whole = Math.max(total ?? segments.reduce((sum, segment) => sum + segment.value, 0), 1);
  const words = segments.filter((segment) => segment.value > 0).map((segment) => `${segment.value} ${segment.label}`);
  return (
    <div
      role="img"
      aria-label={`${label}: ${words.join(", ") || "nothing yet"} of ${whole}`}
      className={cn("flex h-1.5 w-full overflow-hidden rounded-full bg-idle-soft", className)}
    >
      {segments.map(
        (segment) =>
          segment.value > 0 && (
            <span
              key={segment.key}
              title={`${segment.value} ${segment.label}`}
              style={{ width: `${(segment.value / whole) * 100}%` }}
              className={cn(
                "relative min-w-0.5 shrink-0 overflow-hidden transition-[width] duration-500",
                toneFill[segment.tone],
              )}
            >
              {moving && segment.tone === "move" && (
                <span className="absolute inset-y-0 right-0 -left-4 animate-flow stripes" />
              )}
            </span>
          ),
      )}
    </div>
  );
}

type ProgressBarProps = {
  label: string;
  segments: Segment[];
  total?: number;
  /** Something is being worked on now. */
  moving?: boolean;
  className?: string;
};
