"use client";

import { useRouter } from "next/navigation";
import { DatabaseForm } from "#components/migration-guard/database-form.tsx";
import { CreateDialog } from "#components/ui/create-dialog.tsx";
import { toast } from "#components/ui/toast.tsx";

export function AddDatabase({ productId, product }: { productId: string; product: string }) {
  const router = useRouter();
  return (
    <CreateDialog title="Add a database" description="A PostgreSQL database that this product's migrations change.">
      {(close) => (
        <DatabaseForm
          productId={productId}
          onDone={({ id, name, lastError }) => {
            close();
            if (lastError !== null) toast({ kind: "warn", title: `${name} cannot be read yet`, detail: lastError });
            router.push(`/products/${product}/databases/${id}`);
          }}
        />
      )}
    </CreateDialog>
  );
}
