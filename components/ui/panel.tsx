import type { ComponentProps, ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";

/** A bordered part of a page. With a title it becomes a named region. */
export function Panel({ title, count, actions, children, className, bodyClassName, id }: PanelProps) {
  const titleId = title ? `${id ?? slug(title)}-title` : undefined;
  return (
    <section
      id={id}
      aria-labelledby={titleId}
      className={cn("min-w-0 rounded-lg border border-line bg-surface shadow-panel", className)}
    >
      {title && (
        <header className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1.5">
          <h2 id={titleId} className="text-sm font-semibold">
            {title}
            {count !== undefined && <span className="ml-1.5 font-normal text-faint">{count}</span>}
          </h2>
          {actions && <div className="ml-auto flex flex-wrap items-center gap-1.5">{actions}</div>}
        </header>
      )}
      <div className={bodyClassName}>{children}</div>
    </section>
  );
}

type PanelProps = {
  title?: string;
  count?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
  /** The body has no padding of its own, so that tables reach the border. Pass `p-3` for text. */
  bodyClassName?: string;
  id?: string;
};

/** Name and value pairs, as at the top of a detail page. */
export function Facts({ className, ...props }: ComponentProps<"dl">) {
  return <dl className={cn("flex flex-wrap gap-x-6 gap-y-2", className)} {...props} />;
}

export function Fact({ label, children, className }: { label: string; children: ReactNode; className?: string }) {
  return (
    <div className={cn("min-w-0", className)}>
      <dt className="text-2xs text-faint">{label}</dt>
      <dd className="truncate">{children}</dd>
    </div>
  );
}

function slug(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}
