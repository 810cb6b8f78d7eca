import { z } from "zod";
import { createProduct } from "#lib/products/create.ts";
import { deleteProduct } from "#lib/products/delete.ts";
import { getProduct } from "#lib/products/find.ts";
import { createProductInput, listProductsInput, updateProductInput } from "#lib/products/input.ts";
import { listProducts } from "#lib/products/list.ts";
import { PRODUCT_KINDS } from "#lib/products/rules/product.ts";
import { updateProduct } from "#lib/products/update.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { pageOf } from "#lib/http/shapes.ts";

const product = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  kind: z.enum(PRODUCT_KINDS),
  image: z.string().nullable().describe("host/repository, for images."),
  timeZone: z.string(),
  isPrivate: z.boolean().describe("Its files are not for everybody."),
  concurrentDeployments: z.number().int().describe("How many of its deployments run at once."),
  createdAt: z.string(),
});

export const listProductsOperation = defineOperation({
  id: "listProducts",
  method: "GET",
  path: "/api/v1/products",
  tag: "Products",
  summary: "List products",
  auth: "user",
  query: listProductsInput,
  response: pageOf(product),
  run: listProducts,
});

export const createProductOperation = defineOperation({
  id: "createProduct",
  method: "POST",
  path: "/api/v1/products",
  tag: "Products",
  summary: "Declare a product",
  description: "An image that nobody declared makes its product when a policy first matches it.",
  auth: "user",
  body: createProductInput,
  response: product,
  status: 201,
  creates: true,
  run: createProduct,
});

export const getProductOperation = defineOperation({
  id: "getProduct",
  method: "GET",
  path: "/api/v1/products/{productId}",
  tag: "Products",
  summary: "Read a product, by its id or slug",
  auth: "user",
  response: product,
  run: getProduct,
});

export const updateProductOperation = defineOperation({
  id: "updateProduct",
  method: "PATCH",
  path: "/api/v1/products/{productId}",
  tag: "Products",
  summary: "Change a product's name, image or time zone",
  auth: "user",
  body: updateProductInput.omit({ productId: true }),
  response: product,
  run: updateProduct,
});

export const deleteProductOperation = defineOperation({
  id: "deleteProduct",
  method: "DELETE",
  path: "/api/v1/products/{productId}",
  tag: "Products",
  summary: "Delete a product that nothing uses",
  auth: "user",
  response: z.void(),
  status: 204,
  run: deleteProduct,
});

export const productsOperations = [
  listProductsOperation,
  createProductOperation,
  getProductOperation,
  updateProductOperation,
  deleteProductOperation,
];
