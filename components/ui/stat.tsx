import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";
import { toneInk, type Tone } from "#components/ui/tone.ts";

/** One number with its name; with an address it leads to what it counts. */
export function Stat({ label, value, detail, tone, href, className }: StatProps) {
  const body = (
    <>
      <span className="block text-xs text-muted">{label}</span>
      <span className={cn("mt-0.5 block text-xl font-semibold tracking-tight", tone && toneInk[tone])}>{value}</span>
      {detail && <span className="block truncate text-xs text-muted">{detail}</span>}
    </>
  );
  const style = cn("block min-w-0 px-3 py-2.5", className);
  if (!href) return <div className={style}>{body}</div>;
  return (
    <Link href={href} className={cn(style, "-outline-offset-2 hover:bg-hover!")}>
      {body}
    </Link>
  );
}

type StatProps = {
  label: string;
  value: ReactNode;
  detail?: ReactNode;
  tone?: Tone;
  href?: string;
  className?: string;
};

/** Several numbers in one strip, divided by hairlines. */
export function StatStrip({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <div
      className={cn(
        "grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line shadow-panel *:bg-surface sm:grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))] max-sm:[&>:last-child:nth-child(odd)]:col-span-2",
        className,
      )}
    >
      {children}
    </div>
  );
}
