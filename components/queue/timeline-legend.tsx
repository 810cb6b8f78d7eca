const entries = [
  { label: "running", className: "bg-move" },
  { label: "completed", className: "bg-good" },
  { label: "failed", className: "bg-bad" },
  { label: "scheduled", className: "border-2 border-wait" },
  { label: "in line, estimated", className: "border-2 border-dashed border-wait" },
  { label: "comes round", className: "border-2 border-dotted border-idle" },
  { label: "window", className: "bg-good-soft" },
  {
    label: "freeze",
    className: "bg-bad-soft bg-[repeating-linear-gradient(135deg,transparent_0_3px,var(--bad)_3px_4px)]",
  },
];

/** What the shapes of the timeline mean. */
export function TimelineLegend() {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 border-b border-line px-3 py-2 text-xs text-muted">
      {entries.map(({ label, className }) => (
        <li key={label} className="flex items-center gap-1.5">
          <span aria-hidden className={`h-3 w-5 rounded-[3px] ${className}`} />
          {label}
        </li>
      ))}
    </ul>
  );
}
