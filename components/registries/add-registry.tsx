"use client";

import { useRouter } from "next/navigation";
import { RegistryForm } from "#components/registries/registry-form.tsx";
import { CreateDialog } from "#components/ui/create-dialog.tsx";

export function AddRegistry() {
  const router = useRouter();
  return (
    <CreateDialog title="Add a registry">
      {(close) => (
        <RegistryForm
          onDone={() => {
            close();
            router.refresh();
          }}
        />
      )}
    </CreateDialog>
  );
}
