import type { ReactNode } from "react";

type ApprovalLayoutProps = { approval: ReactNode; aside: ReactNode; children: ReactNode };

/**
 * A page about which somebody may have to be asked. Wide screens show that in the right column; narrow ones show it
 * first, since who was called to say yes should not have to look for where.
 */
export function ApprovalLayout({ approval, aside, children }: ApprovalLayoutProps) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem] xl:grid-rows-[auto_1fr]">
      <div className="empty:hidden xl:col-start-2">{approval}</div>
      <div className="space-y-4 xl:col-start-1 xl:row-span-2 xl:row-start-1">{children}</div>
      <div className="space-y-4 xl:col-start-2">{aside}</div>
    </div>
  );
}
