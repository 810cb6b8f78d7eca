import { cn } from "#components/ui/cn.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { shortDigest } from "#components/ui/format.ts";

/** A digest short enough to read; the whole one is on hover and in the copy. */
export function Digest({ digest, copy = false, className }: { digest: string; copy?: boolean; className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-0.5", className)}>
      <code title={digest} className="font-mono text-xs">
        {shortDigest(digest)}
      </code>
      {copy && <CopyButton text={digest} label="Copy digest" className="-my-1" />}
    </span>
  );
}
