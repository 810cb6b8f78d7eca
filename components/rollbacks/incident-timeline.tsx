import Link from "next/link";
import { Panel } from "#components/ui/panel.tsx";
import { ExactTime } from "#components/ui/relative-time.tsx";
import type { IncidentView } from "#lib/rollbacks/incidents/view.ts";

/** What the log tells of a rollback, the oldest first. */
export function IncidentTimeline({ timeline }: Pick<IncidentView, "timeline">) {
  return (
    <Panel title="Timeline" count={timeline.length}>
      <ol className="divide-y divide-line">
        {timeline.map(({ seq, at, text, cause, by, href }) => (
          <li key={seq} className="px-3 py-2 text-sm">
            <p className="text-xs text-faint">
              <ExactTime at={at} />
              {by !== null && `, ${by}`}
            </p>
            <p className="break-words">
              {href === null ? (
                text
              ) : (
                <Link href={href} className="rounded hover:underline">
                  {text}
                </Link>
              )}
              {cause !== null && <span className="text-muted">: {cause}</span>}
            </p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
