export { whyNotInstalled } from "#lib/testing/debian-package.ts";
