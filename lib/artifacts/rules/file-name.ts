// What may a file be called? Its name stands in addresses, headers and on devices' disks.

export const FILE_NAME_LENGTH_MAX = 256;

/** Says what is wrong with a file's name, or null. */
export function fileNameFault(name: string): string | null {
  if (name === "" || name === "." || name === "..") return "A file needs a name.";
  if (name.length > FILE_NAME_LENGTH_MAX) return `A file's name has ${FILE_NAME_LENGTH_MAX} characters at most.`;
  if (name.trim() !== name) return "A file's name neither begins nor ends with a blank.";

  if (/[/\\\u0000-\u001f\u007f]/.test(name) || !name.isWellFormed()) {
    return "A file's name is without slashes, backslashes and control characters.";
  }
  return null;
}
