import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";
import { toneInk, toneSoft } from "#components/ui/tone.ts";

const kinds = {
  info: { tone: "move", icon: Info },
  good: { tone: "good", icon: CircleCheck },
  warn: { tone: "warn", icon: TriangleAlert },
  bad: { tone: "bad", icon: CircleAlert },
} as const;

/** A sentence that stands out: why something waits, what went wrong, what to mind. */
export function Notice({ kind = "info", title, children, actions, className }: NoticeProps) {
  const { tone, icon: Icon } = kinds[kind];
  return (
    <div
      role={kind === "bad" ? "alert" : "status"}
      className={cn("flex flex-wrap items-start gap-x-2 gap-y-2 rounded-md px-3 py-2", toneSoft[tone], className)}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", toneInk[tone])} />
      <div className="min-w-0 flex-1">
        {title && <p className={cn("font-medium", toneInk[tone])}>{title}</p>}
        {children && <div className="text-ink">{children}</div>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  );
}

type NoticeProps = {
  kind?: keyof typeof kinds;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
};
