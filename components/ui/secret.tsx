import { KeyRound } from "lucide-react";
import { CopyButton } from "#components/ui/copy-button.tsx";

/** A token or link that the server shows this once and does not keep. */
export function Secret({
  secret,
  label,
  note = "Copy it now. It is not kept and cannot be shown again.",
}: SecretProps) {
  return (
    <div className="rounded-md border border-warn/50 bg-warn-soft p-3">
      <p className="flex items-center gap-1.5 font-medium text-warn-ink">
        <KeyRound aria-hidden className="size-4" />
        {label}
      </p>
      <div className="mt-2 flex items-center gap-1 rounded border border-line bg-surface py-0.5 pr-0.5 pl-2.5">
        <code className="min-w-0 flex-1 py-1 font-mono text-xs break-all select-all">{secret}</code>
        <CopyButton text={secret} label={`Copy ${label.toLowerCase()}`} />
      </div>
      <p className="mt-1.5 text-xs text-muted">{note}</p>
    </div>
  );
}

type SecretProps = { secret: string; label: string; note?: string };
