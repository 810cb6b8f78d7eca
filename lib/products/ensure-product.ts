import type { Transaction } from "#lib/database/client.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { formatImageName, parseImageName } from "#lib/products/rules/image.ts";
import { CONCURRENT_DEPLOYMENTS, numberedSlug, proposeSlugs } from "#lib/products/rules/product.ts";
import { findProductByImage, insertProduct } from "#lib/products/store.ts";
import type { ProductView } from "#lib/products/view.ts";

const NUMBERED_SLUGS_MAX = 50;

/**
 * Finds the product of an image, or makes one where nobody declared it. Two callers at once get the same product: the
 * insert of the second waits for the first and then finds what it made.
 */
export async function ensureProductForImage(ctx: Context, tx: Transaction, image: string): Promise<ProductView> {
  const imageName = parseImageName(image);
  if (!imageName) throw new DomainError("INVALID_INPUT", `${image} is not the name of an image.`);
  const normal = formatImageName(imageName);

  const declared = await findProductByImage(tx, normal);
  if (declared) return declared;
  for (const slug of slugsFor(proposeSlugs(imageName))) {
    const draft = {
      slug,
      name: slug,
      kind: "image",
      image: normal,
      timeZone: "UTC",
      isPrivate: false,
      concurrentDeployments: CONCURRENT_DEPLOYMENTS,
    } as const;
    const made = await insertProduct(tx, draft, ctx.clock.now());
    if (made) {
      announce(ctx, tx, made);
      return made;
    }
    // Either the slug is taken, or somebody was faster with the image.
    const found = await findProductByImage(tx, normal);
    if (found) return found;
  }
  throw new DomainError("CONFLICT", `No free slug was found for ${normal}. Declare its product yourself.`);
}

function* slugsFor(proposals: readonly string[]): Generator<string> {
  yield* proposals;
  const longest = proposals.at(-1) ?? "product";
  for (let number = 2; number <= NUMBERED_SLUGS_MAX; number++) yield numberedSlug(longest, number);
}

function announce(ctx: Context, tx: Transaction, product: ProductView): void {
  recordEvent(ctx, tx, {
    type: "product_created",
    subject: { kind: "product", id: product.id },
    productId: product.id,
    data: { slug: product.slug, name: product.name, kind: product.kind, image: product.image, undeclared: true },
  });
}
