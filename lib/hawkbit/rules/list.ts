// Which part of a list is asked for, and in which order?

export interface ListRequest {
  offset: number;
  limit: number;
  sort: readonly { field: string; isDescending: boolean }[];
  /** A query in RSQL, as it came. */
  query: string | null;
}

export type ReadList = { list: ListRequest } | { fault: string };

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 500;
/** Beyond it a database's own numbers end. */
const OFFSET_MAX = 2_147_483_647;
const SORT_FIELDS_MAX = 10;

/** Reads the parameters of a list that can be sorted by `fields`. A limit that is too large is cut, one below 1 is none. */
export function readList(parameters: URLSearchParams, fields: readonly string[]): ReadList {
  const offset = readNumber(parameters.get("offset"), 0);
  const limit = readNumber(parameters.get("limit"), LIMIT_DEFAULT);
  if (offset === null || limit === null) return { fault: "offset and limit are whole numbers." };
  const sort = readSort(parameters.get("sort"), fields);
  if (typeof sort === "string") return { fault: sort };
  return {
    list: {
      offset: Math.min(Math.max(0, offset), OFFSET_MAX),
      limit: limit < 1 ? LIMIT_DEFAULT : Math.min(limit, LIMIT_MAX),
      sort,
      query: parameters.get("q")?.trim() || null,
    },
  };
}

function readNumber(text: string | null, fallback: number): number | null {
  if (text === null || text === "") return fallback;
  return /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}

function readSort(text: string | null, fields: readonly string[]): ListRequest["sort"] | string {
  if (text === null || text === "") return [];
  const sort: { field: string; isDescending: boolean }[] = [];
  for (const part of text.split(",")) {
    const [, name, direction] = /^\s*(\w+)\s*:\s*(asc|desc)\s*$/i.exec(part) ?? [];
    const field = fields.find((known) => known.toLowerCase() === name?.toLowerCase());
    if (field === undefined || direction === undefined) {
      return `Sort by field:ASC or field:DESC, where field is one of ${fields.join(", ")}.`;
    }
    sort.push({ field, isDescending: direction.toUpperCase() === "DESC" });
  }
  return sort.length > SORT_FIELDS_MAX ? "That is sorted by too many fields." : sort;
}
