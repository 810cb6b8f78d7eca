import { CircleCheck } from "lucide-react";
import { apiLevels } from "#components/openapi/api-level.ts";
import { countOf } from "#components/ui/format.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { ApiComparison } from "#lib/openapi/compare-documents.ts";
import { CHANGES_MAX, LEVELS, type ApiChange, type Level } from "#lib/openapi/rules/change.ts";

/** Beyond these nobody reads on; the API has them all. */
const SHOWN_PER_LEVEL = 200;

/** What the change of an OpenAPI document means for clients, what breaks them first. */
export function ApiChanges({ comparison }: { comparison: ApiComparison }) {
  if (comparison.kind === "unknown") {
    return (
      <Notice kind="warn" title="What changed for clients is not known" className="m-3">
        {comparison.reason}
      </Notice>
    );
  }
  const { changes } = comparison;
  if (changes.length === 0) {
    return <EmptyState icon={CircleCheck} title="Nothing changed for clients" className="py-6" />;
  }
  return (
    <div className="divide-y divide-line">
      {LEVELS.map((level) => (
        <LevelList key={level} level={level} changes={changes.filter((change) => change.level === level)} />
      ))}
      {changes.length >= CHANGES_MAX && <p className="px-3 py-2 text-xs text-muted">These are the worst of them.</p>}
    </div>
  );
}

function LevelList({ level, changes }: { level: Level; changes: readonly ApiChange[] }) {
  const { label, tone, icon, explanation } = apiLevels[level];
  if (changes.length === 0) return null;
  const rest = changes.length - SHOWN_PER_LEVEL;
  return (
    <section aria-label={`${label}: ${countOf(changes.length, "change")}`} className="px-3 py-2">
      <p className="mb-1 flex flex-wrap items-center gap-x-2 gap-y-1">
        <StateBadge tone={tone} icon={icon}>
          {label}
        </StateBadge>
        <span className="text-muted">
          {countOf(changes.length, "change")}. {explanation}
        </span>
      </p>
      <ul className="divide-y divide-line">
        {changes.slice(0, SHOWN_PER_LEVEL).map(({ id, place, message }) => (
          <li key={`${id} ${place} ${message}`} className="py-1.5">
            <p className="wrap-anywhere">{message}</p>
            <p className="font-mono text-xs wrap-anywhere text-muted">{place}</p>
          </li>
        ))}
      </ul>
      {rest > 0 && <p className="py-1 text-xs text-muted">And {rest.toLocaleString("en")} more.</p>}
    </section>
  );
}
