import Link from "next/link";
import { RolloutTable } from "#components/rollouts/rollout-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { RolloutView } from "#lib/rollouts/view.ts";

/** The rollouts that are not over. */
export function ActivePanel({ rollouts }: { rollouts: readonly RolloutView[] }) {
  return (
    <Panel
      title="Under way"
      count={rollouts.length || undefined}
      actions={
        <Button asChild variant="ghost" size="sm">
          <Link href="/rollouts">All rollouts</Link>
        </Button>
      }
    >
      {rollouts.length === 0 ? (
        <p className="px-3 py-3 text-muted">No rollout is under way.</p>
      ) : (
        <RolloutTable label="Rollouts under way" rollouts={rollouts} compact />
      )}
    </Panel>
  );
}
