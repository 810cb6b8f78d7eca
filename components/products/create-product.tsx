"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ProductForm } from "#components/products/product-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";

export function CreateProduct() {
  const router = useRouter();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setIsOpen}
      title="Declare a product"
      trigger={
        <Button variant="primary">
          <Plus aria-hidden />
          Declare a product
        </Button>
      }
    >
      <ProductForm
        onDone={(product) => {
          setIsOpen(false);
          router.push(`/products/${product.slug}`);
        }}
      />
    </Dialog>
  );
}
