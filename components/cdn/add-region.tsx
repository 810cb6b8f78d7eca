"use client";

import { useRouter } from "next/navigation";
import { RegionForm } from "#components/cdn/region-form.tsx";
import { CreateDialog } from "#components/ui/create-dialog.tsx";

export function AddRegion() {
  const router = useRouter();
  return (
    <CreateDialog title="Add a region" description="A cache in front of Slipway, or a network of them.">
      {(close) => (
        <RegionForm
          onDone={() => {
            close();
            router.refresh();
          }}
        />
      )}
    </CreateDialog>
  );
}
