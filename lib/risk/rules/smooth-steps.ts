// Where do the steps of one feature lie best, when neighbors hold each other?

export interface StepQuestion {
  /** First derivative of the likelihood by each step, and what the data know about it. */
  slope: Float64Array;
  curvature: Float64Array;
  /** Where the steps are now. */
  present: Float64Array;
  /** How firmly neighbors are held together. */
  smoothness: number;
  /** How firmly each is held to 0. */
  reserve: number;
}

/** Keeps a step that no row and no belief speaks of from dividing by zero. */
const FIRMNESS_MIN = 1e-9;

/** Takes the Newton step of all bins at once: a tridiagonal system, solved in one pass forth and one back. */
export function solveSteps(question: StepQuestion): { solution: Float64Array; firmness: Float64Array } {
  const { slope, curvature, present, smoothness, reserve } = question;
  const count = slope.length;
  const firmness = curvature.map((known, bin) => {
    const neighbors = (bin > 0 ? 1 : 0) + (bin < count - 1 ? 1 : 0);
    return known + reserve + neighbors * smoothness + FIRMNESS_MIN;
  });
  const passed = new Float64Array(count);
  const solution = new Float64Array(count);
  for (let bin = 0; bin < count; bin++) {
    const wanted = at(curvature, bin) * at(present, bin) + at(slope, bin);
    const pivot = at(firmness, bin) + (bin > 0 ? smoothness * at(passed, bin - 1) : 0);
    passed[bin] = -smoothness / pivot;
    solution[bin] = (wanted + (bin > 0 ? smoothness * at(solution, bin - 1) : 0)) / pivot;
  }
  for (let bin = count - 2; bin >= 0; bin--)
    solution[bin] = at(solution, bin) - at(passed, bin) * at(solution, bin + 1);
  return { solution, firmness };
}

function at(list: Float64Array, index: number): number {
  return list[index] ?? 0;
}
