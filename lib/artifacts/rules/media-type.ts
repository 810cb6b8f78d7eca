// What is a content, when its sender, its name and its first bytes say different things?

export const UNKNOWN_MEDIA_TYPE = "application/octet-stream";

/** Whatever a system would run. */
const PROGRAMS: ReadonlySet<string> = new Set([
  "application/x-elf",
  "application/x-mach-binary",
  "application/x-msdownload",
  "application/vnd.microsoft.portable-executable",
  "application/x-msi",
  "application/x-executable",
  "application/x-sharedlib",
]);

/** What a person opens without a second thought. */
const HARMLESS = /^(?:image|audio|video|text|font)\/|^application\/(?:pdf|json|xml)$/;
const HARMLESS_NAME = /\.(?:png|jpe?g|gif|webp|avif|svg|bmp|ico|mp[34]|wav|webm|mov|txt|md|csv|json|xml|html?|pdf)$/i;

/** Formats in which others are wrapped: there the sender may know better than the first bytes. */
const WRAPPERS: ReadonlySet<string> = new Set([
  "application/zip",
  "application/gzip",
  "application/x-tar",
  "application/xml",
  "application/x-cfb",
  "application/zstd",
  "application/x-xz",
  "application/x-bzip2",
]);

/** Formats that are always recognized: whoever claims one of them of something unknown is wrong. */
const RECOGNIZABLE = /^(?:image\/(?!svg)|audio\/|video\/|application\/pdf$)/;

export interface Claims {
  fileName: string;
  /** As the sender says; empty where it says nothing. */
  claimed: string;
  /** As the first bytes say; null where they say nothing. */
  detected: string | null;
}

/** A program that pretends to be a picture or a document: nobody means well with that. */
export function isDisguised({ fileName, claimed, detected }: Claims): boolean {
  if (detected === null || !PROGRAMS.has(detected)) return false;
  return HARMLESS.test(plainType(claimed)) || HARMLESS_NAME.test(fileName);
}

/** Chooses the type that a content is stored and served under. What its bytes say counts most. */
export function chooseMediaType({ claimed, detected }: Claims): string {
  const said = isMediaType(plainType(claimed)) ? plainType(claimed) : UNKNOWN_MEDIA_TYPE;
  if (detected === null) return RECOGNIZABLE.test(said) ? UNKNOWN_MEDIA_TYPE : said;
  const mayBeInside = WRAPPERS.has(detected) && said !== UNKNOWN_MEDIA_TYPE && !RECOGNIZABLE.test(said);
  return mayBeInside ? said : detected;
}

function plainType(text: string): string {
  return (text.split(";")[0] ?? "").trim().toLowerCase();
}

function isMediaType(text: string): boolean {
  return text.length <= 100 && /^[a-z0-9][\w!#$&^.+-]*\/[a-z0-9][\w!#$&^.+-]*$/.test(text);
}
