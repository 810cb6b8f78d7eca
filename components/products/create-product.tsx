"use client";

import { useRouter } from "next/navigation";
import { ProductForm } from "#components/products/product-form.tsx";
import { CreateDialog } from "#components/ui/create-dialog.tsx";

export function CreateProduct() {
  const router = useRouter();
  return (
    <CreateDialog title="Declare a product">
      {(close) => (
        <ProductForm
          onDone={(product) => {
            close();
            router.push(`/products/${product.slug}`);
          }}
        />
      )}
    </CreateDialog>
  );
}
