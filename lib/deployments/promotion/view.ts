import type { EnvironmentReference } from "#lib/environments/view.ts";

/** What a promotion would do. */
export interface PromotionView {
  deploymentId: string;
  product: { id: string; slug: string; name: string };
  from: EnvironmentReference | null;
  to: (EnvironmentReference & { deviceCount: number; requiredApprovals: number }) | null;
  coming: { version: string; digest: string | null };
  /** What runs there now; null where nothing does. */
  running: { version: string; digest: string | null } | null;
  /** Builds whose comparison shows what would change; null where one of the two has none. */
  pair: { from: string; to: string } | null;
  /** Why it cannot be promoted; null when it can. */
  objection: string | null;
  template: { id: string; slug: string; name: string } | null;
}
