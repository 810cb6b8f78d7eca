// Is a file a companion of another one, such as its signature? Nobody updates to a companion.

/** The migration that makes full packages says the same in SQL. */
const SIDECAR = /\.(sig|asc|minisig|blockmap|delta|sha256|sha512|yml)$/i;

export function isSidecar(fileName: string): boolean {
  return SIDECAR.test(fileName);
}

/** Names the companion of a file: `App.dmg` has its signature in `App.dmg.sig`. */
export function signatureNames(fileName: string): readonly string[] {
  return [`${fileName}.sig`, `${fileName}.minisig`];
}
