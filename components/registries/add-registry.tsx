"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { RegistryForm } from "#components/registries/registry-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";

export function AddRegistry() {
  const router = useRouter();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setIsOpen}
      title="Add a registry"
      trigger={
        <Button variant="primary">
          <Plus aria-hidden />
          Add a registry
        </Button>
      }
    >
      <RegistryForm
        onDone={() => {
          setIsOpen(false);
          router.refresh();
        }}
      />
    </Dialog>
  );
}
