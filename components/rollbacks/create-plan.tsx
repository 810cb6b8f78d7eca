"use client";

import { History } from "lucide-react";
import { useState } from "react";
import { PlanForm } from "#components/rollbacks/plan-form.tsx";
import type { Option } from "#components/rollbacks/rollback-list.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";

type CreatePlanProps = {
  /** Left out where it is known what is taken back. */
  products?: readonly Option[];
  environments?: readonly Option[];
  deploymentId?: string;
};

/** A button, and behind it the form in which a rollback is planned. */
export function CreatePlan({ products = [], environments = [], deploymentId }: CreatePlanProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setIsOpen}
      wide
      title="Plan a rollback"
      description="Nothing moves yet: the plan is checked first, and a second person must agree."
      trigger={
        <Button variant={deploymentId === undefined ? "primary" : "secondary"}>
          <History aria-hidden />
          Plan a rollback
        </Button>
      }
    >
      <PlanForm products={products} environments={environments} deploymentId={deploymentId} />
    </Dialog>
  );
}
