import { cn } from "#components/ui/cn.ts";

/** Shows which keys do the same: `keys="g r"` is two strokes, `keys="⌘K"` one. */
export function KeyHint({ keys, className }: { keys: string; className?: string }) {
  return (
    <span className="inline-flex items-center gap-0.5">
      {keys.split(" ").map((key, index) => (
        <kbd
          key={`${key}${index}`}
          className={cn(
            "inline-flex h-4.5 min-w-4.5 items-center justify-center rounded border border-line bg-sunken px-1 font-sans text-2xs leading-none text-muted",
            className,
          )}
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
