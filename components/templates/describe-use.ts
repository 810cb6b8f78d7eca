import { countOf, formatPercent } from "#components/ui/format.ts";
import type { TemplateUse } from "#lib/templates/view.ts";

/** "Used 12 times, 92% went well". */
export function describeUse({ count, finished, succeeded }: TemplateUse): string {
  if (count === 0) return "Not used yet";
  const used = `Used ${count === 1 ? "once" : countOf(count, "time")}`;
  return finished === 0 ? used : `${used}, ${formatPercent(succeeded / finished)} went well`;
}
