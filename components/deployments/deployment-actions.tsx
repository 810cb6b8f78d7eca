"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Ban, CirclePlay, Pause, Repeat, RotateCw, Undo2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { type DeploymentActionName, deploymentKeys, moveDeployment } from "#components/deployments/queries.ts";
import { questionOf } from "#components/deployments/questions.tsx";
import { CreatePlan } from "#components/rollbacks/create-plan.tsx";
import { PromoteButton } from "#components/environments/promote-button.tsx";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { useShortcut } from "#components/ui/shortcuts.ts";
import type { DeploymentView } from "#lib/deployments/view.ts";

const ENDED = new Set<DeploymentView["status"]>(["completed", "failed", "cancelled", "rolledBack"]);

/** Devices may have what it brought. */
const TOUCHED = new Set<DeploymentView["status"]>(["running", "paused", "completed", "failed", "cancelled"]);

/** The form of its template, filled in as it was; null while it is not over, and where no template made it. */
function againHref({ status, template, product, version, environment }: DeploymentView): string | null {
  if (!ENDED.has(status) || template === null) return null;
  const query = new URLSearchParams({ product: product.slug, release: version });
  if (environment !== null) query.set("environment", environment.slug);
  return `/templates/${template.slug}/use?${query}`;
}

/** What a person can do with a deployment now; each asks first and says what it touches. */
export function DeploymentActions({ deployment }: { deployment: DeploymentView }) {
  const client = useQueryClient();
  const mayWrite = useMay("deployments:write");
  const mayPlanRollbacks = useMay("rollbacks:write");
  const [asked, setAsked] = useState<DeploymentActionName | null>(null);
  const may = (action: DeploymentView["allowedActions"][number]) =>
    mayWrite && deployment.allowedActions.includes(action);

  useShortcut("p", "Pause this deployment", () => setAsked("pause"), may("pause"));
  useShortcut("r", "Resume this deployment", () => setAsked("resume"), may("resume"));
  useShortcut("t", "Try again where it failed", () => setAsked("retry"), may("retry"));
  useShortcut("shift+b", "Roll back this deployment", () => setAsked("rollback"), may("rollBack"));
  useShortcut("shift+c", "Cancel this deployment", () => setAsked("cancel"), may("cancel"));

  async function act(action: DeploymentActionName, reason: string | undefined) {
    try {
      client.setQueryData(deploymentKeys.one(deployment.id), await moveDeployment(deployment.id, action, reason));
    } finally {
      // After a lost race, too: the page must show who was faster.
      void client.invalidateQueries({ queryKey: deploymentKeys.all });
    }
  }

  const question = asked && questionOf(asked, deployment);
  const mayBePromoted = mayWrite && deployment.status === "completed" && deployment.environment !== null;
  const mayPlan = mayPlanRollbacks && deployment.versionId !== null && TOUCHED.has(deployment.status);
  const again = mayWrite ? againHref(deployment) : null;
  return (
    <>
      {again !== null && (
        <Button asChild>
          <Link href={again}>
            <Repeat aria-hidden />
            Deploy again
          </Link>
        </Button>
      )}
      {mayPlan && <CreatePlan deploymentId={deployment.id} />}
      {mayBePromoted && <PromoteButton deploymentId={deployment.id} />}
      {may("resume") && (
        <Button variant="primary" onClick={() => setAsked("resume")}>
          <CirclePlay aria-hidden />
          Resume
        </Button>
      )}
      {may("retry") && (
        <Button variant="primary" onClick={() => setAsked("retry")}>
          <RotateCw aria-hidden />
          Try again
        </Button>
      )}
      {may("pause") && (
        <Button onClick={() => setAsked("pause")}>
          <Pause aria-hidden />
          Pause
        </Button>
      )}
      {may("cancel") && (
        <Button onClick={() => setAsked("cancel")}>
          <Ban aria-hidden />
          Cancel
        </Button>
      )}
      {may("rollBack") && (
        <Button onClick={() => setAsked("rollback")} className="text-bad-ink">
          <Undo2 aria-hidden />
          Roll back
        </Button>
      )}
      {asked && question && (
        <ConfirmDialog
          key={asked}
          open
          onOpenChange={() => setAsked(null)}
          title={question.title}
          confirmLabel={question.confirmLabel}
          danger={question.danger}
          askReason
          onConfirm={(reason) => act(asked, reason)}
        >
          {question.consequences}
        </ConfirmDialog>
      )}
    </>
  );
}
