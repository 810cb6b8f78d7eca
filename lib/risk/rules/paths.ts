// What does a path say about a file?
import { isApiDocument } from "#lib/diffs/rules/api-documents.ts";

const MIGRATION_FOLDER = /(^|\/)(migrations?|migrate|flyway|liquibase|changelogs?)\//i;
const MIGRATION_FILE = /(^|\/)(V\d[\w.]*__[^/]+\.sql|\d{8,}[-_][^/]+\.(sql|rb|py|js|ts|php|cs|java|xml|ya?ml))$/i;
const MIGRATION_SUFFIX = /\.(sql|rb|py|js|ts|php|cs|java|kt|xml|ya?ml|json)$/i;
const CONFIG_FOLDER = /(^|\/)(config|conf|configuration|settings|etc)\//i;
const CONFIG_NAME = /(^|\/)(config|settings|application|appsettings|values)[^/]*\.[^/]+$/i;
const CONFIG_SUFFIX = /\.(ya?ml|json|toml|ini|env|properties|conf)$|(^|\/)\.env[^/]*$/i;

export function isMigration(path: string): boolean {
  return (MIGRATION_FOLDER.test(path) && MIGRATION_SUFFIX.test(path)) || MIGRATION_FILE.test(path);
}

export function isConfiguration(path: string): boolean {
  const isNamedSo = CONFIG_FOLDER.test(path) || CONFIG_NAME.test(path) || /(^|\/)\.env[^/]*$/.test(path);
  return isNamedSo && CONFIG_SUFFIX.test(path) && !isMigration(path) && !isApiDocument(path);
}

export function folderOf(path: string): string {
  const end = path.lastIndexOf("/");
  return end < 0 ? "" : path.slice(0, end);
}

/** The first folder; files beside each other at the top are one area. */
export function areaOf(path: string): string {
  const end = path.indexOf("/");
  return end < 0 ? "" : path.slice(0, end);
}

/** Entropy of lines over files, in bits: 0 where all are in one file. */
export function spreadOf(lines: readonly number[]): number {
  const total = lines.reduce((sum, value) => sum + value, 0);
  if (total === 0) return 0;
  return lines.reduce((sum, value) => (value === 0 ? sum : sum - (value / total) * Math.log2(value / total)), 0);
}
