import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";
import { CodeBlock } from "#components/ui/code-block.tsx";

/** What stands where a list has nothing: why, and the first command or click that changes it. */
export function EmptyState({ icon: Icon, title, children, command, action, className }: EmptyStateProps) {
  return (
    <div className={cn("mx-auto flex max-w-xl flex-col items-center px-4 py-10 text-center", className)}>
      {Icon && <Icon aria-hidden className="mb-3 size-7 text-faint" strokeWidth={1.5} />}
      <p className="text-base font-medium">{title}</p>
      {children && <div className="mt-1 text-muted">{children}</div>}
      {command && <CodeBlock code={command} className="mt-4 w-full text-left" />}
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

type EmptyStateProps = {
  icon?: LucideIcon;
  title: string;
  children?: ReactNode;
  command?: string;
  action?: ReactNode;
  className?: string;
};
