import type { ProductKind } from "#lib/products/rules/product.ts";

/** How each kind of product is called. */
export const productKinds: Record<ProductKind, { label: string; help: string }> = {
  image: { label: "Container image", help: "Pushed to a registry; its tags are its versions." },
  firmware: { label: "Firmware", help: "A file for a device’s flash." },
  app: { label: "App", help: "A program with an updater of its own." },
  extension: { label: "Extension", help: "A plug-in of an editor or browser." },
};
