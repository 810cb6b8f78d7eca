import type { AddressedFile } from "#lib/artifacts/rules/file-address.ts";
import type { Queryable } from "#lib/database/client.ts";

/** A file as far as caches go. */
export interface CachedFile extends AddressedFile {
  id: string;
  /** Bytes. */
  fileSize: number;
  /** Everybody may fetch it: its product is not private, and it is no module of hawkBit's. */
  isPublic: boolean;
}

export async function findAddressedFile(db: Queryable, id: string): Promise<CachedFile | null> {
  const row = await db.file.findUnique({
    where: { id },
    select: {
      sha256: true,
      fileName: true,
      fileSize: true,
      version: { select: { product: { select: { isPrivate: true } } } },
      packages: { select: { product: { select: { isPrivate: true } } } },
    },
  });
  if (row === null) return null;
  const { sha256, fileName, fileSize, version, packages } = row;
  const products = [...(version ? [version.product] : []), ...packages.map(({ product }) => product)];
  return { id, sha256, fileName, fileSize: Number(fileSize), isPublic: products.some(({ isPrivate }) => !isPrivate) };
}
