// Into which of a feature's bins does a value fall?

/**
 * Cuts a column into about `count` bins that hold as many rows each, by linear interpolation between ranks. Values that
 * are often the same make fewer bins. Unknown values (NaN) are left out.
 */
export function quantileEdges(column: ArrayLike<number>, count: number): number[] {
  const sorted = Float64Array.from(column)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const edges: number[] = [];
  const lowest = sorted[0];
  if (lowest === undefined) return edges;
  for (let index = 1; index < count; index++) {
    const edge = interpolate(sorted, ((sorted.length - 1) * index) / count);
    if (edge > (edges.at(-1) ?? lowest)) edges.push(edge);
  }
  return edges;
}

function interpolate(sorted: Float64Array, place: number): number {
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (place % 1) * (above - below);
}

/** Counts the edges that a value reaches: 0 for the lowest bin. A value on an edge belongs above it. */
export function binOf(edges: ArrayLike<number>, value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value >= (edges[middle] ?? Infinity)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Both lists of edges in one, ascending, each once. */
export function mergeEdges(one: readonly number[], other: readonly number[]): number[] {
  return [...new Set([...one, ...other])].sort((a, b) => a - b);
}
