// Which rising steps lie nearest to given ones?

/** Pools neighbors that would fall until none does (pool adjacent violators), each step with its weight. */
export function riseFrom(steps: Float64Array, weights: Float64Array): Float64Array {
  const pools: { value: number; weight: number; count: number }[] = [];
  for (const [index, value] of steps.entries()) {
    let pool = { value, weight: weights[index] ?? 0, count: 1 };
    for (let before = pools.at(-1); before && before.value > pool.value; before = pools.at(-1)) {
      pools.pop();
      const weight = before.weight + pool.weight;
      const mean = (before.value * before.weight + pool.value * pool.weight) / weight;
      pool = { value: mean, weight, count: before.count + pool.count };
    }
    pools.push(pool);
  }
  return Float64Array.from(pools.flatMap(({ value, count }) => Array.from({ length: count }, () => value)));
}
