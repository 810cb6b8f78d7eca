"use client";

import { useRouter } from "next/navigation";
import { ChannelForm } from "#components/products/channel-form.tsx";
import { CreateDialog } from "#components/ui/create-dialog.tsx";

export function CreateChannel({ productId }: { productId: string }) {
  const router = useRouter();
  return (
    <CreateDialog title="Make a channel">
      {(close) => (
        <ChannelForm
          productId={productId}
          onDone={() => {
            close();
            router.refresh();
          }}
        />
      )}
    </CreateDialog>
  );
}
