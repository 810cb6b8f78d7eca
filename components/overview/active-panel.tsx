"use client";

import Link from "next/link";
import { RolloutTable } from "#components/rollouts/rollout-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { NewRows } from "#components/ui/new-rows.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { useSteadyRows } from "#components/ui/use-steady-rows.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

/** The rollouts that are not over. */
export function ActivePanel({ rollouts }: { rollouts: readonly RolloutView[] }) {
  const steady = useSteadyRows(rollouts, ({ id }) => id);
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
      {steady.rows.length === 0 ? (
        <p className="px-3 py-3 text-muted">No rollout is under way.</p>
      ) : (
        <div className="relative" {...steady.hold}>
          <NewRows waiting={steady.waiting} noun="new rollout" show={steady.show} />
          <RolloutTable label="Rollouts under way" rollouts={steady.rows} compact />
        </div>
      )}
    </Panel>
  );
}
