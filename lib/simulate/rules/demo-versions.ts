/** Which versions does the demo push, and which of them are bad? */

export const FIRST_VERSION = "1.4.1";
const FIRST_MINOR = 5;
const BAD_EVERY = 4;

/** Names the version of the push with this number, from 0. */
export function versionOfPush(push: number): string {
  return `1.${FIRST_MINOR + push}.0`;
}

/** Every fourth one is bad on purpose, so that a pause and a rollback can be watched. */
export function isBadPush(push: number): boolean {
  return push % BAD_EVERY === BAD_EVERY - 1;
}

/** Lists the versions up to a number of pushes, the first one included. */
export function versionsUpTo(pushes: number): string[] {
  return [FIRST_VERSION, ...Array.from({ length: pushes }, (_, push) => versionOfPush(push))];
}
