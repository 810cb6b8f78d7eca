"use client";

import { ArrowRight } from "lucide-react";
import { useState } from "react";
import { PromoteDialog } from "#components/environments/promote-dialog.tsx";
import { Button } from "#components/ui/button.tsx";

/** Opens the question whether what a deployment brought may go on to the next environment. */
export function PromoteButton({ deploymentId }: { deploymentId: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button variant="primary" onClick={() => setIsOpen(true)}>
        <ArrowRight aria-hidden />
        Promote…
      </Button>
      {isOpen && <PromoteDialog deploymentId={deploymentId} onClose={() => setIsOpen(false)} />}
    </>
  );
}
