import { cn } from "#components/ui/cn.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";

/** Text to be copied into a terminal or file. */
export function CodeBlock({ code, label, wrap = false, className }: CodeBlockProps) {
  return (
    <figure className={cn("group relative min-w-0 rounded-md border border-line bg-sunken", className)}>
      {label && <figcaption className="border-b border-line px-3 py-1 pr-10 text-2xs text-muted">{label}</figcaption>}
      <pre
        tabIndex={0}
        className={cn(
          "overflow-x-auto py-2 pr-10 pl-3 font-mono text-xs leading-5",
          wrap && "break-all whitespace-pre-wrap",
        )}
      >
        <code>{code}</code>
      </pre>
      <CopyButton text={code} label="Copy" className="absolute top-1 right-1 bg-sunken" />
    </figure>
  );
}

type CodeBlockProps = { code: string; label?: string; wrap?: boolean; className?: string };
