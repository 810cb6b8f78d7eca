/** From which version to which. */
export function VersionStep({ from, to }: { from: string | null; to: string }) {
  return (
    <span className="inline-flex max-w-56 min-w-0 items-baseline gap-1.5 whitespace-nowrap">
      {from && from !== to && (
        <span className="truncate text-muted">
          {from} <span aria-label="to">→</span>
        </span>
      )}
      <span className="truncate font-medium">{to}</span>
    </span>
  );
}
