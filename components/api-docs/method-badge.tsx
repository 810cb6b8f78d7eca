import { cn } from "#components/ui/cn.ts";

const looks: Record<string, string> = {
  GET: "text-move-ink",
  POST: "text-good-ink",
  PATCH: "text-warn-ink",
  PUT: "text-warn-ink",
  DELETE: "text-bad-ink",
};

export function MethodBadge({ method, className }: { method: string; className?: string }) {
  return (
    <span className={cn("w-12 shrink-0 font-mono text-2xs font-semibold", looks[method], className)}>
      {method === "DELETE" ? "DEL" : method}
    </span>
  );
}
