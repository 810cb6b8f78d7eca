import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { compareDocuments, type ApiComparison } from "#lib/openapi/compare-documents.ts";
import type { Figure } from "./lib/figure.ts";
import { millisOf } from "./lib/measure.ts";

interface Label {
  id: string;
  openapi: "3.0" | "3.1";
  level: "breaking" | "warning" | "safe";
}

interface Judged extends Label {
  isFlagged: boolean;
  isUnknown: boolean;
  millis: number;
}

/**
 * Pairs labelled safe of which the data's own README says that they carry another change which the label does not speak
 * of (020, 027, 076), or one that clients without the right will feel (006, 036, 068).
 */
const DISPUTED = ["006", "020", "027", "036", "068", "076"];
/** Of each pair, of which the fastest counts: the work is the same each time, and what is above it is other programs. */
const ROUNDS = 5;

/** Pairs of documents with a known verdict, which lie outside of the repository; nothing is measured without them. */
export async function measureOpenApi(folder = process.env.SLIPWAY_OPENAPI_PAIRS): Promise<Figure[]> {
  if (folder === undefined) {
    console.error("No pairs of OpenAPI documents: name their folder in SLIPWAY_OPENAPI_PAIRS.");
    return [];
  }
  const judged = await judgeAll(folder);
  for (const { id, openapi, level, isFlagged, isUnknown } of judged) {
    if (isUnknown || (level === "breaking" && !isFlagged) || (level === "safe" && isFlagged)) {
      const verdict = isUnknown ? "unknown" : isFlagged ? "breaking" : "not breaking";
      console.error(`Pair ${id} (${openapi}), labelled ${level}: ${verdict}`);
    }
  }
  return toFigures(judged);
}

async function judgeAll(folder: string): Promise<Judged[]> {
  const labels = JSON.parse(await readFile(path.join(folder, "labels.json"), "utf8")) as Label[];
  const known = new Set(await readdir(path.join(folder, "pairs")));
  const judged: Judged[] = [];
  for (const label of labels.filter(({ id }) => known.has(id))) {
    const readSide = (side: string) => readFile(path.join(folder, "pairs", label.id, `${side}.yaml`), "utf8");
    const [before, after] = [await readSide("before"), await readSide("after")];
    const compared = await compareDocuments(before, after);
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) times.push(await millisOf(() => compareDocuments(before, after)));
    const millis = Math.min(...times);
    judged.push({ ...label, ...verdictOf(compared), millis });
  }
  return judged;
}

function verdictOf(compared: ApiComparison): Pick<Judged, "isFlagged" | "isUnknown"> {
  if (compared.kind === "unknown") return { isFlagged: false, isUnknown: true };
  return { isFlagged: compared.changes.some(({ level }) => level === "breaking"), isUnknown: false };
}

function toFigures(judged: readonly Judged[]): Figure[] {
  const breaking = judged.filter(({ level }) => level === "breaking");
  const safe = judged.filter(({ level }) => level === "safe");
  const read = safe.filter(({ id }) => !DISPUTED.includes(id));
  const share = (list: readonly Judged[]) =>
    list.filter(({ isFlagged }) => isFlagged).length / Math.max(1, list.length);
  const millis = judged.map((one) => one.millis);
  const common = { database: "none", reference: null } as const;
  const atMost = (value: number) => ({ comparison: "atMost" as const, value });
  return [
    {
      ...common,
      id: "openapi-recall",
      what: `Breaking changes of an API that are found (${breaking.length} pairs)`,
      value: share(breaking),
      unit: "of 1",
      target: { comparison: "atLeast", value: 0.95 },
    },
    {
      ...common,
      id: "openapi-false-alarms",
      what: `Safe changes called breaking (${read.length} pairs, without those whose label is disputed)`,
      value: share(read),
      unit: "of 1",
      target: atMost(0.05),
    },
    {
      ...common,
      id: "openapi-false-alarms-raw",
      what: `The same by the labels alone (${safe.length} pairs)`,
      value: share(safe),
      unit: "of 1",
      target: null,
    },
    {
      ...common,
      id: "openapi-unknown",
      what: "Pairs that could not be read",
      value: judged.filter(({ isUnknown }) => isUnknown).length,
      unit: "pairs",
      target: atMost(0),
    },
    {
      ...common,
      id: "openapi-slowest",
      what: "The slowest pair",
      value: Math.max(0, ...millis),
      unit: "ms",
      target: atMost(20),
    },
  ];
}
