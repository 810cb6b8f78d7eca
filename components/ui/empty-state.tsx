import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";
import { CodeBlock } from "#components/ui/code-block.tsx";

/** What stands where a list has nothing: why, and the first command or click that changes it. */
export function EmptyState({ icon: Icon, title, isPage, children, command, action, className }: EmptyStateProps) {
  const Title = isPage ? "h1" : "p";
  return (
    <div className={cn("mx-auto flex max-w-xl flex-col items-center px-4 py-10 text-center", className)}>
      {Icon && <Icon aria-hidden className="mb-3 size-7 text-faint" strokeWidth={1.5} />}
      <Title className="text-base font-medium">{title}</Title>
      {children && <div className="mt-1 text-muted">{children}</div>}
      {command && <CodeBlock code={command} className="mt-4 w-full text-left" />}
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

type EmptyStateProps = {
  icon?: LucideIcon;
  title: string;
  /** It is all that the page has, and so its heading. */
  isPage?: boolean;
  children?: ReactNode;
  command?: string;
  action?: ReactNode;
  className?: string;
};
